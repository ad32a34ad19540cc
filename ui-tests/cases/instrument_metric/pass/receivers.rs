//! Every kind of `self`, annotated on the method and on the block.
#![deny(warnings)]
#![allow(clippy::needless_arbitrary_self_type)]

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use gapless::instrument_metric;

#[derive(Default)]
struct Lobby {
    guests: Vec<String>,
}

#[instrument_metric]
impl Lobby {
    fn none() -> Self {
        Self::default()
    }

    fn shared(&self) -> usize {
        self.guests.len()
    }

    fn unique(&mut self) -> &mut Self {
        self.guests.push(String::new());
        self
    }

    fn owned(self) -> Vec<String> {
        self.guests
    }

    fn mutable(mut self) -> Self {
        self.guests.clear();
        self
    }

    fn boxed(self: Box<Self>) -> Box<Self> {
        self
    }

    fn counted(self: Rc<Self>) -> usize {
        Rc::strong_count(&self)
    }

    fn pinned(self: Pin<&mut Self>) -> usize {
        self.get_mut().guests.len()
    }

    fn pinned_shared(self: Pin<&Self>) -> usize {
        self.guests.len()
    }

    fn named<'a>(self: &'a Self, other: &'a str) -> &'a str {
        self.guests.first().map_or(other, String::as_str)
    }

    async fn later(&mut self) -> &str {
        self.guests.push(String::new());
        &self.guests[0]
    }

    async fn later_owned(mut self) -> Self {
        self.guests.clear();
        self
    }

    async fn later_counted(self: Arc<Self>) -> usize {
        Arc::strong_count(&self)
    }

    async fn later_pinned(self: Pin<&mut Self>) -> usize {
        self.guests.len()
    }
}

impl Lobby {
    #[instrument_metric(function = "Lobby::by_itself")]
    fn by_itself(&mut self) -> Result<&str, std::fmt::Error> {
        self.guests.first().map(String::as_str).ok_or(std::fmt::Error)
    }

    #[instrument_metric(name = "many", labels(any: bool = !self.guests.is_empty()))]
    fn labeled(self) -> Self {
        self
    }
}

fn main() {
    let mut lobby = Lobby::none();
    lobby.shared();
    lobby.unique();
    let _ = lobby.named("a");
    let _ = lobby.by_itself();
    drop(lobby.later());
    Pin::new(&mut lobby).pinned();
    Pin::new(&lobby).pinned_shared();
    drop(Pin::new(&mut lobby).later_pinned());
    Rc::new(Lobby::none()).counted();
    drop(Arc::new(Lobby::none()).later_counted());
    drop(Lobby::none().later_owned());
    Box::new(lobby).boxed().mutable().labeled().owned();
}

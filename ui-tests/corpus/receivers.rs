//! Methods with every kind of `self`, annotated on the method and on the block.

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use gapless::instrument_metric;

use crate::{block_on, cancel, Guard, Loud, Yield};

#[derive(Debug)]
struct Room {
    name: String,
    guests: Vec<u8>,
    door: Loud,
    log: Guard,
}

impl Room {
    fn new(name: &str) -> Self {
        Room { name: name.to_owned(), guests: vec![1, 2], door: Loud("door"), log: Guard::new("log") }
    }
}

#[instrument_metric]
impl Room {
    fn shared(&self) -> &str {
        &self.name
    }

    fn exclusive(&mut self) -> &mut Vec<u8> {
        self.guests.push(3);
        &mut self.guests
    }

    fn owned(self) -> usize {
        self.name.len()
    }

    fn owned_not_used(self) -> u8 {
        1
    }

    fn owned_with_another(self, _other: Loud) -> usize {
        self.guests.len()
    }

    fn moved_out(self) -> String {
        let Room { name, door, .. } = self;
        drop(door);
        name
    }

    fn into_part(self) -> Vec<u8> {
        self.guests
    }

    fn disarm(mut self) {
        self.log.armed = false;
    }

    fn builder(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }

    fn replaced(mut self, other: Self) -> usize {
        self = other;
        self.guests.len()
    }

    fn boxed(self: Box<Self>) -> usize {
        self.guests.len()
    }

    fn boxed_and_changed(mut self: Box<Self>) -> usize {
        self.guests.clear();
        self.log.armed = false;
        self.guests.len()
    }

    fn counted(self: Rc<Self>) -> usize {
        Rc::strong_count(&self)
    }

    fn counted_by_all(self: Arc<Self>) -> usize {
        Arc::strong_count(&self)
    }

    fn behind(self: &Arc<Self>) -> usize {
        Arc::strong_count(self)
    }

    fn pinned(self: Pin<&mut Self>) -> usize {
        self.guests.len()
    }

    fn typed(self: &mut Self, guest: u8) {
        self.guests.push(guest);
    }

    fn without(name: &str) -> Self {
        Self::new(name)
    }

    fn first_line_is_an_attribute(&self) -> u8 {
        #![allow(clippy::needless_return)]
        return 1;
    }

    async fn shared_later(&self) -> &str {
        Yield::default().await;
        &self.name
    }

    async fn exclusive_later(&mut self) -> &mut Vec<u8> {
        Yield::default().await;
        self.guests.push(4);
        &mut self.guests
    }

    async fn owned_later(self, _other: Loud) -> usize {
        Yield::default().await;
        self.guests.len()
    }

    async fn disarm_later(mut self) {
        self.log.armed = false;
        Yield::default().await;
    }

    async fn boxed_later(self: Box<Self>) -> usize {
        Yield::default().await;
        self.name.len()
    }
}

impl Room {
    #[instrument_metric]
    fn alone(&self) -> usize {
        self.guests.len()
    }

    #[instrument_metric]
    fn alone_and_disarmed(mut self) {
        self.log.armed = false;
    }

    #[instrument_metric]
    fn chained(&mut self) -> &mut Self {
        self.guests.push(9);
        self
    }

    #[instrument_metric]
    fn iterated<'a>(&'a self, least: &'a u8) -> impl Iterator<Item = &'a u8> + 'a {
        self.guests.iter().filter(move |guest| *guest >= least)
    }

    #[instrument_metric]
    fn early(mut self, wanted: bool) -> Option<Self> {
        if !wanted {
            return None;
        }
        self.guests.clear();
        Some(self)
    }
}

pub(crate) fn run() {
    let mut room = Room::new("a");
    println!("{} {}", room.shared(), room.alone());
    println!("{:?}", room.exclusive());
    println!("{}", Room::new("b").owned());
    println!("{}", Room::new("b").owned_not_used());
    println!("{}", Room::new("b").owned_with_another(Loud("other")));
    println!("{}", Room::new("b").moved_out());
    println!("{:?}", Room::new("b").into_part());
    Room::new("b").disarm();
    println!("{}", Room::new("b").builder("c").name);
    println!("{}", Room::new("b").replaced(Room::new("d")));
    println!("{}", Box::new(Room::new("b")).boxed());
    println!("{}", Box::new(Room::new("b")).boxed_and_changed());
    println!("{}", Rc::new(Room::new("b")).counted());
    let shared = Arc::new(Room::new("b"));
    println!("{} {}", shared.behind(), shared.counted_by_all());
    println!("{}", Pin::new(&mut room).pinned());
    room.typed(7);
    println!("{} {}", Room::without("e").name, room.first_line_is_an_attribute());
    println!("{}", block_on(room.shared_later()).to_owned());
    println!("{:?}", block_on(room.exclusive_later()));
    println!("{}", block_on(Room::new("b").owned_later(Loud("other"))));
    block_on(Room::new("b").disarm_later());
    println!("{}", block_on(Box::new(Room::new("b")).boxed_later()));
    cancel(Room::new("b").owned_later(Loud("other")));
    cancel(Room::new("b").disarm_later());
    Room::new("b").alone_and_disarmed();
    println!("{:?}", room.chained().iterated(&3).collect::<Vec<_>>());
    println!("{:?}", Room::new("b").early(false).map(|room| room.name));
    println!("{:?}", Room::new("b").early(true).map(|room| room.guests.len()));
}

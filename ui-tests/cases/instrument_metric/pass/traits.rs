//! Traits: default bodies, implementations, async methods, and methods that `async_trait` writes.
#![deny(warnings)]

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use async_trait::async_trait;
use gapless::instrument_metric;

trait Store {
    type Item: Clone;
    type Error: fmt::Debug;
    const N: usize;

    fn get(&self, name: &str) -> Result<Self::Item, Self::Error>;

    #[instrument_metric(function = "Store::get_or")]
    fn get_or(&self, name: &str, or: Self::Item) -> Self::Item {
        self.get(name).unwrap_or(or)
    }

    fn later(&self, name: &str) -> impl Future<Output = Result<Self::Item, Self::Error>> + Send;
}

struct Memory;

#[instrument_metric]
impl Store for Memory {
    type Item = String;
    type Error = fmt::Error;
    const N: usize = 3;

    fn get(&self, name: &str) -> Result<Self::Item, Self::Error> {
        if name.len() < Self::N { Ok(name.to_owned()) } else { Err(fmt::Error) }
    }

    async fn later(&self, name: &str) -> Result<Self::Item, Self::Error> {
        self.get(name)
    }
}

#[instrument_metric]
impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("memory")
    }
}

#[instrument_metric]
impl Drop for Memory {
    fn drop(&mut self) {}
}

#[instrument_metric]
impl<'a> From<&'a str> for Memory {
    fn from(_: &'a str) -> Self {
        Memory
    }
}

#[instrument_metric]
impl Iterator for Memory {
    type Item = u8;

    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}

#[instrument_metric]
impl Future for Memory {
    type Output = u8;

    fn poll(self: Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        std::task::Poll::Ready(1)
    }
}

#[async_trait]
trait Service {
    async fn call(&self, text: &str) -> Result<usize, String>;

    #[instrument_metric(function = "Service::by_default")]
    async fn by_default(&self) -> u8 {
        1
    }
}

#[instrument_metric]
#[async_trait]
impl Service for Memory {
    async fn call(&self, text: &str) -> Result<usize, String> {
        Ok(text.len())
    }
}

struct Other;

#[async_trait]
#[instrument_metric]
impl Service for Other {
    async fn call(&self, text: &str) -> Result<usize, String> {
        text.parse().map_err(|_| text.to_owned())
    }
}

struct Third;

#[async_trait]
impl Service for Third {
    #[instrument_metric(function = "Third::call")]
    async fn call(&self, text: &str) -> Result<usize, String> {
        Err(text.to_owned())
    }
}

fn main() {
    let mut memory = Memory::from("a");
    let _ = (memory.get("a"), memory.get_or("a", String::new()), memory.to_string(), memory.next());
    drop((memory.later("a"), memory.call("a"), memory.by_default(), Other.call("a"), Third.call("a")));
    drop(Store::later(&memory, "a"));
}

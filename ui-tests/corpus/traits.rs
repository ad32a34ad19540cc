//! Methods of traits, and default methods.

use std::fmt;
use std::ops::{Add, Deref, Index};
use std::str::FromStr;

use gapless::instrument_metric;

use crate::{block_on, Yield};

trait Shape {
    type Unit;

    const SIDES: usize;

    fn area(&self) -> Self::Unit;

    #[instrument_metric]
    fn sides(&self) -> usize {
        Self::SIDES
    }

    #[instrument_metric]
    fn boxed(self) -> Box<Self>
    where
        Self: Sized,
    {
        Box::new(self)
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Square(u32);

#[instrument_metric]
impl Shape for Square {
    type Unit = u32;

    const SIDES: usize = 4;

    fn area(&self) -> Self::Unit {
        self.0 * self.0
    }
}

#[instrument_metric]
impl FromStr for Square {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Square)
    }
}

#[instrument_metric]
impl fmt::Display for Square {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.0)?;
        f.write_str("!")
    }
}

#[instrument_metric]
impl Add for Square {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Square(self.0 + other.0)
    }
}

#[instrument_metric]
impl Deref for Square {
    type Target = u32;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

#[instrument_metric]
impl Index<usize> for Square {
    type Output = u32;

    fn index(&self, _index: usize) -> &u32 {
        &self.0
    }
}

#[instrument_metric]
impl Iterator for Square {
    type Item = u32;

    fn next(&mut self) -> Option<Self::Item> {
        self.0 = self.0.checked_sub(1)?;
        Some(self.0)
    }
}

#[instrument_metric]
impl Drop for Square {
    fn drop(&mut self) {
        print!("~{} ", self.0);
    }
}

#[async_trait::async_trait]
trait Store {
    async fn get(&self, key: u8) -> Option<u8>;

    async fn set(&mut self, key: u8, value: u8) -> Result<(), String>;
}

struct Memory(Vec<(u8, u8)>);

#[async_trait::async_trait]
impl Store for Memory {
    #[instrument_metric]
    async fn get(&self, key: u8) -> Option<u8> {
        Yield::default().await;
        Some(self.0.iter().find(|pair| pair.0 == key)?.1)
    }

    #[instrument_metric]
    async fn set(&mut self, key: u8, value: u8) -> Result<(), String> {
        if key == 0 {
            return Err("no".to_owned());
        }
        self.0.push((key, value));
        Ok(())
    }
}

pub(crate) fn run() {
    println!("{} {}", Square(2).area(), Square(2).sides());
    println!("{} {:?}", Square(3).boxed(), "4".parse::<Square>().map(|square| square.0));
    println!("{} {}", Square(1).deref(), Square(5)[0]);
    println!("{:?}", Square(3).collect::<Vec<_>>());
    let mut memory = Memory(vec![]);
    println!("{:?}", block_on(memory.set(1, 2)));
    println!("{:?} {:?}", block_on(memory.get(1)), block_on(memory.set(0, 2)));
}

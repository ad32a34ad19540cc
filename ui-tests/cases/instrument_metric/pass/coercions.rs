//! Returned values are coerced to the type in the signature, on every way out.
#![deny(warnings)]
#![allow(unsafe_op_in_unsafe_fn)]

use std::error::Error;
use std::fmt::{Debug, Display};
use std::sync::Mutex;

use gapless::instrument_metric;

trait Shape {
    fn area(&self) -> u8;
}

struct Square;

impl Shape for Square {
    fn area(&self) -> u8 {
        1
    }
}

struct Circle;

impl Shape for Circle {
    fn area(&self) -> u8 {
        2
    }
}

type AnyError = Box<dyn Error + Send + Sync>;

#[instrument_metric]
fn object(square: bool) -> Box<dyn Shape> {
    if square {
        return Box::new(Square);
    }
    Box::new(Circle)
}

#[instrument_metric]
async fn object_later(square: bool) -> Box<dyn Shape> {
    if square {
        return Box::new(Square);
    }
    Box::new(Circle)
}

#[instrument_metric]
fn result(square: bool) -> Result<Box<dyn Shape>, AnyError> {
    if square {
        return Err("none".into());
    }
    let _: u8 = "1".parse()?;
    Ok(Box::new(Circle))
}

#[instrument_metric]
async fn result_later(square: bool) -> Result<Box<dyn Shape>, AnyError> {
    if square {
        return Err("none".into());
    }
    let _: u8 = "1".parse()?;
    Ok(Box::new(Circle))
}

#[instrument_metric]
fn slice() -> &'static [u8] {
    &[1, 2]
}

#[instrument_metric]
async fn reference_later(square: &Square) -> &dyn Shape {
    square
}

#[instrument_metric]
fn pointer() -> fn(u8) -> u8 {
    |number| number
}

#[instrument_metric]
fn opaque() -> (impl Display, impl Debug) {
    (1, "a")
}

#[instrument_metric]
fn reborrow<'a>(values: &'a mut Vec<u8>, other: &mut u8) -> &'a mut [u8] {
    *other += 1;
    values.push(*other);
    values
}

#[instrument_metric]
fn temporary() -> usize {
    Mutex::new(vec![1]).lock().map_or(0, |values| values.len())
}

#[instrument_metric]
unsafe fn dangerous(byte: *const u8) -> u8 {
    *byte
}

trait Own {
    #[instrument_metric(function = "Own::own")]
    fn own(self) -> Option<Self>
    where
        Self: Sized,
    {
        Some(self)
    }
}

impl Own for Square {}

fn main() {
    assert_eq!((object(true).area(), result(false).map_or(0, |shape| shape.area())), (1, 2));
    drop((object_later(true), result_later(true), reference_later(&Square)));
    assert_eq!((slice().len(), pointer()(1), opaque().0.to_string()), (2, 1, "1".to_owned()));
    assert_eq!((reborrow(&mut vec![], &mut 1).len(), temporary()), (1, 1));
    // SAFETY: The pointer comes from a reference to a byte.
    assert_eq!(unsafe { dangerous(&1) }, 1);
    assert!(Square.own().is_some());
}

//! Functions with clippy warnings, of the default lints and of the groups `pedantic` and `nursery`.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use gapless::instrument_metric;

pub trait Step: Send + Sync {
    fn go(&self) -> u8;
}

#[instrument_metric]
pub async fn complex() -> Result<HashMap<String, Vec<(u8, Arc<dyn Step>, Option<Box<dyn Fn(u8) -> u8 + Send + Sync>>)>>, Box<dyn Error + Send + Sync>>
{
    std::future::ready(()).await;
    Ok(HashMap::new())
}

#[instrument_metric]
pub fn complex_at_once() -> Result<HashMap<String, Vec<(u8, Arc<dyn Step>, Option<Box<dyn Fn(u8) -> u8 + Send + Sync>>)>>, Box<dyn Error + Send + Sync>>
{
    Ok(HashMap::new())
}

#[instrument_metric]
fn needless_return(value: &str) -> usize {
    println!("{value}");
    return value.len();
}

#[instrument_metric]
async fn needless_return_later(value: &str) -> usize {
    std::future::ready(()).await;
    return value.len();
}

#[instrument_metric]
fn let_and_return(value: &str) -> usize {
    let length = value.parse::<usize>().unwrap_or(0);
    length
}

#[instrument_metric]
fn too_many(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8) -> String {
    format!("{a}{b}{c}{d}{e}{f}{g}{h}")
}

#[instrument_metric]
fn of_a_vector(values: &Vec<u8>) -> String {
    format!("{values:?}")
}

#[instrument_metric]
fn redundant_clone(text: &str) -> String {
    text.to_string().clone()
}

#[instrument_metric]
fn casts(value: u64) -> String {
    (value as u8).to_string()
}

#[instrument_metric]
fn not_inlined(value: u8) -> String {
    format!("{}", value)
}

#[instrument_metric]
fn flags(a: bool, b: bool, c: bool, d: bool) -> String {
    format!("{a}{b}{c}{d}")
}

#[instrument_metric]
fn needless_pass(text: String) -> String {
    format!("{text:?}")
}

#[instrument_metric]
fn if_not(value: u8) -> String {
    if value != 1 { "a".to_owned() } else { "b".to_owned() }
}

#[instrument_metric]
fn option_if_let(value: Option<u8>) -> String {
    if let Some(value) = value { value.to_string() } else { "none".to_owned() }
}

#[instrument_metric]
fn semicolon(values: &mut Vec<u8>) {
    values.clear()
}

#[instrument_metric]
fn items_after_statements() -> String {
    let value = "a".to_owned();
    const TWO: usize = 2;
    value.repeat(TWO)
}

#[instrument_metric]
fn used_underscore(_value: u8) -> String {
    _value.to_string()
}

#[instrument_metric]
fn single_characters(a: u8, b: u8, c: u8, d: u8, e: u8) -> String {
    format!("{a}{b}{c}{d}{e}")
}

#[instrument_metric]
fn similar(checked: u8, checker: u8) -> String {
    format!("{checked}{checker}")
}

#[instrument_metric]
fn unit_value() {
    let nothing = println!("a");
    nothing
}

#[instrument_metric]
fn needless_lifetime<'a>(text: &'a str) -> &'a str {
    println!("{text}");
    text.trim()
}

#[instrument_metric]
fn manual_let_else(value: Option<u8>) -> String {
    let value = match value {
        Some(value) => value,
        None => return "none".to_owned(),
    };
    value.to_string()
}

#[instrument_metric]
fn unreadable() -> String {
    10000000.to_string()
}

#[instrument_metric]
fn wrapped(value: &str) -> Result<String, std::num::ParseIntError> {
    Ok(value.to_owned())
}

#[instrument_metric]
fn wildcard(value: Option<u8>) -> String {
    match value {
        Some(1) => "one".to_owned(),
        _ => "another".to_owned(),
    }
}

struct Shelf {
    books: Vec<String>,
}

#[instrument_metric]
impl Shelf {
    fn unused_self(&self) -> String {
        "a".to_owned()
    }

    fn use_self(&self) -> Shelf {
        Shelf { books: self.books.clone() }
    }

    fn should_be_from_str(text: &str) -> Self {
        println!("{text}");
        return Self { books: vec![text.to_string()] };
    }
}

/// Returns a number.
#[instrument_metric]
pub fn undocumented_panic(text: &str) -> u8 {
    println!("{text}");
    text.parse().unwrap()
}

/// Returns a number.
#[instrument_metric]
pub fn undocumented_error(text: &str) -> Result<u8, std::num::ParseIntError> {
    println!("{text}");
    text.parse()
}

#[instrument_metric]
pub fn candidate(text: &str) -> String {
    text.to_owned()
}

pub(crate) fn run() {
    println!("{} {}", crate::block_on(complex()).is_ok(), complex_at_once().is_ok());
    println!("{} {}", needless_return("a"), crate::block_on(needless_return_later("a")));
    println!("{} {} {}", let_and_return("1"), too_many(1, 2, 3, 4, 5, 6, 7, 8), of_a_vector(&vec![1]));
    println!("{} {} {}", redundant_clone("a"), casts(1), not_inlined(1));
    println!("{} {} {}", flags(true, false, true, false), needless_pass("a".to_owned()), if_not(1));
    println!("{}", option_if_let(None));
    semicolon(&mut vec![]);
    println!("{} {}", items_after_statements(), used_underscore(1));
    println!("{} {}", single_characters(1, 2, 3, 4, 5), similar(1, 2));
    unit_value();
    println!("{} {} {}", needless_lifetime("a"), manual_let_else(None), unreadable());
    println!("{:?} {}", wrapped("a"), wildcard(None));
    let shelf = Shelf::should_be_from_str("a");
    println!("{} {}", shelf.unused_self(), shelf.use_self().books.len());
    println!("{} {:?} {}", undocumented_panic("1"), undocumented_error("1"), candidate("a"));
}

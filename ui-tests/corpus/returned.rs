//! Return types that the signature decides, and values that are coerced.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::num::ParseIntError;
use std::rc::Rc;

use gapless::instrument_metric;

#[derive(Debug)]
enum Mistake {
    Number(ParseIntError),
    Empty,
}

impl From<ParseIntError> for Mistake {
    fn from(error: ParseIntError) -> Self {
        Mistake::Number(error)
    }
}

type Answer<T> = Result<T, Mistake>;

macro_rules! bail {
    ($error:expr) => {
        return Err($error)
    };
}

#[instrument_metric]
fn collected(values: &[u8]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

#[instrument_metric]
fn collected_results(values: &[&str]) -> Result<Vec<u8>, ParseIntError> {
    values.iter().map(|value| value.parse()).collect()
}

#[instrument_metric]
fn summed(values: &[u64]) -> u64 {
    values.iter().sum()
}

#[instrument_metric]
fn converted(text: &str) -> String {
    text.into()
}

#[instrument_metric]
fn parsed(text: &str) -> Result<u8, ParseIntError> {
    text.parse()
}

#[instrument_metric]
fn question_mark(text: &str) -> Answer<u8> {
    Ok(text.parse::<u8>()? + 1)
}

#[instrument_metric]
fn boxed_error(text: &str) -> Result<u8, Box<dyn Error>> {
    let number: u8 = text.parse()?;
    if number == 0 {
        return Err("zero".into());
    }
    Err(Box::new(std::fmt::Error))
}

#[instrument_metric]
fn bailed(text: &str) -> Answer<u8> {
    if text.is_empty() {
        bail!(Mistake::Empty);
    }
    Ok(1)
}

#[instrument_metric]
fn option(values: &[u8]) -> Option<u8> {
    let first = values.first()?;
    values.get(usize::from(*first)).copied()
}

#[instrument_metric]
fn default() -> BTreeMap<u8, Vec<u8>> {
    Default::default()
}

#[instrument_metric]
fn nothing() {
    let _ = 1;
}

#[instrument_metric]
fn empty() {}

#[instrument_metric]
fn unit() -> () {
    nothing()
}

#[instrument_metric]
fn boxed_trait(wanted: bool) -> Box<dyn Display> {
    if wanted {
        return Box::new(1);
    }
    Box::new("text")
}

#[instrument_metric]
fn boxed_function() -> Box<dyn Fn(u8) -> u8> {
    Box::new(|value| value + 1)
}

#[instrument_metric]
fn boxed_references() -> Box<dyn for<'a> Fn(&'a str) -> &'a str> {
    Box::new(|text| text.trim())
}

#[instrument_metric]
fn slice() -> &'static [u8] {
    &[1, 2, 3]
}

#[instrument_metric]
fn boxed_slice() -> Box<[u8]> {
    Box::new([1, 2])
}

#[instrument_metric]
fn counted_trait() -> Rc<dyn Debug> {
    Rc::new(5)
}

#[instrument_metric]
fn function_pointer() -> fn(u8) -> u8 {
    fn double(value: u8) -> u8 {
        value * 2
    }
    double
}

#[instrument_metric]
fn opaque() -> impl Display {
    "opaque"
}

#[instrument_metric]
fn opaque_iterator(values: Vec<u8>) -> impl Iterator<Item = u8> {
    values.into_iter().map(|value| value + 1)
}

#[instrument_metric]
fn opaque_of_two_traits() -> impl Iterator<Item = impl Display> + Clone {
    [1, 2].into_iter()
}

#[instrument_metric]
fn opaque_in_a_result(wanted: bool) -> Result<impl Display, Mistake> {
    if wanted { Ok("yes") } else { Err(Mistake::Empty) }
}

#[instrument_metric]
fn opaque_in_an_option() -> Option<impl Iterator<Item = u8>> {
    Some([1u8].into_iter())
}

#[instrument_metric]
fn opaque_in_a_tuple() -> (impl Display, u8) {
    ("a", 1)
}

#[instrument_metric]
fn borrowed<'a>(one: &'a str, _other: &str) -> &'a str {
    one.trim()
}

#[instrument_metric]
fn reborrowed(list: &mut Vec<u8>) -> &mut u8 {
    list.push(1);
    list.last_mut().unwrap()
}

#[instrument_metric]
fn borrowed_from_either<'a>(one: &'a mut u8, other: &'a mut u8, first: bool) -> &'a mut u8 {
    if first { one } else { other }
}

#[instrument_metric]
fn matched(value: Option<u8>) -> u8 {
    match value {
        Some(value) if value > 2 => value,
        Some(_) => return 1,
        None => 0,
    }
}

#[instrument_metric]
fn looped(limit: u8) -> u8 {
    let mut value = 0;
    loop {
        value += 1;
        if value > limit {
            break value;
        }
    }
}

#[instrument_metric]
fn labeled(limit: u8) -> u8 {
    'outer: for i in 0..limit {
        for j in 0..limit {
            if i * j > 5 {
                break 'outer;
            }
            if j > i {
                continue 'outer;
            }
        }
    }
    limit
}

#[instrument_metric]
fn returned_from_a_loop(values: &[u8]) -> Option<usize> {
    for (index, value) in values.iter().enumerate() {
        if *value == 2 {
            return Some(index);
        }
    }
    None
}

#[instrument_metric]
fn chosen(wanted: bool) -> Result<u8, String> {
    let value = if wanted { 1 } else { return Err("no".to_owned()) };
    Ok(value)
}

#[instrument_metric]
fn let_else(value: Option<u8>) -> u8 {
    let Some(value) = value else { return 0 };
    value
}

#[instrument_metric]
fn block_of_a_constant() -> u8 {
    const { 1 + 2 }
}

#[instrument_metric]
fn unsafe_block() -> u8 {
    unsafe { *std::ptr::from_ref(&7) }
}

#[instrument_metric]
fn never(wanted: bool) -> u8 {
    if wanted { stop() } else { 1 }
}

#[instrument_metric]
fn stop() -> ! {
    panic!("as expected")
}

#[instrument_metric]
fn diverging() -> u8 {
    panic!("as expected")
}

#[instrument_metric]
fn not_done() -> Result<(), String> {
    todo!()
}

#[instrument_metric]
fn nested_result() -> Result<Result<u8, String>, String> {
    Ok(Err("inner".to_owned()))
}

pub(crate) fn run() {
    println!("{:?} {:?}", collected(&[1, 2]), collected_results(&["1", "x"]));
    println!("{} {} {:?}", summed(&[1, 2]), converted("a"), parsed("300"));
    println!("{:?} {:?}", question_mark("1"), question_mark("x"));
    println!("{} {} {}", boxed_error("x").unwrap_err(), boxed_error("0").unwrap_err(), boxed_error("1").is_err());
    println!("{:?} {:?} {:?}", bailed(""), option(&[1, 7]), option(&[]));
    println!("{:?}", default());
    nothing();
    empty();
    unit();
    println!("{} {} {}", boxed_trait(true), boxed_trait(false), boxed_function()(1));
    println!("{} {:?} {:?} {:?}", boxed_references()(" a "), slice(), boxed_slice(), counted_trait());
    println!("{} {}", function_pointer()(2), opaque());
    println!("{:?}", opaque_iterator(vec![1]).collect::<Vec<_>>());
    println!("{:?}", opaque_of_two_traits().map(|value| value.to_string()).collect::<Vec<_>>());
    println!("{} {}", opaque_in_a_result(true).unwrap(), opaque_in_a_result(false).is_err());
    println!("{} {}", opaque_in_an_option().unwrap().count(), opaque_in_a_tuple().0);
    println!("{} {}", borrowed(" a ", "b"), reborrowed(&mut vec![]));
    println!("{}", borrowed_from_either(&mut 1, &mut 2, false));
    println!("{} {} {}", matched(Some(1)), matched(Some(3)), matched(None));
    println!("{} {} {:?}", looped(2), labeled(5), returned_from_a_loop(&[1, 2]));
    println!("{:?} {:?} {}", chosen(true), chosen(false), let_else(None));
    println!("{} {} {}", block_of_a_constant(), unsafe_block(), never(false));
    println!("{}", std::panic::catch_unwind(|| never(true)).is_err());
    println!("{}", std::panic::catch_unwind(diverging).is_err());
    println!("{} {:?}", std::panic::catch_unwind(not_done).is_err(), nested_result());
}

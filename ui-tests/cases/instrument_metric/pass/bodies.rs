//! Bodies: every way out of a function, and items inside a body.
#![deny(warnings)]
#![allow(clippy::needless_return)]

use std::num::ParseIntError;

use gapless::instrument_metric;

#[derive(Debug)]
struct Wrapped;

impl From<ParseIntError> for Wrapped {
    fn from(_: ParseIntError) -> Self {
        Wrapped
    }
}

#[instrument_metric]
fn converts(texts: &[&str]) -> Result<u8, Wrapped> {
    let mut sum = 0;
    for text in texts {
        sum += text.parse::<u8>()?;
    }
    Ok(sum)
}

#[instrument_metric]
async fn converts_later(text: &str) -> Result<u8, Wrapped> {
    let number: u8 = text.parse()?;
    std::future::ready(()).await;
    Ok(number + text.parse::<u8>()?)
}

#[instrument_metric]
fn optional(values: &[u8]) -> Option<u8> {
    let first = values.first()?;
    Some(*first + *values.last()?)
}

#[instrument_metric]
fn returns(number: u8) -> u8 {
    if number == 0 {
        return 1;
    }
    return number;
}

#[instrument_metric]
fn returns_nothing(number: u8) {
    if number == 0 {
        return;
    }
    let _ = number;
}

#[instrument_metric]
fn labels(rows: &[Vec<u8>]) -> u8 {
    let mut rows = rows.iter();
    let found = 'rows: loop {
        let Some(row) = rows.next() else { break 0 };
        'row: for value in row {
            match value {
                0 => continue 'rows,
                1 => break 'rows 1,
                2 => break 'row,
                3 => return 3,
                _ => continue 'row,
            }
        }
    };
    'block: {
        if found == 0 {
            break 'block 7;
        }
        found
    }
}

#[instrument_metric]
fn recursion(n: u64) -> u64 {
    if n < 2 { n } else { recursion(n - 1) + recursion(n - 2) }
}

#[instrument_metric]
fn nested(n: u8) -> u8 {
    const STEP: u8 = 1;
    use std::cmp::max;

    #[instrument_metric]
    fn inner(n: u8) -> u8 {
        #[instrument_metric]
        fn innermost(n: u8) -> u8 {
            n
        }
        innermost(n)
    }

    struct Local(u8);
    impl Local {
        #[instrument_metric(function = "Local::get")]
        fn get(&self) -> u8 {
            self.0
        }
    }

    gapless::defmetrics! {
        /// Pieces of work.
        counter nested_total;
    }
    nested_total().inc();
    max(inner(n), Local(STEP).get())
}

#[instrument_metric]
fn closures(values: &[u8]) -> Vec<u8> {
    let double = |value: &u8| {
        if *value == 0 {
            return 1;
        }
        value * 2
    };
    values.iter().map(double).collect()
}

#[instrument_metric]
fn let_else(value: Option<u8>) -> Result<u8, String> {
    let Some(value) = value else { return Err("none".to_owned()) };
    if let 1 | 2 = value { Ok(value) } else { Err(value.to_string()) }
}

#[instrument_metric]
async fn blocks() -> Result<u8, Wrapped> {
    let block = async {
        let number: u8 = "1".parse()?;
        Ok::<_, ParseIntError>(number)
    };
    let number = block.await?;
    let later = async move {
        if number == 0 {
            return 7;
        }
        number
    };
    Ok(later.await)
}

#[instrument_metric]
fn unreachable() -> u8 {
    panic!("it is always so")
}

#[instrument_metric]
fn forever() -> ! {
    loop {
        std::thread::park();
    }
}

#[instrument_metric]
fn last_expression(text: &str) -> usize {
    match text {
        "" => 0,
        text => text.len(),
    }
}

#[instrument_metric]
fn only_a_macro() -> String {
    format!("{}", 1)
}

#[instrument_metric]
fn borrowed_to_the_end() -> usize {
    let text = String::from("abc");
    text.as_bytes().iter().count()
}

fn main() {
    let _ = (converts(&["1"]), converts_later("1"), optional(&[1]), returns(1), labels(&[vec![1]]));
    returns_nothing(1);
    let _ = (recursion(3), nested(1), closures(&[1]), let_else(None), last_expression(""), only_a_macro());
    borrowed_to_the_end();
    drop(blocks());
    let _: (fn() -> u8, fn() -> !) = (unreachable, forever);
}

//! The expansion does not need the prelude, and does not see shadowed names.
#![no_implicit_prelude]
#![allow(dead_code, non_camel_case_types)]

use ::gapless::{LabelValue, instrument_metric};

mod core {}
mod std {}
struct Option;
struct Vec;
struct usize;
struct Send;
struct Sync;

/// The phase.
#[derive(LabelValue)]
#[instrument_metric]
enum Phase {
    Waiting,
}

/// A lobby.
#[instrument_metric(namespace = "lobby")]
struct Lobby<T: ::core::marker::Send + ::core::marker::Sync + 'static> {
    /// Players waiting.
    #[metric(gauge)]
    waiting: ::std::vec::Vec<T>,
    /// The phase.
    #[metric(stateset)]
    phase: ::std::sync::Mutex<Phase>,
    #[metric(label, max = 10)]
    name: &'static str,
    #[metric(label)]
    open: bool,
    #[metric(info, name = "texts")]
    __gapless_texts: ::std::string::String,
}

fn main() {
    let _phase = Phase::Waiting.measured();
    let _lobby = Lobby {
        waiting: ::std::vec::Vec::<u8>::new(),
        phase: ::std::sync::Mutex::new(Phase::Waiting),
        name: "a",
        open: true,
        __gapless_texts: ::std::string::String::new(),
    }
    .measured();
}

//! What the macros write does not depend on what is in scope.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(missing_docs, unreachable_pub, warnings)]

#[allow(non_camel_case_types, dead_code)]
struct core;
#[allow(non_camel_case_types, dead_code)]
struct std;
#[allow(dead_code)]
struct Option;
#[allow(dead_code)]
struct Result;
#[allow(dead_code)]
struct Counter;
#[allow(non_camel_case_types, dead_code)]
struct u64;
#[allow(non_camel_case_types, dead_code)]
struct f64;

/// A label.
#[derive(::std::clone::Clone, ::std::marker::Copy, ::gapless::LabelValue)]
enum Channel {
    Gossip,
}

::gapless::defmetrics! {
    #![group = "chat"]

    /// Messages.
    pub(crate) counter messages_total(channel: Channel);

    /// Time.
    histogram send_duration_seconds;

    /// Room.
    #[seed(1.0)]
    gauge room;
}

#[::gapless::instrument_metric]
fn sent() {}

#[::gapless::instrument_metric(name = "later", labels(channel: Channel = channel))]
async fn later(channel: Channel) -> ::std::result::Result<(), ()> {
    let _ = channel;
    ::std::result::Result::Ok(())
}

/// Nothing but uses.
pub fn main() {
    messages_total(Channel::Gossip).inc();
    send_duration_seconds().observe(0.5);
    room().set(0.5);
    sent();
    ::std::mem::drop(later(Channel::Gossip));
}

//! Handles can be stored in statics and constants, copied, sent and passed to generic code.
#![deny(warnings)]

use gapless::{Counter, Gauge, Histogram, Info, LabelValue, StateSet, UpDownCounter, defmetrics};
use std::time::Duration;

defmetrics! {
    /// Jobs.
    counter jobs_total;

    /// Jobs.
    counter kinds_total(fast: bool);

    /// Time.
    counter parser_seconds_total: f64;

    /// Room.
    gauge room;

    /// Clients.
    up_down_counter clients;

    /// Time.
    histogram send_duration_seconds;

    /// Size.
    #[buckets(64, 1024)]
    histogram message_bytes;

    /// State of the worker.
    stateset state: State;

    /// Version of the worker.
    info package_info(package = env!("CARGO_PKG_NAME"));
}

/// Neither `Copy` nor `Debug`, because handles do not need them.
#[derive(LabelValue)]
enum State {
    Idle,
}

static JOBS: Counter = jobs_total();
static PACKAGE: Info = package_info();
const PARSER: Counter<f64> = parser_seconds_total();

#[derive(Clone, Copy, Debug)]
struct Handles {
    jobs: Counter,
    room: Gauge,
    clients: UpDownCounter,
    time: Histogram<Duration>,
    size: Histogram<u64>,
    state: StateSet<State>,
}

const HANDLES: Handles = Handles {
    jobs: jobs_total(),
    room: room(),
    clients: clients(),
    time: send_duration_seconds(),
    size: message_bytes(),
    state: state(),
};

fn is_handle<T: Copy + Send + Sync + 'static + std::fmt::Debug>(_handle: T) {}

fn main() {
    JOBS.inc();
    assert!(PACKAGE.is_set());
    PARSER.inc_by(0.5);
    is_handle(HANDLES);
    let handles = HANDLES;
    std::thread::spawn(move || handles.jobs.inc()).join().expect("it does not panic");
    handles.room.set(1.0);
    let _guard = handles.clients.guard();
    handles.time.observe(Duration::ZERO);
    handles.size.observe(7_usize);
    handles.state.set(State::Idle);
    let by_kind: [Counter; 2] = [false, true].map(kinds_total);
    by_kind.iter().for_each(|counter| counter.inc());
}

//! Everything that a struct and an enum can contain.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use gapless::snapshot::HistogramValue;
use gapless::{LabelSet, LabelValue, Measured, instrument_metric};

#[derive(Clone, Copy, LabelValue)]
enum Region {
    Europe,
}

#[derive(Clone, Copy, LabelSet)]
enum Endpoint {
    #[labels(method = "GET", route = "/")]
    Home,
}

/// The phase of the server.
#[derive(Clone, Copy, LabelValue)]
#[instrument_metric(name = "phase", namespace = "server", group = "server")]
enum Phase {
    Starting,
    Running,
}

/// A lobby.
#[instrument_metric(namespace = "lobby", group = "games")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge)]
    waiting: Mutex<Vec<String>>,
    /// Players that joined.
    #[metric(counter, name = "joined_total")]
    joined: AtomicU64,
    /// Time spent.
    #[metric(counter, name = "spent_seconds_total", unit = "seconds")]
    spent: Mutex<Duration>,
    /// Games in progress.
    #[metric(up_down_counter)]
    r#type: i64,
    /// Whether it is open.
    #[metric(gauge)]
    open: Arc<AtomicBool>,
    /// Games by name.
    #[metric(gauge)]
    games: RwLock<HashMap<String, u8>>,
    /// Size of games.
    #[metric(histogram, name = "size_bytes", buckets(exponential(64, 4, 5)))]
    sizes: Option<HistogramValue>,
    /// Time to join.
    #[metric(histogram, name = "join_seconds", with = Times::histogram)]
    times: Times,
    /// The phase of the lobby.
    #[metric(stateset)]
    phase: RwLock<Phase>,
    #[cfg(unix)]
    /// Players on other systems.
    #[metric(gauge)]
    unix_players: u8,
    #[cfg(not(unix))]
    /// Players on other systems.
    #[metric(gauge)]
    other_players: NoSuchType,
    #[cfg(not(unix))]
    /// The phase on other systems.
    #[metric(stateset)]
    other_phase: NoSuchType,
    #[metric(label, max = 100)]
    name: String,
    #[metric(label)]
    region: Region,
    #[metric(label)]
    endpoint: Endpoint,
    #[metric(label, max = 10, name = "host_name", with = u64::to_string)]
    host: u64,
    #[metric(info)]
    version: Cow<'static, str>,
    #[metric(info)]
    cached: Option<bool>,
    #[metric(skip)]
    _skipped: u8,
    _other: u8,
}

struct Times;

impl Times {
    fn histogram(&self) -> Option<HistogramValue> {
        None
    }
}

mod inner {
    /// A type in a module, with everything by path.
    #[gapless::instrument_metric]
    pub(super) struct Inner<T: Send + Sync + 'static, const N: usize = 1>(
        /// Items.
        #[metric(gauge, name = "inner_items")]
        pub(super) Vec<T>,
        #[metric(label, name = "side")] pub(super) bool,
    );
}

macro_rules! measured {
    ($name:ident, $field:ident: $ty:ty) => {
        /// A struct of a macro.
        #[instrument_metric(namespace = "of_a_macro")]
        struct $name {
            /// A field of a macro.
            #[metric(gauge)]
            $field: $ty,
        }
    };
}

measured!(OfAMacro, number: u8);

fn main() {
    let phase: Measured<Mutex<Phase>> = Phase::Starting.measured();
    *phase.lock().unwrap() = Phase::Running;
    let lobby = Lobby {
        waiting: Mutex::default(),
        joined: AtomicU64::new(0),
        spent: Mutex::default(),
        r#type: 0,
        open: Arc::default(),
        games: RwLock::default(),
        sizes: None,
        times: Times,
        phase: RwLock::new(Phase::Starting),
        #[cfg(unix)]
        unix_players: 0,
        name: "a".to_owned(),
        region: Region::Europe,
        endpoint: Endpoint::Home,
        host: 7,
        version: "1".into(),
        cached: None,
        _skipped: 0,
        _other: 0,
    };
    let lobby: Measured<Lobby> = lobby.measured();
    assert!(lobby.waiting.lock().unwrap().is_empty());
    let _inner = inner::Inner::<u8>(vec![1], true).measured();
    let _of_a_macro = OfAMacro { number: 1 }.measured();

    /// A local struct.
    #[instrument_metric(namespace = "local")]
    struct Local {
        /// A number.
        #[metric(gauge)]
        number: u8,
    }
    let _local = Local { number: 1 }.measured();
}

//! What the code that the macros write needs. Not for anyone else, and free to change.

pub use inventory;

pub use crate::cells::family::Family;
pub use crate::cells::native::Native;
pub use crate::cells::open::{ByAny, ByOptionalText, ByReference, ByText, ByType};
pub use crate::declared::budget::DEFAULT_MAX_SERIES;
pub use crate::declared::catalog::CatalogLine;
pub use crate::declared::descriptor::{Block, Declared, Descriptor, Kind, Label, Seed, Storage, ValueType};
pub use crate::declared::label::{LabelSet, LabelValue, LabelValues};
pub use crate::events::feed::{Feed, Measure, Tag, Traced};
pub use crate::handles::counter::Counter;
pub use crate::handles::function::{
    ask, call, then, Answered, Call, CallFuture, CallStream, Function, FunctionDescriptor, IntoStream,
    NoParts, NoStatus, NoStream, NotAFuture, NotAStream, NothingInside, Outcome, ReturnType, Returned, Then,
    Timing, Wrapper, NO_KIND,
};
#[cfg(feature = "http")]
pub use crate::handles::function::{HasStatus, Tuple};
pub use crate::handles::gauge::Gauge;
pub use crate::handles::histogram::Histogram;
pub use crate::handles::info::Info;
pub use crate::handles::state_set::StateSet;
pub use crate::handles::summary::Summary;
pub use crate::handles::up_down_counter::UpDownCounter;
pub use crate::names::nearest::nearest;
pub use crate::reading::registry::Registration;

/// Whether recording is compiled in.
pub const ENABLED: bool = crate::ENABLED;

/// What is put into the lines of the catalog.
pub mod catalog {
    pub use crate::declared::catalog::{bytes, string, string_len, values, values_len, Then};
}

/// What events and their handlers are made of.
pub mod event {
    pub use std::sync::Arc;

    pub use crate::events::any::{
        ByField, DebugField, FieldValue, LabelField, OpaqueField, TextField, VisitField,
    };
    pub use crate::events::bus::Bus;
    pub use crate::events::event::{Event, EventType, Field};
    pub use crate::events::metric::{
        ask, check_measure, measure, record_number, record_time, unit_of, Plain, Record, Time,
    };
    pub use crate::events::span::{Ended, EndedCall, Span, Started, StartedCall, ENDED, STARTED};
    pub use crate::events::unit::{Measurement, Unit};
    pub use crate::events::wiring::{BusOf, EventDeclaration, Wiring};
}

/// The place of its invocation, or the given line and column of that file, as a [`Site`](crate::Site).
#[doc(hidden)]
#[macro_export]
macro_rules! __site {
    () => {
        $crate::__private::site!(::core::line!(), ::core::column!())
    };
    ($line:expr, $column:expr) => {
        $crate::__private::new_site(
            ::core::option_env!("CARGO_PKG_NAME"),
            ::core::option_env!("CARGO_PKG_VERSION"),
            ::core::module_path!(),
            (::core::file!(), $line, $column),
        )
    };
}

pub use crate::{__is_error as is_error, __site as site};

/// The place in a package, whose name and version cargo tells and other build systems may not.
pub const fn new_site(
    package: Option<&'static str>,
    version: Option<&'static str>,
    module: &'static str,
    (file, line, column): (&'static str, u32, u32),
) -> crate::Site {
    crate::Site { krate: given(package), file, line, column, module, version: given(version) }
}

const fn given(variable: Option<&'static str>) -> &'static str {
    match variable {
        Some(value) => value,
        None => "",
    }
}

/// A type that says where a gauge starts: a number, or a function that returns one.
#[diagnostic::on_unimplemented(
    message = "a gauge cannot start at `{Self}`",
    label = "neither a number nor a function without arguments that returns one",
    note = "write `#[seed(0.0)]`, or `#[seed(path::to::function)]` with `fn function() -> f64`"
)]
pub trait GaugeSeed {
    fn value(self) -> f64;
}

impl GaugeSeed for f64 {
    fn value(self) -> f64 {
        self
    }
}

impl<F: FnOnce() -> f64> GaugeSeed for F {
    fn value(self) -> f64 {
        self()
    }
}

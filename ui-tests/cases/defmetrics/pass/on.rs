//! Every form of `#[on(..)]`.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]

use ::gapless::{Event, LabelValue, defmetrics};
use ::std::string::String;

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Text,
    Image,
}

#[derive(Event)]
struct Uploaded<'a> {
    kind: Kind,
    path: &'a str,
    by: String,
    event: bool,
    #[event(measure)]
    took: ::std::time::Duration,
    #[event(measure = "MB")]
    size: f32,
    #[event(measure)]
    parts: u64,
}

fn is_image(event: &Uploaded<'_>) -> bool {
    ::std::matches!(event.kind, Kind::Image)
}

defmetrics! {
    /// Counted.
    #[on(Uploaded)]
    counter uploads_total;

    /// Counted with labels: two are fields, and one of the fields has a raw name.
    #[on(Uploaded<'_>, tags(by = event.by.trim()))]
    #[max_series(100)]
    counter uploads_by_total(kind: Kind, event: bool, by: impl ::std::convert::AsRef<str>);

    /// Counted with open labels.
    #[on(self::Uploaded<'_>, keep = is_image)]
    #[max_series(100)]
    counter uploads_from_total(path: &str, by: String);

    /// Summed up.
    #[on(Uploaded, measure = parts, drop = |event| event.parts == 0)]
    pub counter parts_total: f64;

    /// Observed.
    #[on(Uploaded, measure = took, tags(image = ::std::option::Option::Some(is_image(event))))]
    #[exemplars]
    histogram upload_seconds(image: ::std::option::Option<bool>);

    /// Observed by a function.
    #[on(Uploaded, measure = |event| event.size / 2.0, unit = "MB")]
    #[cfg(all())]
    summary half_bytes: f64;

    /// Set.
    #[on(Uploaded, measure = |event| event.took)]
    #[on(Uploaded, measure = took, tags(), keep = |_| true,)]
    gauge upload_took_seconds;

    /// Removed by `cfg`.
    #[on(NoSuchEvent, measure = took)]
    #[cfg(any())]
    gauge nothing;
}

/// A function of the user next to the expansion.
const UNIT: u64 = 1;

macro_rules! count {
    ($event:ident, $name:ident, $field:ident, $keep:expr) => {
        defmetrics! {
            /// Counted by a macro.
            #[on($event, measure = $field, keep = $keep)]
            counter $name;
        }
    };
}

count!(Uploaded, uploaded_parts_total, parts, |event| event.parts > UNIT);

fn main() {
    Uploaded {
        kind: Kind::Text,
        path: "/",
        by: String::new(),
        event: true,
        took: ::std::time::Duration::ZERO,
        size: 0.5,
        parts: 1,
    }
    .emit();
}

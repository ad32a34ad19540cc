//! The user's constants, functions, labels and methods may have the names that the expansion uses.
#![deny(warnings)]
#![allow(non_upper_case_globals, clippy::wrong_self_convention)]

const DESCRIPTOR: &str = "mail";
const FAMILY: &str = "video";
const VALUES: f64 = 0.5;

#[allow(non_camel_case_types, dead_code)]
struct label;

#[allow(dead_code)]
static index: u8 = 0;

/// Every type has these methods, and the expansion must not call them.
#[allow(dead_code)]
trait Everything {
    const VALUES: u8 = 0;
    const CARDINALITY: u8 = 0;

    fn of(&self) {}
    fn text(&self) {}
    fn index(&self) {}
    fn index_after(&self, _before: usize) {}
    fn label_set(&self) {}
    fn value(&self) {}
    fn from_parts(&self) {}
    fn with_labels(self) -> Self
    where
        Self: Sized,
    {
        self
    }
    fn with_seed(&self) {}
    fn with_catalog(&self) {}
}

impl<T: ?Sized> Everything for T {}

#[derive(gapless::LabelValue)]
enum Family {
    Descriptor,
    Label,
}

gapless::defmetrics! {
    /// Jobs.
    counter jobs_total(queue = DESCRIPTOR, other = FAMILY, family: Family, text: bool);

    /// Jobs by name.
    #[max_series(10)]
    #[seed(value = ["a"])]
    counter named_jobs_total(value: &str);

    /// Jobs by anything.
    #[max_series(10)]
    counter any_jobs_total(before: impl AsRef<str>, r#static: String);

    /// Room.
    #[seed(VALUES)]
    gauge room(handle: bool);
}

fn main() {
    jobs_total(Family::Descriptor, true).inc();
    jobs_total(Family::Label, true).inc();
    named_jobs_total("a").inc();
    any_jobs_total("a", String::from("b")).inc();
    room(true).set(0.5);
}

//! The reasons why declarations of one name are not the same family.

use std::borrow::Cow;

use crate::declared::descriptor::{Descriptor, Quantiles};
use crate::declared::kind::{Kind, ValueType};
use crate::declared::location::Location;
use crate::declared::native::Native;
use crate::names::sample_names::shared_name;
use crate::reading::own;

/// Returns the conflict of a declaration with a name of Gapless itself.
pub(super) fn own_clash(descriptor: &Descriptor) -> Option<(Cow<'static, str>, Location)> {
    if !descriptor.name.starts_with(own::PREFIX) {
        return None; // nearly all names, and the checks below are slow
    }
    let own = own::ALL.iter().find(|own| shared_name(own, descriptor).is_some())?;
    Some((format!("`{}` is a metric of Gapless itself; rename this one", own.name).into(), own.location))
}

/// Returns why two declarations of one name are not the same family. `here` is the later declaration.
pub(super) fn family_clash(stands: &Descriptor, here: &Descriptor) -> Option<Cow<'static, str>> {
    let value_type = |of: &Descriptor| (of.kind, of.value_type);
    let reason = differ("type is", value_type(here), value_type(stands), type_name)
        .or_else(|| differ("help is", here.help, stands.help, |help| format!("`{help}`")))
        .or_else(|| differ("unit is", here.unit, stands.unit, |unit| names(unit.as_slice())))
        .or_else(|| differ("buckets are", here.buckets, stands.buckets, |bounds| format!("{bounds:?}")))
        .or_else(|| differ("native buckets are", here.native, stands.native, native))
        .or_else(|| differ("quantiles are", here.quantiles, stands.quantiles, quantiles))
        .or_else(|| differ("states are", state_names(here), state_names(stands), |states| names(&states)))
        .or_else(|| differ("labels are", label_names(here), label_names(stands), |labels| names(&labels)));
    reason.map(Cow::Owned)
}

fn differ<T: PartialEq>(what: &str, here: T, there: T, describe: fn(T) -> String) -> Option<String> {
    (here != there).then(|| {
        let (here, there) = (describe(here), describe(there));
        format!("its {what} {here} here and {there} there; make them equal or rename one")
    })
}

fn type_name((kind, value_type): (Kind, ValueType)) -> String {
    let values = match value_type {
        ValueType::Integer => "integers",
        ValueType::Float => "floats",
        ValueType::Duration => "durations",
    };
    match kind {
        Kind::Counter | Kind::Histogram | Kind::Summary => format!("{kind} of {values}"),
        Kind::Gauge | Kind::UpDownCounter | Kind::StateSet | Kind::Info => kind.to_string(),
    }
}

fn native(native: Option<Native>) -> String {
    let Some(Native { schema, zero_threshold, max_buckets, max_zero_threshold }) = native else {
        return names(&[]);
    };
    format!(
        "`schema = {schema}, zero_threshold = {zero_threshold:?}, max_buckets = {max_buckets}, max_zero_threshold = \
         {max_zero_threshold:?}`"
    )
}

fn quantiles(quantiles: Option<Quantiles>) -> String {
    quantiles.map_or_else(|| names(&[]), |Quantiles { at, window }| format!("{at:?} over {window:?}"))
}

fn names(names: &[&str]) -> String {
    match names {
        [] => "absent".to_owned(),
        names => format!("`{}`", names.join("`, `")),
    }
}

fn state_names(descriptor: &Descriptor) -> Vec<&'static str> {
    descriptor.states.iter().flat_map(|states| states.iter()).collect()
}

fn label_names(descriptor: &Descriptor) -> Vec<&'static str> {
    let mut names: Vec<_> = descriptor.label_names().collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::declared::location::location;

    fn descriptor(kind: Kind) -> Descriptor {
        Descriptor::new(kind, "a", "Help.", location!())
    }

    #[test]
    fn the_reason_describes_both_declarations() {
        let (minute, hour) = (Duration::from_secs(60), Duration::from_secs(3600));
        let counter = || descriptor(Kind::Counter);
        let histogram = || descriptor(Kind::Histogram);
        let summary = || descriptor(Kind::Summary);
        for (stands, here, reason) in [
            (
                counter(),
                counter().with_value_type(ValueType::Float),
                "its type is counter of floats here and counter of integers there",
            ),
            (
                descriptor(Kind::Gauge),
                histogram().with_value_type(ValueType::Duration),
                "its type is histogram of durations here and gauge there",
            ),
            (
                counter(),
                Descriptor::new(Kind::Counter, "a", "Other.", location!()),
                "its help is `Other.` here and `Help.` there",
            ),
            (counter().with_unit("bytes"), counter(), "its unit is absent here and `bytes` there"),
            (
                histogram().with_buckets(&[1.0]),
                histogram().with_buckets(&[0.5, 2.0]),
                "its buckets are [0.5, 2.0] here and [1.0] there",
            ),
            (
                histogram().with_native(Native::new(3).with_zero_threshold(0.5)),
                histogram(),
                "its native buckets are absent here and `schema = 3, zero_threshold = 0.5, max_buckets = 160, \
                 max_zero_threshold = 0.0` there",
            ),
            (
                summary().with_quantiles(&[0.5, 0.9], minute),
                summary().with_quantiles(&[0.5, 0.9], hour),
                "its quantiles are [0.5, 0.9] over 3600s here and [0.5, 0.9] over 60s there",
            ),
            (
                counter().with_constant_labels(&[("b", "1"), ("a", "1")]),
                counter(),
                "its labels are absent here and `a`, `b` there",
            ),
        ] {
            let clash = family_clash(&stands, &here).expect(reason);
            assert_eq!(clash, format!("{reason}; make them equal or rename one"));
            assert_eq!(family_clash(&here, &here), None);
        }
    }
}

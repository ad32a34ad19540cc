//! The labels that the reporter adds, because the receiver does not scrape: `job`, `instance` and external labels.

use std::borrow::Cow;

use super::shape::Part;

/// The name and the value of a label.
pub(super) type Pair = (Cow<'static, str>, Cow<'static, str>);

/// The name of the label that is the name of the metric.
const NAME: &str = "__name__";

/// The prefix that a scrape puts before a label of a series if the target has the same label.
const EXPORTED: &str = "exported_";

/// The added labels.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    /// The labels of the target, which win: a label of a series with the same name gets a prefix, as in a scrape.
    pub(super) target: Vec<(&'static str, String)>,
    /// The external labels. A label of a series wins.
    pub(super) external: Vec<(String, String)>,
}

impl Labels {
    /// Returns all labels of a sample series, sorted by name.
    pub(super) fn of<'a>(
        &'a self,
        metric: &str,
        series: &'a [Pair],
        part: &'a Part,
    ) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
        let own = series.iter().chain(&part.label).filter(|(_, value)| !value.is_empty());
        let own = own.map(|(name, value)| (Cow::Borrowed(&**name), Cow::Borrowed(&**value)));
        let mut all: Vec<_> = own.collect();
        self.rename(&mut all);
        let target = self.target.iter().map(|(name, value)| (*name, value.as_str()));
        let external = self.external.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in target.chain(external) {
            if !value.is_empty() && !has(&all, name) {
                all.push((name.into(), value.into()));
            }
        }
        all.retain(|(name, _)| name != NAME);
        all.push((NAME.into(), format!("{metric}{}", part.suffix).into()));
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    fn rename(&self, all: &mut [(Cow<'_, str>, Cow<'_, str>)]) {
        for (target, _) in self.target.iter().filter(|(_, value)| !value.is_empty()) {
            let Some(index) = all.iter().position(|(name, _)| name == target) else { continue };
            let mut renamed = format!("{EXPORTED}{target}");
            while has(all, &renamed) {
                renamed.insert_str(0, EXPORTED);
            }
            all[index].0 = renamed.into();
        }
    }
}

fn has(labels: &[(Cow<'_, str>, Cow<'_, str>)], name: &str) -> bool {
    labels.iter().any(|(own, _)| own == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(series: &[(&'static str, &'static str)], part: &Part) -> String {
        let labels = Labels {
            target: vec![("job", "shop".into()), ("instance", "web-1".into())],
            external: vec![("region".into(), "eu".into()), ("empty".into(), String::new())],
        };
        let series: Vec<Pair> =
            series.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let all = labels.of("logins", &series, part);
        all.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn labels_are_sorted_and_a_label_of_the_series_gives_way_to_one_of_the_target() {
        let number = Part { suffix: "", label: None };
        let bucket = Part { suffix: "_bucket", label: Some(("le".into(), "1.0".into())) };
        for (series, part, expected) in [
            (&[][..], &number, "__name__=logins instance=web-1 job=shop region=eu"),
            (&[("Z", "1"), ("a", "")], &bucket, "Z=1 __name__=logins_bucket instance=web-1 job=shop le=1.0 region=eu"),
            (&[("region", "us")], &number, "__name__=logins instance=web-1 job=shop region=us"),
            (
                &[("job", "own"), ("exported_job", "other")],
                &number,
                "__name__=logins exported_exported_job=own exported_job=other instance=web-1 job=shop region=eu",
            ),
        ] {
            assert_eq!(all(series, part), expected);
        }
    }
}

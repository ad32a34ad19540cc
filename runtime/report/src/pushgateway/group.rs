//! Groups of a Pushgateway, and their paths.

use std::fmt;

use base64::prelude::{Engine, BASE64_URL_SAFE_NO_PAD};
use gapless_core::FamilySnapshot;

use crate::client::segment;
use crate::exposition::check_labels;
use crate::reporters::{Context, Failure};

/// The label that every group has.
const JOB: &str = "job";

/// A group: its labels, and its path below the URL of the Pushgateway.
#[derive(Clone, Debug)]
pub(super) struct Group {
    labels: Vec<(String, String)>,
    path: String,
}

impl Group {
    /// Creates the group with a job and further labels.
    pub(super) fn new(job: &str, labels: Vec<(String, String)>, context: &Context) -> Result<Self, Failure> {
        if job.is_empty() {
            return Err(GroupError::EmptyJob.into());
        }
        if labels.iter().any(|(name, _)| name == JOB) {
            return Err(GroupError::JobAsLabel.into());
        }
        let labels: Vec<_> = [(JOB.to_owned(), job.to_owned())].into_iter().chain(labels).collect();
        check_labels(&labels, context)?;
        let path = labels.iter().map(|(name, value)| pair(name, value)).collect::<String>();
        Ok(Group { labels, path: format!("/metrics{path}") })
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Returns the label of the group that the Pushgateway would overwrite in a family.
    pub(super) fn overwritten(&self, family: &FamilySnapshot) -> Option<&str> {
        let mut names = family.series.iter().flat_map(|series| &series.labels).map(|(name, _)| name);
        let is_of_group = |name: &str| self.labels.iter().find(|(label, _)| label == name);
        names.find_map(|name| is_of_group(name)).map(|(label, _)| label.as_str())
    }
}

/// Returns the part of a path before `/metrics`, if it is the path of a Pushgateway's own metrics or of a group.
pub(super) fn before_metrics(path: &str) -> Option<String> {
    let path = format!("{}/", path.trim_end_matches('/'));
    let of_group = ["/metrics/job/", "/metrics/job@base64/"].into_iter().find_map(|group| path.find(group));
    let end = of_group.or_else(|| path.strip_suffix("/metrics/").map(str::len));
    end.map(|end| path[..end].to_owned())
}

/// Returns the segments of a label.
///
/// The path cannot contain every value directly: empty segments and dots disappear, and an escaped slash separates
/// segments, too.
fn pair(name: &str, value: &str) -> String {
    match value {
        "" => format!("/{name}@base64/="),
        "." | ".." => format!("/{name}@base64/{}", BASE64_URL_SAFE_NO_PAD.encode(value)),
        _ if value.contains('/') => format!("/{name}@base64/{}", BASE64_URL_SAFE_NO_PAD.encode(value)),
        _ => format!("/{name}/{}", segment(value)),
    }
}

/// A group that the Pushgateway would not accept.
#[derive(Debug)]
enum GroupError {
    EmptyJob,
    JobAsLabel,
}

impl fmt::Display for GroupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GroupError::EmptyJob => {
                "the job of the Pushgateway's group is empty; set it with `Pushgateway::job`"
            }
            GroupError::JobAsLabel => "the label `job` is set twice; set it with `Pushgateway::job` only",
        })
    }
}

impl std::error::Error for GroupError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reporters::Program;

    fn path(job: &str, labels: &[(&str, &str)]) -> String {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let context = Context::new("pushgateway", Program::new("shop", "web-1"));
        Group::new(job, labels.collect(), &context).unwrap().path
    }

    // The examples are those of the Pushgateway's documentation.
    #[test]
    fn the_path_of_a_group_has_base64_where_a_value_does_not_fit_into_a_path() {
        assert_eq!(path("some_job", &[]), "/metrics/job/some_job");
        assert_eq!(path("some job+1", &[]), "/metrics/job/some%20job%2B1");
        assert_eq!(
            path("directory_cleaner", &[("path", "/var/tmp")]),
            "/metrics/job/directory_cleaner/path@base64/L3Zhci90bXA"
        );
        assert_eq!(
            path("example", &[("first_label", ""), ("second_label", "foobar")]),
            "/metrics/job/example/first_label@base64/=/second_label/foobar"
        );
        assert_eq!(
            path("titan", &[("name", "Προμηθεύς")]),
            "/metrics/job/titan/name/%CE%A0%CF%81%CE%BF%CE%BC%CE%B7%CE%B8%CE%B5%CF%8D%CF%82"
        );
        assert_eq!(path("a/b", &[("dots", "..")]), "/metrics/job@base64/YS9i/dots@base64/Li4");
    }
}

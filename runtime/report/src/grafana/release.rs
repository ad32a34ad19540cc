//! The program and its version, as annotations and folders name them.

use super::annotation::Annotation;
use crate::machine::{executable, first_of, host};

/// The variables with the commit and its author, in the order in which they are read.
const COMMIT: &[&str] = &["GIT_SHA", "GIT_COMMIT", "GITHUB_SHA", "CI_COMMIT_SHA"];
const AUTHOR: &[&str] = &["GIT_AUTHOR", "GIT_AUTHOR_NAME", "CI_COMMIT_AUTHOR"];

const UNKNOWN: &str = "unknown";

/// The facts about a program that annotations contain. What the program does not set is read when it starts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Release {
    pub(crate) program: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) commit: Option<String>,
    pub(crate) author: Option<String>,
}

/// A moment in the life of a program.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    Start,
    Stop,
}

impl Release {
    /// Returns the name of the program, or that of its file.
    pub(crate) fn program(&self) -> String {
        self.program.clone().or_else(executable).unwrap_or_else(|| UNKNOWN.to_owned())
    }

    /// Returns the identifier of the program's folder. It does not depend on the folder's title.
    pub(crate) fn folder_uid(&self) -> String {
        let letter =
            |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
        format!("gapless-{}", self.program()).chars().map(letter).take(40).collect()
    }

    /// Returns the annotation of a moment, with the current time.
    pub(crate) fn annotation(&self, moment: Moment) -> Annotation {
        let program = self.program();
        let (tag, verb) = match moment {
            Moment::Start => ("start", "started"),
            Moment::Stop => ("stop", "stopped"),
        };
        let version = self.version.as_deref().unwrap_or(UNKNOWN);
        let commit = self.commit.clone().or_else(|| first_of(COMMIT)).unwrap_or_else(|| UNKNOWN.to_owned());
        let author = self.author.clone().or_else(|| first_of(AUTHOR)).unwrap_or_else(|| UNKNOWN.to_owned());
        let text = format!(
            "{program} {verb}\nHost: {}\nVersion: {version}\nCommit: {commit}\nAuthor: {author}",
            host().unwrap_or_else(|| UNKNOWN.to_owned())
        );
        Annotation::new(text).tags(["gapless", &program, tag])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_identifier_of_a_folder_fits_into_grafana() {
        let uid =
            |program: &str| Release { program: Some(program.into()), ..Release::default() }.folder_uid();
        assert_eq!(uid("Shop Überall"), "gapless-shop--berall");
        assert_eq!(uid(&"a".repeat(60)).len(), 40);
    }
}

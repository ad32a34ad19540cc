//! Shared code of the programs that measure: options, statistics, and writing the result.

mod process;

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use lexopt::{Arg, Parser};

pub use self::process::Process;

/// The options that all programs have.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Whether the program runs everything once to show that it works (`--short`).
    pub short: bool,
}

impl Run {
    /// Reads `--short` from the command line. `other` reads all other options, and returns `false` for options that it
    /// does not know.
    ///
    /// # Errors
    ///
    /// Returns an error for an unknown option or an invalid argument.
    pub fn from_args(
        mut other: impl FnMut(&str, &mut Parser) -> Result<bool, lexopt::Error>,
    ) -> Result<Self, lexopt::Error> {
        let (mut run, mut arguments) = (Run { short: false }, Parser::from_env());
        while let Some(argument) = arguments.next()? {
            let Arg::Long(name) = argument else { return Err(argument.unexpected()) };
            let name = name.to_owned();
            match name.as_str() {
                "short" => run.short = true,
                name if other(name, &mut arguments)? => {}
                name => return Err(Arg::Long(name).unexpected()),
            }
        }
        Ok(run)
    }

    /// Prints the result, and writes it into its section of `docs/performance.md` unless the run is short.
    ///
    /// # Errors
    ///
    /// Returns an error if the result cannot be printed or written, or if the page does not have the section.
    pub fn report(&self, section: &str, text: &str) -> io::Result<()> {
        io::stdout().write_all(text.as_bytes())?;
        if self.short {
            return Ok(());
        }
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/performance.md");
        write_section(&page, section, text)
    }
}

/// The median, the minimum and the maximum of several measurements.
///
/// ```
/// use gapless_benches::Spread;
///
/// assert_eq!(Spread::of([3.0, 1.0, 2.04]).to_string(), "2.0 (1.0 to 3.0)");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// The median.
    pub median: f64,
    /// The minimum.
    pub min: f64,
    /// The maximum.
    pub max: f64,
}

impl Spread {
    /// Returns the spread of the measurements, or zeros for an empty list.
    pub fn of(measurements: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<_> = measurements.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
        Spread { median: at(sorted.len() / 2), min: at(0), max: at(sorted.len().saturating_sub(1)) }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} ({:.1} to {:.1})", self.median, self.min, self.max)
    }
}

/// Prints a generated text and writes it into a file, or into a section of the file. With `--check`, writes nothing and
/// only checks that the file is up to date.
///
/// # Errors
///
/// Returns an error for an unknown option, if the file cannot be read or written, if the section does not exist, or if
/// a checked file is out of date.
pub fn keep_current(
    file: &str,
    section: Option<&str>,
    program: &str,
    render: impl FnOnce() -> String,
) -> Result<(), Box<dyn std::error::Error>> {
    let (check, text) = (reads_check()?, render());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let old = std::fs::read_to_string(&path)?;
    let new = section.map_or_else(|| Ok(text.clone()), |section| replace_section(&old, section, &text))?;
    if check {
        let message = format!("{file} is out of date; run `{program}` without `--check` to write it");
        return if new == old { Ok(()) } else { Err(message.into()) };
    }
    std::fs::write(&path, new)?;
    Ok(io::stdout().write_all(text.as_bytes())?)
}

/// Reads the only option, `--check`.
fn reads_check() -> Result<bool, lexopt::Error> {
    let (mut check, mut arguments) = (false, Parser::from_env());
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("check") => check = true,
            other => return Err(other.unexpected()),
        }
    }
    Ok(check)
}

/// Replaces the text of a section in a file.
fn write_section(file: &Path, name: &str, text: &str) -> io::Result<()> {
    std::fs::write(file, replace_section(&std::fs::read_to_string(file)?, name, text)?)
}

/// Returns a page with another text between `<!-- name -->` and `<!-- /name -->`.
fn replace_section(whole: &str, name: &str, text: &str) -> io::Result<String> {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let parts = whole.split_once(&start).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) =
        parts.ok_or_else(|| io::Error::other(format!("the page has no section `{name}`")))?;
    Ok(format!("{before}{start}{text}{end}{after}"))
}

/// Returns the version of the compiler and the processor of the machine, as text.
#[must_use]
pub fn machine() -> String {
    let rustc = std::process::Command::new("rustc").arg("--version").output();
    let rustc = rustc.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (rustc, model) = (rustc.unwrap_or_default(), model.map_or("processor", |(_, model)| model));
    format!("{rustc}; {cores} cores of an {model}")
}

/// Returns the versions of Gapless and of some other libraries, which the manifest pins.
///
/// # Panics
///
/// Panics if the manifest does not pin one of the libraries.
#[must_use]
pub fn versions(libraries: &[&str]) -> String {
    let manifest = include_str!("../Cargo.toml");
    let version = |name: &str| {
        let line = manifest.lines().find(|line| line.starts_with(&format!("{name} =")));
        let (_, version) = line?.split_once("\"=")?;
        Some(format!("{name} {}", version.split_once('"')?.0))
    };
    let pinned = libraries.iter().map(|name| version(name).expect("the manifest pins it"));
    format!("Gapless {}, {}", env!("CARGO_PKG_VERSION"), pinned.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(Spread::of([5.0, 1.0, 2.0]).to_string(), "2.0 (1.0 to 5.0)");
        assert_eq!(Spread::of([]).to_string(), "0.0 (0.0 to 0.0)");
    }

    #[test]
    fn a_section_is_replaced_and_the_rest_stays() {
        let whole = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n";
        let replaced = replace_section(whole, "x", "new\n");
        assert_eq!(replaced.ok().as_deref(), Some("a\n<!-- x -->\nnew\n<!-- /x -->\nb\n"));
        assert!(replace_section(whole, "y", "new\n").is_err());
    }
}

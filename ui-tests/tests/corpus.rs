//! Functions of many shapes, compiled and run with and without the attribute. The compiler and clippy give the same
//! warnings, and both programs print the same output, which includes the order in which values are dropped.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

#[test]
fn annotated_functions_behave_like_plain_functions_in_edition_2021() -> Result<(), Box<dyn Error>> {
    check("2021")
}

#[test]
fn annotated_functions_behave_like_plain_functions_in_edition_2024() -> Result<(), Box<dyn Error>> {
    check("2024")
}

/// The commands that report warnings: the compiler, and clippy with groups that are off by default.
const LINTERS: [&[&str]; 2] =
    [&["check"], &["clippy", "--", "-W", "clippy::pedantic", "-W", "clippy::nursery"]];

fn check(edition: &str) -> Result<(), Box<dyn Error>> {
    let (plain, annotated) = (Corpus::write(edition, "plain")?, Corpus::write(edition, "annotated")?);
    for linter in LINTERS {
        let (expected, seen) = (plain.warnings(linter)?, annotated.warnings(linter)?);
        let missing: Vec<_> = expected.difference(&seen).collect();
        let extra: Vec<_> = seen.difference(&expected).collect();
        assert!(missing.is_empty() && extra.is_empty(), "missing: {missing:#?}\nextra: {extra:#?}");
        assert!(expected.len() > 30, "{linter:?} must report many warnings about the corpus: {expected:#?}");
    }
    assert_eq!(annotated.output()?, plain.output()?);
    Ok(())
}

/// A package with the functions of the corpus.
struct Corpus {
    folder: PathBuf,
}

impl Corpus {
    fn write(edition: &str, variant: &str) -> Result<Self, Box<dyn Error>> {
        let folder = target().join(format!("{edition}-{variant}"));
        fs::create_dir_all(folder.join("src"))?;
        for file in fs::read_dir(root().join("ui-tests/corpus"))? {
            let file = file?;
            let source = fs::read_to_string(file.path())?;
            let source = if variant == "plain" { without_attributes(&source) } else { source };
            fs::write(folder.join("src").join(file.file_name()), source)?;
        }
        fs::write(folder.join("Cargo.toml"), manifest(edition, variant))?;
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Corpus { folder })
    }

    fn cargo(&self, arguments: &[&str]) -> Result<Output, Box<dyn Error>> {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target().join("target"))
            .output()?;
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo {arguments:?} in {}: {error}", self.folder.display());
        Ok(output)
    }

    /// Returns the lint, the place and the message of each warning.
    fn warnings(&self, linter: &[&str]) -> Result<BTreeSet<[String; 3]>, Box<dyn Error>> {
        let (command, arguments) = linter.split_first().expect("each linter is a command of cargo");
        let output = self.cargo(&[&[command, "--quiet", "--message-format=json"], arguments].concat())?;
        let messages = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
        let warnings = messages.filter_map(|message| message.map(|message| warning(&message)).transpose());
        Ok(warnings.collect::<Result<_, _>>()?)
    }

    fn output(&self) -> Result<String, Box<dyn Error>> {
        Ok(String::from_utf8(self.cargo(&["run", "--quiet"])?.stdout)?)
    }
}

/// Returns the lint, the place and the message of a warning about the corpus.
fn warning(message: &Value) -> Option<[String; 3]> {
    let message = &message["message"];
    let lint = message["code"]["code"].as_str()?;
    let span = message["spans"].as_array()?.iter().find(|span| span["is_primary"] == true)?;
    let place = format!("{}:{}:{}", span["file_name"].as_str()?, span["line_start"], span["column_start"]);
    // An argument is a variable in the body of the annotated function.
    let text = message["message"].to_string().replace("value passed to", "value assigned to");
    Some([lint.to_owned(), place, text])
}

/// Replaces each attribute with a comment, so that each function keeps its line.
fn without_attributes(source: &str) -> String {
    let ours = ["#[instrument_metric]", "use gapless::instrument_metric;"];
    let lines = source.lines().map(|line| if ours.contains(&line.trim()) { "//" } else { line });
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn manifest(edition: &str, variant: &str) -> String {
    let gapless = root().join("runtime/facade");
    format!(
        "[package]\nname = \"corpus-{edition}-{variant}\"\nedition = \"{edition}\"\n\n[workspace]\n\n\
         [features]\ndefault = [\"edition-{edition}\"]\nedition-2021 = []\nedition-2024 = []\n\n\
         [dependencies]\nasync-trait = \"0.1.89\"\ngapless = {{ path = {gapless:?}, default-features = false }}\n"
    )
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus")
}

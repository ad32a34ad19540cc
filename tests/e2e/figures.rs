//! Figures that tests measure, for a person who runs a test with `--nocapture`.

#[expect(clippy::print_stderr, reason = "figures are for a person who runs the test")]
pub(crate) fn show(figures: &str) {
    eprintln!("{figures}");
}

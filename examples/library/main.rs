//! How do the metrics of a library come into a program? `cargo run --bin library` prints what Prometheus would see.
//!
//! The library in `mailer/` declares them, and depends on Gapless without its default features, so that nobody who uses it
//! gets a web server with it. Its user lists it in `Cargo.toml`, and has to see that it is linked: a crate that no code
//! names is left out of the program, with all its metrics.

use gapless::Registry;
use gapless::encode::Format;
// Any use of the library links it. Nothing of it is called here, so this line does; without it, the series are not there.
use mailer as _;

fn main() {
    print(&String::from_utf8_lossy(&Format::Text.encode(&Registry::global().gather())));
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
fn print(exposition: &str) {
    print!("{exposition}");
}

//! How does a program export the metrics of a library? `cargo run --bin library` prints what Prometheus would scrape.
//!
//! The library in `mailer/` declares metrics. It depends on Gapless without default features, so its users do not build
//! a web server. The program lists the library in `Cargo.toml`, and must make sure that it is linked: the compiler
//! leaves out a crate that the code never names, with all its metrics.

use gapless::Registry;
use gapless::encode::Format;
// Any use of the library links it. This program calls none of its functions, so it needs this line; without it, the
// series are missing.
use mailer as _;

fn main() {
    print(&String::from_utf8_lossy(&Format::Text.encode(&Registry::global().gather())));
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
fn print(exposition: &str) {
    print!("{exposition}");
}

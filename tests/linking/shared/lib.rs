//! Gapless as a dynamic library: a program and the libraries that it loads have one core.

pub use gapless;

//! The live page in Chromium: what a reader sees, and what others cannot see.

mod access;
mod cellar;
mod charts;
mod finding;
mod flagship;
mod hours;
mod keyboard;
mod looks;
mod pictures;
mod restart;
mod series;
mod sight;

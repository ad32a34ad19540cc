//! Compressed bodies.

use std::io::Write as _;

use flate2::write::GzEncoder;
use flate2::Compression;

/// Compresses a body with gzip.
pub(crate) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("writing into memory does not fail")
}

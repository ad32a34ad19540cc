//! Compresses chunk by chunk.

use std::io::Write;
use std::mem::take;

use axum::body::Bytes;
use flate2::write::GzEncoder;
use flate2::Compression;
#[cfg(feature = "zstd")]
use zstd::stream::write::Encoder as ZstdEncoder;

use super::Coding;

/// A compressor at its fastest level. The lines are similar, so higher levels save little.
pub(crate) enum Compressor {
    Gzip(GzEncoder<Vec<u8>>),
    #[cfg(feature = "zstd")]
    Zstd(ZstdEncoder<'static, Vec<u8>>),
}

impl Compressor {
    pub(crate) fn new(coding: Coding) -> Self {
        match coding {
            Coding::Gzip => Compressor::Gzip(GzEncoder::new(Vec::new(), Compression::fast())),
            #[cfg(feature = "zstd")]
            Coding::Zstd => Compressor::Zstd(ZstdEncoder::new(Vec::new(), 1).expect("1 is a level of zstd")),
        }
    }

    /// Compresses a chunk, or ends the stream without one. The output can be empty.
    pub(crate) fn compress(&mut self, chunk: Option<&[u8]>) -> Bytes {
        let (written, out) = match (self, chunk) {
            (Compressor::Gzip(gzip), Some(chunk)) => (gzip.write_all(chunk), gzip.get_mut()),
            (Compressor::Gzip(gzip), None) => (gzip.try_finish(), gzip.get_mut()),
            #[cfg(feature = "zstd")]
            (Compressor::Zstd(zstd), Some(chunk)) => (zstd.write_all(chunk), zstd.get_mut()),
            #[cfg(feature = "zstd")]
            (Compressor::Zstd(zstd), None) => (zstd.do_finish(), zstd.get_mut()),
        };
        written.expect("writing to memory does not fail");
        take(out).into()
    }
}

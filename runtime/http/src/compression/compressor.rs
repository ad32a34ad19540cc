//! Compression, a chunk at a time.

use std::io::Write;
use std::mem::take;

use axum::body::Bytes;
use flate2::write::GzEncoder;
use flate2::Compression;
#[cfg(feature = "zstd")]
use zstd::stream::write::Encoder as ZstdEncoder;

use super::Coding;

/// Each of them at its fastest: of lines that are so much alike, others make little less.
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

    /// What comes out when a chunk goes in, or when none is left; it may be nothing yet.
    pub(crate) fn compress(&mut self, chunk: Option<&[u8]>) -> Bytes {
        let (written, out) = match (self, chunk) {
            (Compressor::Gzip(gzip), Some(chunk)) => (gzip.write_all(chunk), gzip.get_mut()),
            (Compressor::Gzip(gzip), None) => (gzip.try_finish(), gzip.get_mut()),
            #[cfg(feature = "zstd")]
            (Compressor::Zstd(zstd), Some(chunk)) => (zstd.write_all(chunk), zstd.get_mut()),
            #[cfg(feature = "zstd")]
            (Compressor::Zstd(zstd), None) => (zstd.do_finish(), zstd.get_mut()),
        };
        written.expect("memory takes all of it");
        take(out).into()
    }
}

//! The compression of a response, from the `Accept-Encoding` header (RFC 9110, section 12.5.3).
//!
//! Among codings of equal quality, zstd is preferred: it takes less time than gzip and compresses better. It must be
//! named, because a wildcard means gzip: clients that send a wildcard may be older than zstd. A request is never
//! rejected: a client that accepts neither a coding nor an uncompressed response gets it uncompressed.

mod compressor;

use axum::http::header::{HeaderMap, ACCEPT_ENCODING};

pub(crate) use self::compressor::Compressor;

/// The compression of a response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Coding {
    Gzip,
    #[cfg(feature = "zstd")]
    Zstd,
}

impl Coding {
    /// Returns the coding that a client prefers; `None` if the client accepts none of them or prefers no compression.
    pub(crate) fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let accepted = Accepted::of(headers);
        let codings = [
            (accepted.gzip(), Coding::Gzip),
            #[cfg(feature = "zstd")]
            (accepted.quality(&["zstd"]), Coding::Zstd),
        ];
        let taken = codings.into_iter().filter_map(|(quality, coding)| Some((quality?, coding)));
        let liked = taken.filter(|(quality, _)| accepted.prefers(*quality));
        liked.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, coding)| coding) // the last one among equals
    }

    /// Returns the name in `Content-Encoding`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Coding::Gzip => "gzip",
            #[cfg(feature = "zstd")]
            Coding::Zstd => "zstd",
        }
    }
}

/// Returns whether a client prefers gzip to an uncompressed response. For `gapless-live`; it may change in any release.
#[doc(hidden)]
#[must_use]
pub fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = Accepted::of(headers);
    accepted.gzip().is_some_and(|quality| accepted.prefers(quality))
}

/// The codings that a client accepts, with their qualities.
struct Accepted(Vec<(String, f32)>);

impl Accepted {
    fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(ACCEPT_ENCODING).into_iter();
        let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()));
        let elements = lines.flat_map(|line| line.split(',').filter_map(element).collect::<Vec<_>>());
        Accepted(elements.collect())
    }

    /// Returns the quality of a coding, which can have several names.
    fn quality(&self, names: &[&str]) -> Option<f32> {
        let is_named =
            |(name, _): &&(String, f32)| names.iter().any(|other| name.eq_ignore_ascii_case(other));
        self.0.iter().find(is_named).map(|(_, quality)| *quality)
    }

    fn gzip(&self) -> Option<f32> {
        self.quality(&["gzip", "x-gzip"]).or_else(|| self.quality(&["*"]))
    }

    /// Returns whether a coding with this quality is better than no compression.
    fn prefers(&self, quality: f32) -> bool {
        quality > 0.0 && quality >= self.quality(&["identity"]).unwrap_or(0.0)
    }
}

/// Parses a coding and its quality. Returns `None` for a malformed element.
fn element(text: &str) -> Option<(String, f32)> {
    let (name, parameters) = text.split_once(';').unwrap_or((text, "q=1"));
    let (key, value) = parameters.split_once('=')?;
    let quality = value.trim().parse().ok().filter(|quality| (0.0..=1.0).contains(quality))?;
    key.trim().eq_ignore_ascii_case("q").then(|| (name.trim().to_owned(), quality))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(lines: &[&'static str], expected: Option<Coding>) {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT_ENCODING, HeaderValue::from_static(line));
        }
        assert_eq!(Coding::negotiate(&headers), expected, "{lines:?}");
    }

    #[test]
    fn gzip_is_chosen_if_it_is_accepted() {
        for lines in [
            &["gzip"][..], // Prometheus
            &["gzip, deflate, br"],
            &["deflate", "GZIP;q=0.5"],
            &["gzip ; Q = 0.5 , identity;q=0.4"],
            &["*"],
            &["gzip;q=0.5,*;q=0"],
            &["identity;q=0,*;q=0.1"],
            &["x-gzip"],
            &["gzip", "identity"],
            &["zstd;q=0, gzip;q=0.1"],
        ] {
            check(lines, Some(Coding::Gzip));
        }
    }

    #[test]
    fn a_malformed_element_is_skipped() {
        for malformed in ["gzip;q=2", "gzip;q", "gzip;level=1", "\"", "\u{82b1}", ";", "*;q=-1"] {
            let line = |text: String| HeaderValue::try_from(text.into_bytes()).unwrap();
            for value in [line(format!("{malformed},gzip;q=0.5")), line(format!("gzip,{malformed}"))] {
                let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, value)]);
                assert_eq!(Coding::negotiate(&headers), Some(Coding::Gzip), "{malformed}");
            }
        }
    }

    #[test]
    fn without_a_supported_coding_the_response_is_not_compressed() {
        for lines in [
            &[][..],
            &[""],
            &["identity"],
            &["br, deflate"],
            &["gzip;q=0"],
            &["gzip;q=0,*"],
            &["*;q=0"],
            &["identity;q=0"],
            &["identity;q=0,gzip;q=0"],
            &["gzip;q=0.5,identity"],
            &["gzip;q=2"],
            &["gzip;q=x"],
            &["gzip;q=NaN"],
            &["gzip;level=1"],
        ] {
            check(lines, None);
        }
    }

    #[cfg(feature = "zstd")]
    #[test]
    fn zstd_is_chosen_if_it_is_named_and_no_coding_is_better() {
        for (lines, expected) in [
            (&["zstd"][..], Some(Coding::Zstd)),
            (&["gzip, deflate, br, zstd"], Some(Coding::Zstd)), // browsers
            (&["zstd;q=0.5", "gzip;q=0.5"], Some(Coding::Zstd)),
            (&["ZSTD;q=0.1, gzip;q=0"], Some(Coding::Zstd)),
            (&["zstd;q=0.1,*;q=0"], Some(Coding::Zstd)),
            (&["identity;q=0,zstd;q=0.1"], Some(Coding::Zstd)),
            (&["zstd;q=0.4, gzip;q=0.5"], Some(Coding::Gzip)),
            (&["zstd;q=0,*;q=0.1"], Some(Coding::Gzip)),
            (&["zstd;q=0"], None),
            (&["zstd;q=0.5, identity"], None),
            (&["zstd;q=2"], None),
        ] {
            check(lines, expected);
        }
    }
}

//! The `Accept-Encoding` header, read as RFC 9110 (section 12.5.3) writes it: whether an answer is compressed.

use axum::http::header::{HeaderMap, ACCEPT_ENCODING};

/// Whether a client takes gzip, and likes it no less than nothing.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|line| line.to_str().ok());
    let codings: Vec<_> = lines.flat_map(|line| line.split(',')).filter_map(coding).collect();
    let quality = |names: &[&str]| {
        let is_named = |(name, _): &&(&str, f32)| names.iter().any(|other| name.eq_ignore_ascii_case(other));
        codings.iter().find(is_named).map(|(_, quality)| *quality)
    };
    let any = quality(&["*"]);
    let gzip = quality(&["gzip", "x-gzip"]).or(any).unwrap_or(0.0);
    gzip > 0.0 && gzip >= quality(&["identity"]).unwrap_or(0.0)
}

/// A coding and its quality; `None` for what is malformed.
fn coding(element: &str) -> Option<(&str, f32)> {
    let (name, parameters) = element.split_once(';').unwrap_or((element, "q=1"));
    let (key, value) = parameters.split_once('=')?;
    let quality = value.trim().parse().ok().filter(|quality| (0.0..=1.0).contains(quality))?;
    key.trim().eq_ignore_ascii_case("q").then_some((name.trim(), quality))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn gzip_is_for_those_who_take_it() {
        for (lines, expected) in [
            (&["gzip"][..], true), // Prometheus
            (&["gzip, deflate, br, zstd"], true),
            (&["deflate", "GZIP;q=0.5"], true),
            (&["gzip ; Q = 0.5 , identity;q=0.4"], true),
            (&["*"], true),
            (&["gzip;q=0.5,*;q=0"], true),
            (&["identity;q=0,*;q=0.1"], true),
            (&["x-gzip"], true),
            (&["gzip", "identity"], true),
            (&[], false),
            (&[""], false),
            (&["identity"], false),
            (&["br, zstd"], false),
            (&["gzip;q=0"], false),
            (&["gzip;q=0,*"], false),
            (&["*;q=0"], false),
            (&["gzip;q=0.5,identity"], false),
            (&["gzip;q=2"], false),
            (&["gzip;q=x"], false),
            (&["gzip;level=1"], false),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(ACCEPT_ENCODING, HeaderValue::from_static(line));
            }
            assert_eq!(takes_gzip(&headers), expected, "{lines:?}");
        }
    }
}

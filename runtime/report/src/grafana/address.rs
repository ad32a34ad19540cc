//! The address of Grafana, which may have a path: `https://host/grafana`.

use std::fmt;

use http::uri::Scheme;
use http::Uri;

use super::error::{Error, ErrorKind};

/// A valid address without a slash at its end.
#[derive(Clone)]
pub(crate) struct Address {
    url: String,
    is_https: bool,
}

impl Address {
    /// Parses an address, which must not contain credentials or a query.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let wrong = |problem| Error::from(ErrorKind::InvalidUrl { url: without_secrets(url), problem });
        let uri: Uri = url.trim().parse().map_err(|_| wrong(SYNTAX))?;
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        if !is_https && uri.scheme() != Some(&Scheme::HTTP) {
            return Err(wrong(SCHEME));
        }
        let authority = uri.authority().ok_or_else(|| wrong(SYNTAX))?;
        if authority.as_str().contains('@') {
            return Err(wrong(USER));
        }
        if authority.host().is_empty() {
            return Err(wrong(SYNTAX));
        }
        if uri.query().is_some() {
            return Err(wrong(QUERY));
        }
        let (scheme, path) = (if is_https { "https" } else { "http" }, uri.path().trim_end_matches('/'));
        Ok(Address { url: format!("{scheme}://{authority}{path}"), is_https })
    }

    /// Whether a connection to this address uses TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.is_https
    }

    /// Returns the URL of a path below this address.
    pub(crate) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.url.fmt(f)
    }
}

const SYNTAX: &str = "write a URL such as `http://localhost:3000`";
const SCHEME: &str = "write `http://` or `https://` at its start, such as `http://localhost:3000`";
const USER: &str = "remove the user and the password, and set them as `grafana.user` and `grafana.password`";
const QUERY: &str = "remove the query, which starts at the question mark";

/// Returns a URL without its user, its password and its query.
pub(crate) fn without_secrets(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((before, host)) = url.rsplit_once('@') else { return url.to_owned() };
    match before.split_once("://") {
        Some((scheme, _)) => format!("{scheme}://..@{host}"),
        None => format!("..@{host}"),
    }
}

/// Returns a segment of a path, with every byte escaped that has a meaning in a URL.
pub(crate) fn segment(text: &str) -> String {
    let mut segment = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => segment.push(byte.into()),
            other => segment.push_str(&format!("%{other:02X}")),
        }
    }
    segment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_scheme_and_a_host_and_may_have_a_path() {
        for (url, joined) in [
            ("http://localhost:3000", "http://localhost:3000/api/health"),
            ("http://localhost:3000/", "http://localhost:3000/api/health"),
            (" https://example.com/grafana/ ", "https://example.com/grafana/api/health"),
            ("http://[::1]:3000", "http://[::1]:3000/api/health"),
        ] {
            assert_eq!(Address::parse(url).unwrap().join("/api/health"), joined);
        }
        for (url, said) in [
            ("", "write a URL"),
            ("localhost:3000", "write `http://` or `https://`"),
            ("ftp://localhost", "write `http://` or `https://`"),
            ("http://", "write a URL"),
            (
                "http://ada:sesame@localhost:3000",
                "`http://..@localhost:3000` is not a valid URL of Grafana; remove the user",
            ),
            (
                "http://localhost/?token=sesame",
                "`http://localhost/` is not a valid URL of Grafana; remove the query",
            ),
        ] {
            let error = Address::parse(url).unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("sesame"), "{error}");
        }
    }

    #[test]
    fn a_segment_of_a_path_is_escaped() {
        assert_eq!(segment("a-b_1.2~"), "a-b_1.2~");
        assert_eq!(segment("a/b?c#ü"), "a%2Fb%3Fc%23%C3%BC");
    }
}

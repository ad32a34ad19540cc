//! The URL of an endpoint, which may have a path and a query.

use http::uri::Scheme;
use http::Uri;

use super::error::EndpointErrorKind;

/// A valid URL.
#[derive(Clone, Debug)]
pub(super) struct Address {
    /// The scheme, the host and the port.
    origin: String,
    path: String,
    /// Whether the URL has a path, if only the path `/` of the root.
    has_path: bool,
    /// The query with its question mark. It may contain secrets.
    query: String,
    is_https: bool,
}

impl Address {
    /// Parses a URL, which must not contain credentials.
    pub(super) fn parse(url: &str) -> Result<Self, EndpointErrorKind> {
        let wrong = |problem| EndpointErrorKind::InvalidUrl { url: without_secrets(url), problem };
        let url = url.trim();
        let uri: Uri = url.parse().map_err(|_| wrong(SYNTAX))?;
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        if !is_https && uri.scheme() != Some(&Scheme::HTTP) {
            return Err(wrong(SCHEME));
        }
        let authority = uri.authority().ok_or_else(|| wrong(SYNTAX))?;
        if authority.as_str().contains('@') {
            return Err(wrong(USER));
        }
        let has_port = authority.as_str().len() > authority.host().len();
        if authority.host().is_empty() || (has_port && authority.port_u16().is_none()) {
            return Err(wrong(SYNTAX));
        }
        let origin = format!("{}://{authority}", if is_https { "https" } else { "http" });
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let has_path = url.split(['?', '#']).next().is_some_and(|url| url.matches('/').count() > 2);
        Ok(Address { origin, path: uri.path().to_owned(), has_path, query, is_https })
    }

    /// Whether a connection to this address uses TLS.
    pub(super) fn is_https(&self) -> bool {
        self.is_https
    }

    /// Returns the scheme, the host and the port.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Returns whether the URL has a path, if only the path `/` of the root.
    pub(super) fn has_path(&self) -> bool {
        self.has_path
    }

    /// Returns the URL of a path below this address, or of the address itself for an empty path.
    pub(super) fn join(&self, path: &str) -> String {
        self.below(path) + &self.query
    }

    /// Returns the URL of a path below this address without the query, for messages.
    pub(super) fn shown(&self, path: &str) -> String {
        let path = path.split('?').next().unwrap_or_default();
        self.below(path)
    }

    fn below(&self, path: &str) -> String {
        let base = if path.is_empty() { &self.path } else { self.path.trim_end_matches('/') };
        format!("{}{base}{path}", self.origin)
    }

    pub(super) fn has_query(&self) -> bool {
        !self.query.is_empty()
    }

    /// Returns the values of the query.
    pub(super) fn query_values(&self) -> impl Iterator<Item = &str> {
        self.query.split(['?', '&']).filter_map(|pair| Some(pair.split_once('=')?.1))
    }
}

const SYNTAX: &str = "write a URL such as `http://example.com:8080`";
const SCHEME: &str = "write `http://` or `https://` at its start, such as `http://example.com:8080`";
const USER: &str = "remove the user and the password, and set them as credentials";

/// Returns a URL without its user, its password and its query.
pub(crate) fn without_secrets(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((before, host)) = url.rsplit_once('@') else { return url.to_owned() };
    match before.split_once("://") {
        Some((scheme, _)) => format!("{scheme}://..@{host}"),
        None => format!("..@{host}"),
    }
}

/// Returns a segment of a path, with every byte escaped that has a meaning in a URL. A space is `%20`.
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
    fn an_address_has_a_scheme_and_a_host_and_may_have_a_path_and_a_query() {
        for (url, path, joined) in [
            ("http://localhost:3000", "/api/health", "http://localhost:3000/api/health"),
            ("http://localhost:3000/", "/api/health", "http://localhost:3000/api/health"),
            (" https://example.com/grafana/ ", "/api/health", "https://example.com/grafana/api/health"),
            ("http://[::1]:3000", "/api/health", "http://[::1]:3000/api/health"),
            ("http://example.com/write/", "", "http://example.com/write/"),
            ("http://example.com/write?tenant=1", "", "http://example.com/write?tenant=1"),
            ("http://example.com?tenant=1", "/metrics", "http://example.com/metrics?tenant=1"),
        ] {
            assert_eq!(Address::parse(url).unwrap().join(path), joined);
        }
        let address = Address::parse("http://example.com/write?token=sesame").unwrap();
        assert_eq!(address.shown(""), "http://example.com/write");
        assert_eq!(address.shown("/job@base64/YQ?token=sesame"), "http://example.com/write/job@base64/YQ");
        assert_eq!(address.query_values().collect::<Vec<_>>(), ["sesame"]);
    }

    #[test]
    fn a_segment_of_a_path_is_escaped() {
        assert_eq!(segment("a-b_1.2~"), "a-b_1.2~");
        assert_eq!(segment("a/b?c#ü d"), "a%2Fb%3Fc%23%C3%BC%20d");
    }
}

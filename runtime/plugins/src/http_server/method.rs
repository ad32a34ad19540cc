//! The method and the protocol of a request, as labels.

use gapless_core::LabelValue as _;
use gapless_macros::LabelValue;
use http::{Request, Version};

/// The methods of RFC 9110, PATCH and QUERY. A client can send any other string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue)]
#[label(crate = gapless_core, rename_all = "UPPERCASE")]
pub(super) enum Method {
    Connect,
    Delete,
    Get,
    Head,
    Options,
    Patch,
    Post,
    Put,
    Query,
    Trace,
    #[label(rename = "_OTHER")]
    Other,
}

impl Method {
    pub(super) fn of(method: &http::Method) -> Self {
        match method.as_str() {
            "GET" => Method::Get,
            "POST" => Method::Post,
            name => Method::from_label(name).unwrap_or(Method::Other),
        }
    }

    /// Returns the method that the program names.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        let known = |name: &str| Method::from_label(name).filter(|method| *method != Method::Other);
        let upper = name.to_ascii_uppercase();
        known(name).ok_or_else(|| match known(&upper) {
            Some(_) => format!("`{name}` is not a method; write `{upper}`"),
            None => format!("`{name}` is not a method; write one of {}", Method::names()),
        })
    }

    fn names() -> String {
        let known = Method::VALUES.iter().filter(|method| **method != Method::Other);
        known.map(Method::as_label).collect::<Vec<_>>().join(", ")
    }
}

/// The scheme and the version of HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Protocol {
    pub(super) scheme: Scheme,
    version: Version,
}

/// The scheme of a request. HTTP/1.1 does not send it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum Scheme {
    #[default]
    Http,
    Https,
}

impl Protocol {
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        let scheme = match request.uri().scheme_str() {
            Some("https") => Scheme::Https,
            _ => Scheme::Http,
        };
        Protocol { scheme, version: request.version() }
    }

    /// Returns the version as OpenTelemetry writes it.
    pub(super) fn version(self) -> &'static str {
        match self.version {
            Version::HTTP_09 => "0.9",
            Version::HTTP_10 => "1.0",
            Version::HTTP_2 => "2",
            Version::HTTP_3 => "3",
            _ => "1.1",
        }
    }
}

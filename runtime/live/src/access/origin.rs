//! The origin of a request: whether the page of another site sends it.

use axum::http::header::{HeaderName, CACHE_CONTROL, HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The response to a request of another origin.
pub(super) const REFUSAL: (StatusCode, [(HeaderName, &str); 1], &str) = (
    StatusCode::FORBIDDEN,
    [(CACHE_CONTROL, "no-store")],
    "the request comes from another origin; open the live page of this server, and configure a proxy to keep the header \
     `Host`\n",
);

/// Returns whether a page of another origin sends a request.
///
/// Browsers send `Sec-Fetch-Site` over HTTPS and to the local machine. It is right behind every proxy, and scripts
/// cannot set it. Otherwise `Origin` is compared with `Host`. A client that sends neither is not a browser.
pub(super) fn is_foreign(headers: &HeaderMap, uri: &Uri) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    let (origin, other) = (origins.next(), origins.next());
    let site = headers.get(SEC_FETCH_SITE).map(HeaderValue::as_bytes);
    match (origin, site) {
        _ if other.is_some() => true,
        (Some(origin), _) if origin == "null" => true,
        (_, Some(b"same-origin")) => false,
        (_, Some(site)) if site != b"none" => true,
        (None, _) => false,
        (Some(origin), _) => !origin.to_str().is_ok_and(|origin| is_own(origin, headers, uri)),
    }
}

/// Returns the host and the port to which a request is sent, as the client wrote them.
pub(super) fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    match headers.get(HOST) {
        Some(host) => host.to_str().ok(),
        None => uri.authority().map(Authority::as_str),
    }
}

fn is_own(origin: &str, headers: &HeaderMap, uri: &Uri) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let default_port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return false,
    };
    let without_default = |authority: &'_ str| -> usize {
        authority.strip_suffix(default_port).map_or(authority.len(), str::len)
    };
    host(headers, uri).is_some_and(|host| {
        let (own, other) = (&host[..without_default(host)], &authority[..without_default(authority)]);
        !own.is_empty() && own.eq_ignore_ascii_case(other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&HeaderName, &str)], uri: &str, expected: bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append((*name).clone(), value.parse().expect("the value is valid"));
        }
        assert_eq!(is_foreign(&map, &uri.parse().expect("the URI is valid")), expected, "{headers:?}");
    }

    #[test]
    fn an_origin_is_compared_with_the_host() {
        for (host, origin, is_foreign) in [
            ("shop.example", "https://shop.example", false),
            ("shop.example", "http://shop.example", false),
            ("SHOP.example", "https://shop.EXAMPLE", false),
            ("shop.example:443", "https://shop.example", false),
            ("shop.example", "https://shop.example:443", false),
            ("shop.example:80", "http://shop.example", false),
            ("shop.example:3000", "http://shop.example:3000", false),
            ("[::1]:3000", "http://[::1]:3000", false),
            ("[::1]", "http://[::1]", false),
            ("[2001:DB8::1]", "https://[2001:db8::1]", false),
            ("shop.example:80", "https://shop.example", true),
            ("shop.example:443", "http://shop.example", true),
            ("shop.example:3000", "http://shop.example", true),
            ("shop.example", "http://shop.example:3000", true),
            ("shop.example:3000", "http://shop.example:3001", true),
            ("shop.example", "https://evil.example", true),
            ("shop.example", "https://shop.example.evil", true),
            ("shop.example", "https://shop.example@evil.example", true),
            ("shop.example", "https://sub.shop.example", true),
            ("shop.example", "https://shop.example/", true),
            ("shop.example", "chrome-extension://shop.example", true),
            ("shop.example", "shop.example", true),
            ("shop.example", "null", true),
            ("shop.example", "", true),
            ("", "http://", true),
            (":80", "http://:80", true),
            ("null", "null", true),
        ] {
            check(&[(&HOST, host), (&ORIGIN, origin)], "/", is_foreign);
        }
    }

    #[test]
    fn the_authority_of_http_2_is_the_host() {
        check(&[(&ORIGIN, "https://shop.example")], "https://shop.example/x", false);
        check(&[(&ORIGIN, "https://evil.example")], "https://shop.example/x", true);
        check(&[(&ORIGIN, "https://shop.example")], "/x", true);
    }

    #[test]
    fn the_site_of_the_browser_counts_more_than_the_host() {
        let (own, other) = ("https://shop.example", "https://evil.example");
        for (site, origin, is_foreign) in [
            ("same-origin", own, false),
            ("same-origin", other, false), // a proxy replaced the host
            ("same-origin", "null", true),
            ("none", own, false),
            ("none", other, true),
            ("same-site", own, true),
            ("cross-site", own, true),
            ("", own, true),
            ("Same-Origin", own, true),
        ] {
            check(&[(&HOST, "shop.example"), (&SEC_FETCH_SITE, site), (&ORIGIN, origin)], "/", is_foreign);
        }
        check(&[(&SEC_FETCH_SITE, "same-site")], "/", true);
        check(&[(&SEC_FETCH_SITE, "cross-site")], "/", true);
        check(&[(&SEC_FETCH_SITE, "none")], "/", false);
        check(&[], "/", false);
    }

    #[test]
    fn two_origins_are_foreign() {
        let own = "https://shop.example";
        check(&[(&HOST, "shop.example"), (&ORIGIN, own), (&ORIGIN, own)], "/", true);
    }
}

//! The files of the page, and the headers of all responses.
//!
//! The files are in the program. A browser keeps them, and asks with their `ETag` whether they changed. They are made
//! shorter and compressed once, when a browser first asks for a file.

use std::future::ready;
use std::io::Write;
use std::sync::LazyLock;

use axum::extract::OriginalUri;
use axum::http::header::{
    HeaderName, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    LOCATION, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, MethodRouter, Router};
use bytes::Bytes;
use flate2::write::GzEncoder;
use flate2::Compression;
use gapless_http::accepts_gzip;
use sha2::{Digest, Sha256};

use crate::shorten::shortened;

/// Lists files of the folder `page`.
macro_rules! files {
    ($($name:literal)*) => { [$(File { name: $name, content: include_str!(concat!("page/", $name)) }),*] };
}

/// The page itself.
static INDEX: LazyLock<Asset> = LazyLock::new(|| {
    let [index] = files!["index.html"];
    Asset::of(&index)
});

/// The files that the page loads.
static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| FILES.iter().map(Asset::of).collect());

const FILES: &[File] = &files![
    "app.js"
    "bands.js"
    "cards.js"
    "chart.js"
    "dom.js"
    "feed.js"
    "format.js"
    "heat.js"
    "icon.svg"
    "legend.js"
    "lines.js"
    "model.js"
    "navigation.js"
    "pages.js"
    "plot.js"
    "problems.js"
    "ring.js"
    "scale.js"
    "settings.js"
    "stream.js"
    "style.css"
    "tables.js"
    "theme.js"
];

/// The page with the form for a token.
pub(crate) const LOGIN: &str = include_str!("page/login.html");

/// A browser runs only the page's own scripts and styles, sends data only to this server, and shows the page in no
/// frame. `'self'` includes the WebSocket of the same host.
const POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// The headers of all responses. With the referrer policy `no-referrer`, browsers would send `Origin: null` with a
/// form, so the policy is `same-origin`.
const HEADERS: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// A file as in the folder.
struct File {
    name: &'static str,
    content: &'static str,
}

/// A file with everything that its responses need.
struct Asset {
    content_type: &'static str,
    plain: Variant,
    gzip: Variant,
}

/// A file in one coding.
struct Variant {
    bytes: Bytes,
    tag: HeaderValue,
}

/// Returns a router with the page at `BASE/`.
pub(crate) fn index<S: Clone + Send + Sync + 'static>(base: &str) -> Router<S> {
    Router::new().route(&format!("{base}/"), get(|headers| ready(INDEX.answer(&headers))))
}

/// Returns a router with a redirect from `BASE` to the page, and an answer for unknown paths below it. A page at `/`
/// has neither, because these paths belong to the application.
pub(crate) fn around<S: Clone + Send + Sync + 'static>(base: &str) -> Router<S> {
    let Some((_, last)) = base.rsplit_once('/') else { return Router::new() };
    Router::new().route(base, redirect(last)).route(&format!("{base}/{{*path}}"), missing(base))
}

/// Returns a router with the files that the page loads. They are the same in every program.
pub(crate) fn files<S: Clone + Send + Sync + 'static>(base: &str) -> Router<S> {
    FILES.iter().enumerate().fold(Router::new(), |router, (index, File { name, .. })| {
        router.route(&format!("{base}/{name}"), get(move |headers| ready(ASSETS[index].answer(&headers))))
    })
}

/// Returns a response with the headers that protect the page.
pub(crate) fn secured(mut response: Response) -> Response {
    let headers = HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value)));
    response.headers_mut().extend(headers);
    response
}

/// Redirects to the page. The location is relative to the path that the client sees, which a proxy may prefix.
fn redirect<S: Clone + Send + Sync + 'static>(last: &str) -> MethodRouter<S> {
    let location = format!("{last}/");
    get(move || {
        ready((
            StatusCode::PERMANENT_REDIRECT,
            [(LOCATION, location), (CACHE_CONTROL, "no-cache".to_owned())],
        ))
    })
}

/// Answers requests below `BASE` with the path of the page.
fn missing<S: Clone + Send + Sync + 'static>(base: &str) -> MethodRouter<S> {
    let base = base.to_owned();
    any(move |OriginalUri(seen): OriginalUri, uri: Uri| {
        let seen = seen.path();
        let above = seen.strip_suffix(uri.path()).unwrap_or_default(); // the path of the router in its application
        let words = format!("nothing is served at `{seen}`; the live page is at `{above}{base}/`\n");
        ready((StatusCode::NOT_FOUND, [(CACHE_CONTROL, "no-store")], words))
    })
}

impl Asset {
    fn of(File { name, content }: &File) -> Self {
        let content = shortened(name, content);
        Asset {
            content_type: content_type(name),
            gzip: Variant::of(compressed(content.as_bytes()).into()),
            plain: Variant::of(content.into()),
        }
    }

    fn answer(&self, request: &HeaderMap) -> Response {
        let (variant, coding) = match accepts_gzip(request) {
            true => (&self.gzip, Some([(CONTENT_ENCODING, "gzip")])),
            false => (&self.plain, None),
        };
        let kept = [(ETAG, variant.tag.clone()), (CACHE_CONTROL, NO_CACHE), (VARY, ACCEPT_CODINGS)];
        if variant.is_known(request) {
            return (StatusCode::NOT_MODIFIED, kept).into_response();
        }
        (kept, [(CONTENT_TYPE, self.content_type)], coding, variant.bytes.clone()).into_response()
    }
}

impl Variant {
    /// The tag is a digest of the bytes as they are sent, so it is strong.
    fn of(bytes: Bytes) -> Self {
        let digest = Sha256::digest(&bytes);
        let hex: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let tag = HeaderValue::try_from(format!("\"{hex}\"")).expect("the digits are ASCII");
        Variant { bytes, tag }
    }

    /// Returns whether the client has these bytes.
    fn is_known(&self, request: &HeaderMap) -> bool {
        let lines = request
            .get_all(IF_NONE_MATCH)
            .iter()
            .flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
        let tags = lines.map(<[u8]>::trim_ascii).map(|tag| tag.strip_prefix(b"W/").unwrap_or(tag));
        tags.into_iter().any(|tag| tag == b"*" || tag == self.tag.as_bytes())
    }
}

const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");
const ACCEPT_CODINGS: HeaderValue = HeaderValue::from_static("accept-encoding");

fn compressed(content: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(content).and_then(|()| gzip.finish()).expect("writing to memory does not fail")
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_below_60_kb() {
        let sizes = ASSETS.iter().chain([&*INDEX]).map(|asset| asset.plain.bytes.len());
        let sum = sizes.sum::<usize>() + LOGIN.len();
        assert!(sum < 60_000, "{sum} bytes");
    }

    #[test]
    fn every_file_of_the_folder_is_served() {
        let listed: Vec<_> = FILES.iter().map(|file| file.name).chain(["index.html", "login.html"]).collect();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/page");
        for entry in std::fs::read_dir(folder).expect("the folder exists") {
            let name = entry.expect("the entry can be read").file_name();
            let name = name.to_string_lossy();
            assert!(
                name.ends_with(".test.js") || listed.contains(&&*name),
                "`{name}` is not in the list of files"
            );
        }
    }

    #[test]
    fn every_line_of_the_files_can_be_shortened() {
        for file in FILES.iter().filter(|file| file.name.ends_with(".js") || file.name.ends_with(".css")) {
            for line in file.content.lines() {
                let name = file.name;
                let is_whole = line.matches('`').count() % 2 == 0 && !line.ends_with('\\');
                assert!(
                    is_whole || line.trim().starts_with(['*', '/']),
                    "{name}: a string spans lines: {line}"
                );
                assert!(
                    !line.contains("+ +") && !line.contains("- -"),
                    "{name}: two signs would be one operator: {line}"
                );
                let code_after = line.split_once("*/").map_or("", |(_, code)| code.trim());
                let is_after_comment = line.trim().starts_with(['*', '/']) && !code_after.is_empty();
                assert!(!is_after_comment, "{name}: code follows a comment: {line}");
            }
        }
    }
}

//! The cookie with the session of a browser.

use axum::http::header::{COOKIE, ORIGIN};
use axum::http::{HeaderMap, Uri};

use super::origin::host;

/// How long a session lasts, in seconds.
pub(super) const SECONDS: u64 = 12 * 60 * 60;

/// Returns the name of the cookie. Browsers share cookies among the ports of a host, so the name contains the port: two
/// programs on a machine do not replace each other's cookies.
fn name(headers: &HeaderMap, uri: &Uri) -> String {
    let port = host(headers, uri).and_then(|host| host.rsplit_once(':')).map(|(_, port)| port);
    match port
        .filter(|port| !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit()))
    {
        Some(port) => format!("gapless_live_{port}"),
        None => "gapless_live".to_owned(),
    }
}

/// Returns the values of the cookie in a request. There are several if the page is also served above its path.
pub(super) fn values(headers: &HeaderMap, uri: &Uri) -> Vec<Vec<u8>> {
    let name = name(headers, uri);
    let pairs = headers.get_all(COOKIE).iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let value = |pair: &[u8]| {
        let value = pair.trim_ascii().strip_prefix(name.as_bytes())?.trim_ascii_start().strip_prefix(b"=")?;
        Some(value.trim_ascii().to_owned())
    };
    pairs.filter_map(value).collect()
}

/// Returns the value of `Set-Cookie` for a session, which lasts as many seconds.
///
/// Without `Path`, a browser sends the cookie only to the folder of `BASE/login` as the browser sees it, behind every
/// proxy and within every nested router. The cookie is `Secure` if the browser reached this server, or a proxy before
/// it, over HTTPS: only then may a page with `https:` be the origin of the login.
pub(super) fn set(session: &str, seconds: u64, headers: &HeaderMap, uri: &Uri) -> String {
    let is_secure = headers.get(ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https:"));
    let secure = if is_secure { "; Secure" } else { "" };
    format!("{}={session}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}", name(headers, uri))
}

//! Hosts that a program allows as label values.

use http::uri::Authority;

/// Reads an allowed host, with or without a port.
pub(crate) fn parse(host: &str) -> Result<Authority, String> {
    let authority = host.parse::<Authority>().ok().filter(|authority| !authority.as_str().contains('@'));
    authority
        .filter(|authority| !authority.host().is_empty())
        .ok_or_else(|| format!("`{host}` is not a host; write `api.example.com` or `api.example.com:8443`"))
}

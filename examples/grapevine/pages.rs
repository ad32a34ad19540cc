//! The HTML of all pages, and the headers that protect them.

use std::error::Error;

use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use tracing::error;

/// Returns a page with a heading, a link to the start page, and a body.
pub(crate) fn page(title: &str, body: &str) -> Html<String> {
    let title = escape(title);
    Html(format!(
        "<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n\
         <meta name=viewport content=\"width=device-width, initial-scale=1\">\n\
         <meta name=color-scheme content=\"light dark\">\n<title>{title} - Grapevine</title>\n\
         <link rel=stylesheet href=/assets/style.css>\n\
         <header><p><a href=/>Grapevine</a></p></header>\n<main class=page>\n<h1>{title}</h1>\n{body}\n</main>\n</html>\n"
    ))
}

/// Returns a page with one sentence.
pub(crate) fn notice(title: &str, text: &str) -> Html<String> {
    page(title, &format!("<p>{}</p>", escape(text)))
}

/// Returns a page that describes an error, and logs the cause if the error is internal.
pub(crate) fn problem(status: StatusCode, error: &dyn Error) -> Response {
    if status.is_server_error() {
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        error!("{error}: {cause}");
    }
    (status, notice("That did not work", &format!("{error}."))).into_response()
}

/// Escapes text for HTML, including attributes in quotes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Adds the headers that protect visitors: no page runs or loads anything from elsewhere, or inside of another site.
pub(crate) async fn guard(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_html() {
        let text = r#"<a href="x" title='y'> & co"#;
        assert_eq!(escape(text), "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt; &amp; co");
    }
}

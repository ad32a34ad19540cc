//! The HTML pages, and the front page.

use std::error::Error;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use gapless::instrument_metric;
use tracing::error;

/// Returns a page with a heading, a link to the front page, and a body.
pub(crate) fn page(title: &str, body: &str) -> Html<String> {
    let title = escape(title);
    Html(format!(
        "<!DOCTYPE html>\n<html lang=en><meta charset=utf-8>\n\
         <meta name=viewport content=\"width=device-width\">\n<title>{title} - Grapevine</title>\n\
         <style>body {{ font: 1em/1.5 sans-serif; max-width: 40em; margin: 2em auto; padding: 0 1em }}</style>\n\
         <p><a href=/>Grapevine</a></p>\n<h1>{title}</h1>\n{body}\n</html>\n"
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

#[instrument_metric]
pub(crate) async fn home() -> Html<String> {
    page("A community site for text games", HOME)
}

const HOME: &str = "\
<p>This site is a small example of a complete program with Gapless.</p>

<h2>The site</h2>
<form method=post action=/register>
<input name=name placeholder=name required> <input name=password type=password placeholder=password required>
<button>Register</button> <button formaction=/login>Log in</button>
<button formaction=/logout formnovalidate>Log out</button>
</form>
<ul>
<li>Chat: <a href=/chat/gossip>gossip</a>, <a href=/chat/testing>testing</a>,
<a href=/chat/off-topic>off-topic</a>
<li><a href=/games>Games</a>
</ul>

<h2>What is measured</h2>
<p><a href=/metrics>/metrics</a> contains every series that the site can emit, at zero before anything happens.
Only gauges that are not set are absent: a zero would be a wrong time for the last rebuild of the game list.</p>
<ul>
<li><code>function_calls_total</code> counts the calls of each handler by outcome: ok, error, panic or cancelled.
<li><code>grapevine_chat_messages_total</code> has exactly one series for each channel and each origin.
<li><code>http_requests_total</code> has series for each existing pair of method and route, before the first request.
<li><code>grapevine_chat_listeners</code> rises when someone starts to listen, and falls however the connection ends.
<li><code>sql_pool_connections</code> shows how many connections to the database are idle and in use.
<li><code>job_duration_seconds</code> is the duration of each background job.
</ul>

<h2>Fire drills</h2>
<ul>
<li><a href=/drill/panic>/drill/panic</a> panics. You get a 500, and
<code>function_calls_total{function=&quot;panic&quot;,outcome=&quot;panic&quot;}</code> rises.
<li><a href=/drill/stall>/drill/stall</a> never answers. It is in <code>function_in_flight</code> until you stop
loading, which counts as <code>outcome=&quot;cancelled&quot;</code>.
</ul>
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_html() {
        let text = r#"<a href="x" title='y'> & co"#;
        assert_eq!(escape(text), "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt; &amp; co");
    }
}

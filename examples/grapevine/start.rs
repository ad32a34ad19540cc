//! The start page: the site, its live numbers, the drills, and the gap that gave Gapless its name.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use gapless::instrument_metric;

/// The page, whose numbers a script reads from the live page.
pub(crate) const START: &str = include_str!("page/start.html");

/// The files of the pages: the name, the type and the content.
const ASSETS: [(&str, &str, &str); 7] = [
    ("style.css", "text/css; charset=utf-8", include_str!("page/style.css")),
    ("start.js", JAVASCRIPT, include_str!("page/start.js")),
    ("tiles.js", JAVASCRIPT, include_str!("page/tiles.js")),
    ("lines.js", JAVASCRIPT, include_str!("page/lines.js")),
    ("spark.js", JAVASCRIPT, include_str!("page/spark.js")),
    ("lists.js", JAVASCRIPT, include_str!("page/lists.js")),
    ("drills.js", JAVASCRIPT, include_str!("page/drills.js")),
];

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

#[instrument_metric]
pub(crate) async fn home() -> Html<String> {
    let build = if cfg!(debug_assertions) { ", in a debug build" } else { "" };
    Html(START.replace("<!-- build -->", build))
}

pub(crate) async fn asset(Path(file): Path<String>) -> Response {
    let asset = ASSETS.iter().find(|(name, ..)| *name == file);
    let Some((_, content_type, content)) = asset else { return StatusCode::NOT_FOUND.into_response() };
    ([(CONTENT_TYPE, *content_type), (CACHE_CONTROL, "no-cache")], *content).into_response()
}

#[cfg(test)]
mod tests {
    use gapless::Registry;
    use gapless::encode::Format;

    use super::*;

    /// Returns the text of the element with an id, without markup.
    fn text_of(id: &str) -> String {
        let (_, from) = START.split_once(&format!(" id=\"{id}\">")).expect("the page has the element");
        let (text, _) = from.split_once("</pre>").expect("the element is a <pre>");
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    }

    #[test]
    fn the_declaration_on_the_page_is_in_the_source() {
        let source = include_str!("accounts.rs");
        let shown = text_of("declaration");
        assert_eq!(shown.lines().count(), 3, "{shown}");
        for line in shown.lines() {
            assert!(source.lines().any(|of_source| of_source.trim() == line.trim()), "{line}");
        }
    }

    #[test]
    fn the_lines_on_the_page_are_those_that_the_program_exports() {
        let exported = String::from_utf8(Format::Text.encode(&Registry::global().gather())).unwrap();
        let of_metric = exported.lines().filter(|line| line.contains("registration_failures_total"));
        let of_metric: Vec<_> = of_metric.filter(|line| !line.contains("gapless_")).collect();
        assert_eq!(text_of("exported").lines().collect::<Vec<_>>(), of_metric);
    }

    #[test]
    fn the_mistake_on_the_page_is_what_the_compiler_says() {
        let said = include_str!("../../ui-tests/cases/defmetrics/fail/unit_not_base.stderr");
        let shown = text_of("mistake").replace("src/jobs.rs", "cases/defmetrics/fail/unit_not_base.rs");
        assert_eq!(shown, said.trim_end());
    }
}

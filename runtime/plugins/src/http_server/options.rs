//! The options of the plugin, from its builder.

use http::StatusCode;

use super::computed::LabelOption;

/// The names of the metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Names {
    #[default]
    Usual,
    OpenTelemetry,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) names: Names,
    /// Methods and routes that are exported from the start.
    pub(super) routes: Vec<(String, String)>,
    /// The names of handlers by method and route. If there are any, the metrics have the label `handler`.
    pub(super) handlers: Vec<(String, String, String)>,
    pub(super) ignored: Vec<String>,
    /// The status codes that a route is exported with from the start; `None` for the default.
    pub(super) statuses: Option<Vec<u16>>,
    pub(super) by_class: bool,
    pub(super) sizes: bool,
    pub(super) bodies: bool,
    pub(super) labels: Vec<LabelOption>,
}

impl Options {
    /// Returns the status codes that a route is exported with from the start.
    pub(super) fn seeds(&self) -> Result<Vec<StatusCode>, String> {
        let codes: &[u16] = match &self.statuses {
            Some(_) if self.by_class => {
                return Err("`status_classes` exports all classes at zero; remove `statuses`".to_owned())
            }
            None if self.by_class => &[100, 200, 300, 400, 500],
            Some(codes) => codes,
            None => &[200, 404, 500],
        };
        let check = |code: &u16| {
            let status = StatusCode::from_u16(*code).ok().filter(|status| status.as_u16() < 600);
            status.ok_or_else(|| format!("`{code}` is not a status code; write a number from 100 to 599"))
        };
        codes.iter().map(check).collect()
    }
}

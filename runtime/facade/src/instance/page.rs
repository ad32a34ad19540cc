//! The live page of an instance, from its start to its end.

#[cfg(feature = "live")]
use axum::http::StatusCode;
#[cfg(feature = "live")]
use axum::routing::any;
use axum::Router;
use gapless_http::Auth;
#[cfg(feature = "live")]
use gapless_http::Exporter;
#[cfg(feature = "live")]
use gapless_live::{Live, LivePage};

#[cfg(feature = "live")]
use super::DISABLED;
#[cfg(feature = "live")]
use crate::config::Config;

/// The live page of an instance.
pub(super) enum Page {
    Off,
    /// The configuration disables the instance, which would have a page otherwise.
    #[cfg(feature = "live")]
    Disabled,
    #[cfg(feature = "live")]
    Open(OpenPage),
}

/// A page whose streams end when it is dropped.
#[cfg(feature = "live")]
pub(super) struct OpenPage(LivePage);

#[cfg(feature = "live")]
impl Page {
    /// Opens the page of the program or of the configuration, if one of them has a page.
    pub(super) fn open(own: Option<Live>, config: &Config, exporter: &Exporter) -> Self {
        let opened = |live: Live| Page::Open(OpenPage(live.view(exporter.view().clone()).start()));
        config.live_over(own).map_or(Page::Off, opened)
    }

    /// Returns the page of a disabled instance.
    pub(super) fn disabled(own: Option<Live>, config: &Config) -> Self {
        config.live_over(own).map_or(Page::Off, |_| Page::Disabled)
    }
}

impl Page {
    /// Returns a router with the page below the path of the metrics. `auth` replaces the access that the program sets.
    #[cfg_attr(not(feature = "live"), expect(unused_variables, reason = "only a live page has a path"))]
    pub(super) fn router_below<S>(&self, metrics: &str, auth: Option<&Auth>) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        #[cfg(feature = "live")]
        let path = format!("{}/live", metrics.trim_end_matches('/'));
        match self {
            Page::Off => Router::new(),
            #[cfg(feature = "live")]
            Page::Disabled => disabled_below(&path),
            #[cfg(feature = "live")]
            Page::Open(OpenPage(page)) => match auth {
                Some(auth) => page.with_auth(auth.clone()).router_at(&path),
                None => page.router_at(&path),
            },
        }
    }
}

#[cfg(feature = "live")]
impl Drop for OpenPage {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Returns a router that answers on a path, and on all paths below it, that the metrics are disabled.
#[cfg(feature = "live")]
fn disabled_below<S: Clone + Send + Sync + 'static>(path: &str) -> Router<S> {
    let paths = [path.to_owned(), format!("{path}/"), format!("{path}/{{*path}}")];
    let disabled = || any(|| async { (StatusCode::SERVICE_UNAVAILABLE, DISABLED) });
    paths.iter().fold(Router::new(), |router, path| router.route(path, disabled()))
}

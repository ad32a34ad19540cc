//! Uses of a label set where one label is needed, and where its labels are not arguments.

use gapless::{LabelSet, defmetrics, instrument_metric};

#[derive(Clone, Copy, LabelSet)]
enum Endpoint {
    #[labels(method = "GET", route = "/games")]
    List,
    #[labels(method = "POST", route = "/games")]
    Add,
}

defmetrics! {
    /// An optional label set.
    counter optional_total(endpoint: Option<Endpoint>);

    /// Label sets as states.
    stateset state: Endpoint;
}

#[instrument_metric(name = "handle", error = Endpoint)]
fn handle() -> Result<(), Endpoint> {
    Ok(())
}

#[derive(LabelSet)]
enum Nothing {
    #[labels(kind = "none")]
    Only,
}

impl gapless::LabelValue for Nothing {
    const LABELS: gapless::descriptor::LabelValues = gapless::descriptor::LabelValues::new(&["one"]);

    fn index(&self) -> usize {
        0
    }
}

fn main() {}

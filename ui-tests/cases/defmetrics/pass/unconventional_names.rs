//! Names that break a recommendation and give a reason.

#![deny(warnings)]

use gapless::defmetrics;

defmetrics! {
    #![namespace = "legacy"]

    /// Lag.
    #[unconventional_name("the dashboards of 2019 query this name")]
    gauge lag_ms;

    /// Lag, in the unit of its name.
    #[unit("milliseconds")]
    #[unconventional_name("a device reports it so")]
    gauge lag_milliseconds;

    /// Rows, with the name of a recording rule.
    #[name("shop::rows_total")]
    #[unconventional_name("the rule of that name is gone")]
    counter rows_total;

    /// Requests.
    #[unconventional_name("clients use this label")]
    counter requests_total(#[name("requestKind")] kind: bool);

    /// Jobs.
    #[unconventional_name("the exporter before this one called it so")]
    gauge jobs_count;
}

fn main() {
    lag_ms().set(1.0);
    lag_milliseconds().set(1.0);
    rows_total().inc();
    requests_total(true).inc();
    jobs_count().set(1.0);
}

use gapless::instrument_metric;

#[instrument_metric(names = "work", fn_name = "work", functions = "work", label(a: bool = true))]
fn one() {}

#[instrument_metric(errors = bool, okif = true, error_of = true, bucket(1))]
fn two() {}

#[instrument_metric(by_outcomes, samples = 2, skips(duration), max_serie = 3, krate = gapless)]
fn three() {}

fn main() {}

//! Mistakes in constant labels, and in the labels that every function has.

use gapless::instrument_metric;

#[instrument_metric(
    name = "query",
    labels(Query = "get", le = "1", query = "", table = 3, cached = true, rows = rows.len(), user = user, query = "put"),
)]
fn run(rows: &[u8], user: &'static str) {}

#[instrument_metric(name = "job", labels(kind, queue = , task: Task), function = off)]
fn work() {}

#[instrument_metric(name = "page", function = of, module = off, labels(file = module, path = module))]
fn show() {}

#[instrument_metric(function = off, module = off)]
fn shared() {}

#[instrument_metric(labels(query = "get"))]
fn without_a_name() {}

#[instrument_metric(name = "login", function = "", module = 3, labels(module = "login", error = "none"))]
fn login() {}

#[instrument_metric(name = "shelf", function = "put", labels(kind: Kind = Kind::Fast, store = "shelf"))]
impl Shelf {
    fn put(&self) {}
}

fn main() {
    run(&[], "");
    work();
    show();
    shared();
    without_a_name();
    login();
}

struct Shelf;

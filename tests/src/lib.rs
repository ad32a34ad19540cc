//! A crate that only declares a metric, in a module that nobody calls; the tests are in `it` and `process`.

mod nobody_calls {
    gapless::defmetrics! {
        /// Declared in a linked crate.
        counter linked_total;
    }
}

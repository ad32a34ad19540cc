//! Probes in a program that has used up the slots of its threads.

use std::panic::catch_unwind;

use gapless::defmetrics;
use gapless::dynamic::Registry;
use gapless::testing::Probe;

defmetrics! {
    /// Recorded before the slots are used up.
    counter early_total;

    /// Recorded afterwards.
    counter late_total;
}

defmetrics! {
    //! Metrics of an item.
    #![into = ItemMetrics]
    #![namespace = "item"]

    /// Uses.
    pub counter uses_total;
}

#[test]
fn a_metric_that_shares_its_cells_because_slots_are_used_up_is_refused() {
    let probe = Probe::new();
    early_total().inc();
    let register = |_| ItemMetrics::register(&Registry::new()).expect("the registry is empty");
    let _items: Vec<_> = (0..1 << 14).map(register).collect();
    late_total().inc();
    early_total().inc();
    probe.assert_delta(early_total(), 2);
    let panic = catch_unwind(|| probe.delta(late_total())).expect_err("its cells do not tell threads apart");
    assert_eq!(
        panic.downcast_ref::<String>().map(String::as_str),
        Some(
            "a probe cannot read `late_total`, because the program has more metrics than its threads have cells for"
        )
    );
    assert_eq!(late_total().get(), 1);
}

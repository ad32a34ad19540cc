//! Mistakes in a block whose samples a source emits.

mod attributes {
    gapless::defmetrics! {
        #![sampled]

        /// Connections.
        #[seed(0.0)]
        #[storage(shared)]
        pub gauge connections;

        /// Time to wait.
        #[buckets(0.1, 1)]
        pub histogram wait_duration_seconds;
    }
}

mod types {
    gapless::defmetrics! {
        #![sampled]

        /// Connections.
        pub up_down_counter connections;

        /// The state.
        pub stateset state: bool;

        /// Waits.
        pub summary wait_seconds;

        /// Queries.
        pub counter queries_total: f64;
    }
}

mod block {
    gapless::defmetrics! {
        #![sampled(pool)]
        #![sampled]
        #![into = Pool]

        /// Connections.
        pub gauge connections;
    }
}

#[derive(gapless::LabelSet)]
enum Ended {
    #[labels(state = "closed", kind = "idle")]
    Closed,
}

mod label_sets {
    gapless::defmetrics! {
        #![sampled]

        /// Connections.
        pub gauge connections(ended: crate::Ended);
    }
}

gapless::defmetrics! {
    #![sampled]

    /// Waits.
    gauge waits(pool: &str);
}

fn main() {
    let mut samples = gapless::sources::Samples::default();
    attributes::connections(&mut samples).value(1);
    types::connections(&mut samples).value(1);
    waits(&mut samples).series(["main", "idle"], 1);
    waits(&mut samples).value(1);
}

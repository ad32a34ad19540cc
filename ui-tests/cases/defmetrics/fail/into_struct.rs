//! Mistakes in the struct of a block, and uses of its metrics that cause no further errors.

use gapless::dynamic::Registry;

mod quoted {
    gapless::defmetrics! {
        #![into = "Pool"]

        /// Connections.
        pub up_down_counter connections;
    }
}

mod path {
    gapless::defmetrics! {
        #![into = pool::Pool]

        /// Connections.
        pub up_down_counter connections;
    }
}

mod number {
    gapless::defmetrics! {
        #![into = 5]

        /// Connections.
        up_down_counter connections;
    }
}

mod twice {
    gapless::defmetrics! {
        #![into = Pool]
        #![into = Others]

        /// Connections.
        pub up_down_counter connections;
    }
}

mod methods {
    gapless::defmetrics! {
        #![into = Pool]

        /// Builders.
        pub gauge builder;

        /// Registers.
        pub gauge register;
    }
}

struct Opened;

mod events {
    gapless::defmetrics! {
        #![into = Pool]

        /// Openings.
        #[on(crate::Opened)]
        pub counter openings_total;

        /// Queries.
        #[tracing(event, target = "sqlx::query")]
        pub counter queries_total;

        /// Waits.
        pub counter waits(kind: bool);

        /// Time to wait.
        pub histogram wait_duration_seconds;
    }
}

mod budget {
    gapless::defmetrics! {
        #![into = Pool]

        /// Queries.
        pub counter queries_total(table: &str);
    }
}

fn main() {
    let registry = Registry::new();
    let pool = events::Pool::builder().wait_duration_seconds_buckets([1.0]).register(&registry).unwrap();
    pool.openings_total().inc();
    pool.waits(true).inc();
    pool.wait_duration_seconds().observe(1.0);
    path::Pool::register(&registry).unwrap().connections().inc();
    quoted::Pool::register(&registry).unwrap().connections().inc();
}

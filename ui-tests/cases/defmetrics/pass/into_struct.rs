//! Structs of metrics, in a crate with strict lints.

#![forbid(unsafe_code)]
#![deny(missing_docs, unused, clippy::pedantic)]

use gapless::dynamic::{Registry, Shared};
use gapless::{Counter, LabelValue};

/// Modes of a connection.
#[derive(Clone, Copy, LabelValue)]
pub enum Mode {
    /// Reads.
    Read,
    /// Writes.
    Write,
}

gapless::defmetrics! {
    //! Metrics of a pool.
    #![into = Pool]
    #![namespace = "pool"]
    #![group = "database"]
    #![crate = ::gapless]

    /// Connections.
    pub up_down_counter connections(mode: Mode);

    /// Queries.
    #[exemplars]
    #[max_series(100)]
    pub counter queries_total(table: &str, mode: Mode, kind = "sql");

    /// Time to wait.
    pub histogram wait_duration_seconds;

    /// Size of the pool.
    #[cfg(not(unix))]
    pub gauge size;

    /// Version.
    pub(crate) info version_info(version: Option<&str>);
}

mod without_documentation {
    gapless::defmetrics! {
        #![into = Queue]

        /// Mode.
        pub stateset mode: super::Mode;
    }
}

mod several_in_a_module {
    gapless::defmetrics! {
        /// Jobs of the process.
        pub(crate) counter jobs_total(failed: bool);
    }

    gapless::defmetrics! {
        #![into = Mails]

        /// Jobs.
        pub(crate) counter jobs_total(failed: bool);
    }

    gapless::defmetrics! {
        #![into = Images]

        /// Jobs.
        pub(crate) counter jobs_total(failed: bool);
    }

    pub(crate) fn count() -> Result<(), gapless::Error> {
        let registry = gapless::dynamic::Registry::new();
        jobs_total(true).inc();
        Mails::register(&registry.prefix("mail"))?.jobs_total(true).inc();
        Images::register(&registry.prefix("image"))?.jobs_total(false).inc();
        Ok(())
    }
}

mod private {
    gapless::defmetrics! {
        #![into = Queue]

        /// Length.
        gauge queue_length;
    }

    pub(crate) fn set() {
        let queue = Queue::register(&gapless::dynamic::Registry::new()).expect("the registry is empty");
        queue.queue_length().set(1.0);
    }
}

struct Client {
    pool: Pool,
    reads: Counter<u64, Shared>,
}

fn main() -> Result<(), gapless::Error> {
    let registry = Registry::new();
    let pool = Pool::builder().wait_duration_seconds_buckets([0.5]).buckets([1.0]).register(&registry)?;
    let client = Client { reads: pool.queries_total("users", Mode::Read).into_owned(), pool: pool.clone() };
    client.reads.inc();
    let _connection = client.pool.connections(Mode::Write).guard();
    client.pool.wait_duration_seconds().time(|| ());
    client.pool.version_info(Some("1")).set();
    without_documentation::Queue::register(&registry)?.mode().set(Mode::Read);
    private::set();
    several_in_a_module::count()?;
    Ok(())
}

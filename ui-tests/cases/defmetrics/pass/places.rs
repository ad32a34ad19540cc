//! A block compiles in every place for items and with every visibility.
#![deny(warnings, unreachable_pub)]

mod outer {
    pub(crate) mod inner {
        gapless::defmetrics! {
            /// Jobs.
            pub(super) counter super_total;

            /// Jobs.
            pub(in crate::outer) counter in_total;

            /// Jobs.
            pub(crate) counter crate_total;

            /// Jobs.
            pub(self) counter self_total;
        }

        pub(crate) fn all() {
            self_total().inc();
        }
    }

    pub(crate) fn all() {
        inner::super_total().inc();
        inner::in_total().inc();
    }
}

mod kinds {
    #[derive(Clone, Copy, gapless::LabelValue)]
    pub(crate) enum Kind {
        Fast,
    }
}

mod uses {
    use super::kinds;

    gapless::defmetrics! {
        /// Jobs.
        pub(crate) counter kinds_total(kind: kinds::Kind, other: super::kinds::Kind, third: crate::kinds::Kind);
    }
}

struct Worker;

impl Worker {
    fn work(&self) {
        gapless::defmetrics! {
            /// Pieces of work.
            counter worker_total;
        }
        worker_total().inc();
    }
}

trait Work {
    fn by_default(&self) {
        gapless::defmetrics! {
            /// Pieces of work.
            counter defaulted_total(kind: kinds::Kind);
        }
        defaulted_total(kinds::Kind::Fast).inc();
    }
}

impl Work for Worker {}

async fn later() {
    gapless::defmetrics! {
        /// Pieces of work.
        counter later_total;
    }
    async { later_total().inc() }.await;
}

const BLOCK: u8 = {
    gapless::defmetrics! {
        /// Pieces of work.
        #[allow(dead_code)]
        counter constant_total;
    }
    1
};

fn main() {
    outer::all();
    outer::inner::all();
    outer::inner::crate_total().inc();
    uses::kinds_total(kinds::Kind::Fast, kinds::Kind::Fast, kinds::Kind::Fast).inc();
    Worker.work();
    Worker.by_default();
    drop(later());
    let closure = || {
        gapless::defmetrics! {
            /// Pieces of work.
            counter closure_total(number: bool);
        }
        closure_total(BLOCK == 1).inc();
    };
    closure();
}

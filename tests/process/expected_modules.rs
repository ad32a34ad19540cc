//! Modules that are expected to declare metrics.

use gapless::{ErrorKind, Registry, defmetrics, instrument_metric};

mod games {
    pub(crate) mod chess {
        pub(crate) mod openings {
            gapless::defmetrics! {
                /// Openings.
                counter openings_total;
            }
        }
    }

    pub(crate) mod chess_clocks {}
}

mod functions {
    #[super::instrument_metric]
    pub(crate) fn work() {}
}

defmetrics! {
    /// Declared in the root.
    counter root_total;
}

gapless::expect_modules![
    crate::games,
    crate::games::chess,
    crate::games::chess::openings,
    crate::games::chess_clocks,
    crate::games::ches,
    crate::functions,
];

mod elsewhere {
    gapless::expect_modules![crate = ::gapless, crate::elsewhere];
}

#[test]
fn modules_without_metrics_are_reported_by_their_paths() {
    functions::work();
    root_total().inc();
    let error = Registry::global().check().expect_err("three of the modules declare nothing");
    let ErrorKind::ModulesWithoutMetrics(modules) = error.kind() else { panic!("{error:?}") };
    assert_eq!(
        modules[..],
        [
            "expected_modules::elsewhere",
            "expected_modules::games::ches",
            "expected_modules::games::chess_clocks"
        ]
    );
    assert_eq!(
        error.to_string(),
        "modules in `expect_modules!` do not declare metrics in this program: `expected_modules::elsewhere`, \
         `expected_modules::games::ches`, `expected_modules::games::chess_clocks`; link the whole static library, for example \
         with `-Wl,--whole-archive`, or remove modules without metrics from the list"
    );
}

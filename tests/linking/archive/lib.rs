//! A static library for a program in C. The linker takes the parts that the program refers to, and leaves out the rest.

use gapless::{ErrorKind, Registry};

mod far {
    mod away {
        gapless::defmetrics! {
            /// Declared in a module that is never called.
            counter archive_unused_total;
        }
    }
}

/// Returns 1 if the metric is exported, and adds 2 if the registry reports that it is missing.
#[expect(unsafe_code, reason = "the program calls the function by its name")]
#[unsafe(no_mangle)]
pub extern "C" fn gapless_archive_state() -> i32 {
    gapless::expect_modules![crate::far::away];
    let exported = Registry::global().gather().family("archive_unused_total").is_some();
    let error = Registry::global().check().err();
    let is_found_out = error.is_some_and(|error| match error.kind() {
        ErrorKind::ModulesWithoutMetrics(modules) => modules[..] == ["gapless_archive::far::away"],
        _ => false,
    });
    i32::from(exported) + 2 * i32::from(is_found_out)
}

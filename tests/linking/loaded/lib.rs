//! A library that a program loads at run time, and that shares the core with the program.

mod unused {
    gapless_shared::gapless::defmetrics! {
        #![crate = gapless_shared::gapless]
        /// Declared in a module that nothing calls.
        counter loaded_unused_total;
    }
}

gapless_shared::gapless::defmetrics! {
    #![crate = gapless_shared::gapless]
    /// Counted by the library.
    counter loaded_total;
}

/// Counts, and returns the count.
#[expect(unsafe_code, reason = "the program finds the function by its name")]
#[unsafe(no_mangle)]
pub extern "C" fn gapless_loaded_count() -> u64 {
    loaded_total().inc();
    loaded_total().get()
}

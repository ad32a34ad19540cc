//! Lints of a single module, and functions in every place for functions.
#![deny(warnings)]

mod strict {
    #![forbid(unsafe_code)]
    #![deny(missing_docs, unreachable_pub, unused_results, unused_qualifications, let_underscore_drop)]

    use gapless::instrument_metric;

    /// A number.
    #[instrument_metric]
    pub(crate) fn number() -> Result<u8, String> {
        Ok(1)
    }

    /// A type.
    #[derive(Debug)]
    pub(crate) struct Lobby;

    #[instrument_metric]
    impl Lobby {
        /// A number.
        pub(crate) async fn later(&self) -> Result<u8, String> {
            Ok(1)
        }
    }
}

const FUNCTION: fn() -> u8 = {
    #[gapless::instrument_metric]
    fn inside_a_constant() -> u8 {
        1
    }
    inside_a_constant
};

fn main() {
    let _ = strict::number();
    drop(strict::Lobby.later());
    let closure = || {
        #[gapless::instrument_metric]
        fn inside_a_closure() -> u8 {
            FUNCTION()
        }
        inside_a_closure()
    };
    closure();
}

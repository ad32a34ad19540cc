//! Another macro can write declarations with names, types and strings of its caller.

macro_rules! declare {
    ($(#[$attribute:meta])* $kind:ident $name:ident, $help:literal, $label:ident: $ty:ty, $bound:literal) => {
        gapless::defmetrics! {
            #[doc = $help]
            $(#[$attribute])*
            #[max_series($bound)]
            pub(crate) $kind $name($label: $ty, by = $help);
        }
    };
}

mod jobs {
    declare!(counter jobs_total, "Jobs.", done: bool, 2);
    declare!(#[buckets(1, 2)] histogram sizes, "Sizes.", game: &str, 100);
}

macro_rules! in_a_block {
    ($($name:ident)*) => {
        gapless::defmetrics! {
            $(
                /// A metric of the caller.
                pub(crate) counter $name;
            )*
        }
    };
}

in_a_block!(one_total two_total);

fn main() {
    jobs::jobs_total(true).inc();
    jobs::sizes("chess").observe(1.0);
    one_total().inc();
    two_total().inc();
}

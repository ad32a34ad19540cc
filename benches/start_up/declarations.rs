//! Ten thousand counters in a thousand blocks, as the macros declare them, with names from `const` code.

use gapless::__private::{Declared, Descriptor, Kind, Registration, inventory, new_location};

/// The number of blocks.
pub(crate) const PLACES: usize = 1000;

/// The number of metrics in each block.
const EACH: usize = 10;

pub(crate) const METRICS: usize = PLACES * EACH;

const LENGTH: usize = "module_1234_jobs_total".len();

/// The names, each with its number.
#[expect(clippy::cast_possible_truncation, reason = "it is a digit")]
static NAMES: [[u8; LENGTH]; METRICS] = {
    let mut names = [*b"module_0000_jobs_total"; METRICS];
    let mut i = 0;
    while i < METRICS {
        let mut rest = i;
        let mut digit = LENGTH - "_jobs_total".len();
        while rest > 0 {
            digit -= 1;
            names[i][digit] += (rest % 10) as u8;
            rest /= 10;
        }
        i += 1;
    }
    names
};

#[expect(clippy::cast_possible_truncation, reason = "there are ten thousand")]
const fn family(i: usize) -> Declared {
    let Ok(name) = str::from_utf8(&NAMES[i]) else { panic!("names are ASCII") };
    let place = ("src/module.rs", i as u32 + 1, 1);
    let location = new_location(Some("start-up"), Some("0.1.0"), "start_up::module", place);
    Declared::new(Descriptor::new(Kind::Counter, name, "Jobs that were done.", location))
}

/// One block with its metrics; the first metric has the given number.
macro_rules! declare {
    ($place:expr) => {
        const _: () = {
            static FAMILIES: [Declared; EACH] = {
                const FIRST: usize = $place * EACH;
                [
                    family(FIRST),
                    family(FIRST + 1),
                    family(FIRST + 2),
                    family(FIRST + 3),
                    family(FIRST + 4),
                    family(FIRST + 5),
                    family(FIRST + 6),
                    family(FIRST + 7),
                    family(FIRST + 8),
                    family(FIRST + 9),
                ]
            };
            static REFERENCES: [&Declared; EACH] = {
                let [a, b, c, d, e, f, g, h, i, j] = &FAMILIES;
                [a, b, c, d, e, f, g, h, i, j]
            };
            inventory::submit! { Registration::Declared(&REFERENCES) }
        };
    };
}

/// Repeats the given item ten times, each with one more digit.
macro_rules! ten {
    ($declare:ident $number:expr) => {
        $declare!($number * 10);
        $declare!($number * 10 + 1);
        $declare!($number * 10 + 2);
        $declare!($number * 10 + 3);
        $declare!($number * 10 + 4);
        $declare!($number * 10 + 5);
        $declare!($number * 10 + 6);
        $declare!($number * 10 + 7);
        $declare!($number * 10 + 8);
        $declare!($number * 10 + 9);
    };
}

macro_rules! ten_places {
    ($number:expr) => {
        ten!(declare $number);
    };
}

macro_rules! hundred_places {
    ($number:expr) => {
        ten!(ten_places $number);
    };
}

ten!(hundred_places 0);

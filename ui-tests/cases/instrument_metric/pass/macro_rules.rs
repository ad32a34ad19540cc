//! Another macro can write functions with names, types and bodies of its caller.
#![deny(warnings)]

macro_rules! function {
    ($(#[$attribute:meta])* $vis:vis fn $name:ident($($argument:ident: $ty:ty),*) -> $returned:ty $body:block) => {
        #[gapless::instrument_metric]
        $(#[$attribute])*
        $vis fn $name($($argument: $ty),*) -> $returned $body
    };
}

function!(fn add(one: u8, other: u8) -> u8 { one + other });
function!(#[inline] pub(crate) fn parse(text: &str) -> Result<u8, std::num::ParseIntError> { text.parse() });

macro_rules! named {
    ($name:literal, $function:ident, $label:ident: $ty:ty = $value:expr) => {
        #[gapless::instrument_metric(name = $name, labels($label: $ty = $value))]
        async fn $function(input: u8) -> Result<u8, String> {
            let hidden = input;
            Ok(hidden)
        }
    };
}

named!("named", named, odd: bool = true);

macro_rules! methods {
    ($($ty:ident { $($method:ident)* })*) => {
        $(
            struct $ty;

            #[gapless::instrument_metric]
            impl $ty {
                $(
                    fn $method(&self) -> &'static str {
                        stringify!($method)
                    }
                )*
            }
        )*
    };
}

methods! {
    Lobby { join leave }
    Room { open }
}

macro_rules! body {
    ($self:ident) => {
        $self.0
    };
}

struct Wrapper(u8);

#[gapless::instrument_metric]
impl Wrapper {
    fn get(&self) -> u8 {
        body!(self)
    }
}

fn main() {
    let _ = (add(1, 2), parse("1"), Lobby.join(), Lobby.leave(), Room.open(), Wrapper(1).get());
    drop(named(1));
}

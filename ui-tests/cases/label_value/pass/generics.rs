//! Generic enums, with other attributes and derives.
#![deny(warnings, single_use_lifetimes)]

use std::fmt::Debug;
use std::marker::PhantomData;

use gapless::LabelValue;

#[derive(LabelValue)]
enum Failure<'a, T: Debug + ?Sized, const N: usize = 3>
where
    T: 'a,
{
    Borrowed(&'a T),
    Array { of: [u8; N] },
    Unit,
}

#[derive(LabelValue)]
enum Marker<T> {
    Marked(PhantomData<T>),
}

#[derive(LabelValue, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
#[non_exhaustive]
enum Numbered {
    #[default]
    One = 1,
    Seven = 7,
}

#[derive(LabelValue)]
#[repr(i16)]
enum NumberedData {
    Minus(u8) = -1,
    #[cfg(any())]
    Missing(NoSuchType),
    #[cfg_attr(all(), label(rename = "plus"))]
    Other = 1,
}

#[derive(LabelValue)]
enum Old {
    #[deprecated]
    First,
    Second,
}

macro_rules! labels {
    ($($name:ident: $($variant:ident $(= $text:literal)?)*;)*) => {
        $(
            #[derive(gapless::LabelValue)]
            enum $name {
                $($(#[label(rename = $text)])? $variant,)*
            }
        )*
    };
}

labels! {
    Side: Left Right = "right side";
    Channel: Gossip;
}

fn inside_a_function() -> &'static str {
    #[derive(LabelValue)]
    enum Local {
        Here,
    }
    Local::Here.as_label()
}

fn main() {
    assert_eq!(Failure::<str>::Borrowed("a").as_label(), "borrowed");
    let array: Failure<'_, u8, 2> = Failure::Array { of: [1, 2] };
    assert_eq!(array.index(), 1);
    assert_eq!(Failure::<u8>::Unit.as_label(), "unit");
    assert_eq!(Marker::Marked(PhantomData::<u8>).as_label(), "marked");
    assert_eq!((Numbered::default().index(), Numbered::Seven.index()), (0, 1));
    assert_eq!((NumberedData::Minus(1).as_label(), NumberedData::Other.as_label()), ("minus", "plus"));
    assert_eq!(NumberedData::CARDINALITY, 2);
    assert_eq!((Old::LABELS.get(0), Old::Second.as_label()), ("first", "second"));
    assert_eq!((Side::Left.as_label(), Side::Right.as_label()), ("left", "right side"));
    assert_eq!(Channel::Gossip.as_label(), inside_a_function().replace("here", "gossip"));
}

//! An enum without fields lists its values, and finds one by its label.
#![deny(warnings, missing_docs, unreachable_pub, clippy::all, clippy::pedantic, clippy::nursery)]
#![allow(clippy::redundant_pub_crate)] // the opposite of `unreachable_pub`

/// Not `Copy`, with constants of the same names in scope.
mod channels {
    /// A channel.
    #[derive(Debug, PartialEq, gapless::LabelValue)]
    pub(crate) enum Channel {
        /// Talk.
        Gossip,
        /// Anything.
        #[label(rename = "off-topic")]
        OffTopic,
        /// With empty braces.
        Nothing {},
        /// With empty parentheses.
        None(),
        /// No more messages.
        #[deprecated]
        Old,
    }
}

/// Names of this module and of the prelude that the derive does not use.
#[allow(dead_code, non_camel_case_types, clippy::upper_case_acronyms)]
mod shadowed {
    struct Option;
    struct Some;
    struct None;
    struct str;
    const VALUES: u8 = 1;

    #[derive(Clone, Copy, gapless::LabelValue)]
    pub(crate) enum Side<const N: usize> {
        Some,
        None,
        VALUES,
    }
}

/// This enum has a constant and a function of these names already.
mod own {
    use gapless::LabelValue;

    #[derive(LabelValue)]
    #[label(no_values)]
    pub(crate) enum Own {
        First,
        Second,
    }

    impl Own {
        pub(crate) const VALUES: &'static [Self] = &[Self::Second, Self::First];

        pub(crate) fn from_label(label: &str) -> Self {
            if label == Self::Second.as_label() { Self::Second } else { Self::First }
        }
    }
}

/// Nothing uses these items.
#[derive(gapless::LabelValue)]
enum Unused {
    /// Talk.
    Only,
}

/// Only uses.
pub fn main() {
    use channels::Channel;
    use gapless::LabelValue;

    let labels = Channel::VALUES.map(|channel| channel.as_label());
    assert_eq!(labels, ["gossip", "off-topic", "nothing", "none", "old"]);
    assert!(Channel::VALUES.iter().map(LabelValue::as_label).eq(Channel::LABELS.iter()));
    for channel in Channel::VALUES {
        let label = channel.as_label();
        assert_eq!(Channel::from_label(label), Some(channel));
    }
    assert_eq!(Channel::from_label("off_topic"), None);
    assert_eq!(shadowed::Side::<3>::VALUES.as_label(), "values");
    assert!(shadowed::Side::<3>::from_label("some").is_some_and(|side| side.index() == 0));
    assert_eq!(own::Own::VALUES.len(), 2);
    assert_eq!(own::Own::from_label("second").index(), 1);
    assert_eq!(Unused::Only.index(), 0);
}

//! Attributes of Rust on declarations: `cfg` removes all of one, and nobody is told of a metric that is old but its users.
#![deny(warnings)]

#[cfg(any())]
type Missing = NoSuchType;

gapless::defmetrics! {
    /// Of a type that there is not.
    #[cfg(any())]
    counter missing_total(missing: Missing);

    /// One of two.
    #[cfg(any())]
    counter either_total(missing: Missing);

    /// One of two.
    #[cfg(all())]
    #[cfg(not(any()))]
    counter either_total(side: bool);

    /** Of a block comment
     * on two lines. */
    counter block_total;

    #[doc = "Of an attribute."]
    #[doc(alias = "other")]
    counter attribute_total;

    #[doc = concat!("Not a ", "text.")]
    /// Of a text.
    counter both_total;

    /// Old.
    #[deprecated(since = "1.0.0", note = "use `either_total`")]
    counter old_total(side: bool);

    /// Not used.
    #[allow(dead_code)]
    counter unused_total;
}

#[expect(deprecated, reason = "it is what is tested")]
fn main() {
    either_total(true).inc();
    block_total().inc();
    attribute_total().inc();
    both_total().inc();
    old_total(true).inc();
}

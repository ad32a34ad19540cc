//! Standard attributes on declarations: `cfg` removes a whole declaration, and only users of a deprecated metric get a
//! warning.
#![deny(warnings)]

#[cfg(any())]
type Missing = NoSuchType;

gapless::defmetrics! {
    /// With a type that does not exist.
    #[cfg(any())]
    counter missing_total(missing: Missing);

    /// Declared for one of two targets.
    #[cfg(any())]
    counter either_total(missing: Missing);

    /// Declared for one of two targets.
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
    /// With an open label.
    counter both_total;

    /// Deprecated.
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

//! Every kind of expression, type and string in a declaration.
#![deny(warnings)]

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use gapless::defmetrics;

mod kinds {
    #[derive(Clone, Copy, gapless::LabelValue)]
    pub(crate) enum Kind {
        Fast,
    }
}

struct Name<T>(T);

impl<T: AsRef<str>> AsRef<str> for Name<T> {
    fn as_ref(&self) -> &str {
        self.0.as_ref()
    }
}

const START: f64 = 2.5;

mod start {
    pub(crate) fn of() -> f64 {
        1.5
    }
}

defmetrics! {
    /// Types with arguments, paths and references.
    #[max_series(10)]
    counter kinds_total(kind: kinds::Kind, of: Option<crate::kinds::Kind>, by: &kinds::Kind, and: &&bool);

    /// Strings in every container.
    #[max_series(10)]
    counter texts_total(name: Name<String>, text: Box<str>, shared: Arc<str>, counted: &Rc<str>, cow: Cow<'static, str>);

    /// A label with the name of the metric, and a trailing comma.
    counter named_total(named_total: bool,);

    /// Empty parentheses.
    counter plain_total();

    /// A product.
    #[seed(START * 2.0)]
    gauge product;

    /// A path.
    #[seed(start::of)]
    gauge path;

    /// A closure.
    #[seed(|| std::f64::consts::PI)]
    gauge closure;

    /// A block.
    #[seed({
        let half = START / 2.0;
        half + 1.0
    })]
    gauge block;

    /// A negative number.
    #[seed(-1.5)]
    gauge negative;

    /// With "quotes", \ and {braces}, `code` and <b>tags</b>.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(true);
    /// ```
    counter documented_total;
}

fn main() {
    kinds_total(kinds::Kind::Fast, None, &kinds::Kind::Fast, &&true).inc();
    texts_total(Name("a".to_owned()), "b".into(), "c".into(), &"d".into(), "e".into()).inc();
    named_total(true).inc();
    plain_total().inc();
    [product(), path(), closure(), block(), negative()].iter().for_each(|gauge| gauge.add(1.0));
    documented_total().inc();
}

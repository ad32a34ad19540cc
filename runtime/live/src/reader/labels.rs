//! Labels as a view exports them.

use std::borrow::Cow;
use std::sync::Arc;

/// The exported labels of a series, without empty ones.
pub(crate) type Labels = Arc<[LabelPair]>;

/// The name and the value of a label.
pub(crate) type LabelPair = (Cow<'static, str>, Cow<'static, str>);

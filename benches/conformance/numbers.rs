//! Numbers that are difficult to write, with a name for each.

pub(crate) const NUMBERS: [(&str, f64); 5] =
    [("tiny", 1e-5), ("huge", 1e21), ("least", 5e-324), ("infinite", f64::INFINITY), ("none", f64::NAN)];

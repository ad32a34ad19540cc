//! The tests are in `it` and beside it.

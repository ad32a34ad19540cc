//! The cases are those of the package above.

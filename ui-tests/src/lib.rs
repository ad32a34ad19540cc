//! The cases are in `cases`, with one folder for each macro.

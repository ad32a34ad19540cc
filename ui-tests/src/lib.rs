//! The cases are in `cases`, a folder for each macro.

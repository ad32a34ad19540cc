//! The machine: load, memory and disks.

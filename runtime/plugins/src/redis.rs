//! Redis: commands of the crate `redis`.

//! Caches: hits, misses, evictions and size.

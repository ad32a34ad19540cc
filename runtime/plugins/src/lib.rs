//! Plugins: what brings metrics of its own into a program, each behind a feature.

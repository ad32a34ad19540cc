//! Datapoints of windows.

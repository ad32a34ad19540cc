//! The reporter for StatsD.

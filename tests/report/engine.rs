//! Subscriptions, intervals, restarts and queues.

mod fixture;
mod intervals;

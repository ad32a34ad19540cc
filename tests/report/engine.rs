//! Subscriptions, intervals, restarts and queues.

mod callbacks;
mod control;
mod ending;
mod failures;
mod fixture;
mod intervals;
mod queues;
mod settings;
mod sources;
mod subscriptions;

//! Subscriptions, intervals, restarts and queues.

//! Jobs: queues and jobs of any backend.

//! The requests that wait for the receiver, in the order of their times.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::watch;

/// A request that waits.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    number: u64,
    /// The body, compressed if requests are.
    pub(super) body: Bytes,
    /// The number of data points.
    pub(super) points: u64,
}

/// A queue of a limited size.
#[derive(Debug)]
pub(super) struct Queue {
    max_bytes: usize,
    content: Mutex<Content>,
    /// The number of requests.
    length: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Content {
    requests: VecDeque<Waiting>,
    bytes: usize,
    added: u64,
}

impl Queue {
    pub(super) fn new(max_bytes: usize) -> Self {
        Queue { max_bytes, content: Mutex::default(), length: watch::Sender::new(0) }
    }

    /// Adds a request, and returns the number of data points of the oldest requests that had to be dropped for it.
    pub(super) fn push(&self, body: Bytes, points: u64) -> u64 {
        let mut content = self.content();
        content.bytes += body.len();
        content.added += 1;
        let number = content.added;
        content.requests.push_back(Waiting { number, body, points });
        let mut dropped = 0;
        while content.bytes > self.max_bytes {
            dropped += content.pop().map_or(0, |oldest| oldest.points);
        }
        self.length.send_replace(content.requests.len());
        dropped
    }

    /// Waits for a request, and returns the oldest one, which stays in the queue.
    pub(super) async fn first(&self) -> Waiting {
        let mut length = self.length.subscribe();
        loop {
            if let Some(first) = self.content().requests.front() {
                return first.clone();
            }
            let _ = length.changed().await; // the sender exists as long as the queue
        }
    }

    /// Removes the oldest request if it is this one, and returns whether it was.
    pub(super) fn remove(&self, of: &Waiting) -> bool {
        let mut content = self.content();
        let is_first = content.requests.front().is_some_and(|first| first.number == of.number);
        if is_first {
            content.pop();
            self.length.send_replace(content.requests.len());
        }
        is_first
    }

    /// Removes all requests, and returns the number of their data points.
    pub(super) fn clear(&self) -> u64 {
        let content = std::mem::take(&mut *self.content());
        self.length.send_replace(0);
        content.requests.iter().map(|request| request.points).sum()
    }

    pub(super) fn length(&self) -> usize {
        *self.length.borrow()
    }

    /// Waits until the queue is empty.
    pub(super) async fn emptied(&self) {
        let _ = self.length.subscribe().wait_for(|length| *length == 0).await; // the sender exists
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Content {
    fn pop(&mut self) -> Option<Waiting> {
        let first = self.requests.pop_front()?;
        self.bytes -= first.body.len();
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_oldest_requests_make_room() {
        let queue = Queue::new(100);
        let push = |bytes: usize, points| queue.push(vec![0; bytes].into(), points);
        assert_eq!((push(50, 1), push(50, 2), push(1, 4)), (0, 0, 1));
        let first = queue.first().await;
        assert_eq!((first.points, queue.length()), (2, 2));
        assert_eq!(push(60, 8), 2);
        assert!(!queue.remove(&first), "it was dropped");
        assert!(queue.remove(&queue.first().await));
        assert_eq!((queue.first().await.points, push(101, 16), queue.length()), (8, 24, 0));
        queue.emptied().await;
    }
}

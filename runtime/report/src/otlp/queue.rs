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
    /// The request that is being sent. The answer decides about its data points, although it may have left the queue.
    in_flight: Option<Waiting>,
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
            dropped +=
                content.pop().filter(|oldest| !content.sends(oldest)).map_or(0, |oldest| oldest.points);
        }
        self.length.send_replace(content.requests.len());
        dropped
    }

    /// Waits for a request, and returns the oldest one to send it. It stays in the queue.
    pub(super) async fn first(&self) -> Waiting {
        let mut length = self.length.subscribe();
        loop {
            {
                let mut content = self.content();
                content.in_flight = content.requests.front().cloned();
                if let Some(first) = &content.in_flight {
                    return first.clone();
                }
            }
            let _ = length.changed().await; // the sender exists as long as the queue
        }
    }

    /// Removes the request that is being sent, because its answer is final.
    pub(super) fn answered(&self) {
        let mut content = self.content();
        let sent = content.in_flight.take();
        if content.requests.front().is_some_and(|first| sent.is_some_and(|sent| sent.number == first.number))
        {
            content.pop();
            self.length.send_replace(content.requests.len());
        }
    }

    /// Keeps the request that was being sent, and returns the number of its data points if the queue has dropped it.
    pub(super) fn unanswered(&self) -> u64 {
        self.content().end_flight()
    }

    /// Removes all requests, and returns the number of their data points.
    pub(super) fn clear(&self) -> u64 {
        let mut content = std::mem::take(&mut *self.content());
        self.length.send_replace(0);
        content.end_flight() + content.requests.iter().map(|request| request.points).sum::<u64>()
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
    fn sends(&self, request: &Waiting) -> bool {
        self.in_flight.as_ref().is_some_and(|sent| sent.number == request.number)
    }

    /// Returns the number of data points of the request that was being sent, if the queue has dropped it.
    fn end_flight(&mut self) -> u64 {
        let Some(sent) = self.in_flight.take() else { return 0 };
        let is_kept = self.requests.front().is_some_and(|first| first.number == sent.number);
        if is_kept {
            0
        } else {
            sent.points
        }
    }

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
        assert_eq!((queue.first().await.points, queue.length(), queue.unanswered()), (2, 2, 0));
        assert_eq!(push(60, 8), 2);
        assert_eq!(queue.first().await.points, 4);
        queue.answered();
        assert_eq!((queue.length(), push(101, 16), queue.length()), (1, 24, 0));
        queue.emptied().await;
    }

    #[tokio::test]
    async fn the_answer_decides_about_a_request_that_leaves_the_queue_while_it_is_sent() {
        let queue = Queue::new(100);
        let push = |points| queue.push(vec![0; 60].into(), points);
        push(1);
        for points in [2, 4, 8] {
            queue.first().await;
            assert_eq!(push(points), 0);
            match points {
                2 => queue.answered(),
                4 => assert_eq!(queue.unanswered(), 2),
                _ => assert_eq!(queue.clear(), 4 + 8),
            }
        }
        assert_eq!(queue.length(), 0);
    }
}

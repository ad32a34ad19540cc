//! Clients with their topics, and what they pull after a join.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use crate::client::Client;
use crate::history::History;
use crate::message::Message;
use crate::reader::Family;
use crate::shown::{Pulled, Shown};

/// The size at which a part of a join ends.
pub(super) const PART: usize = 64 * 1024;

/// A client with its topics.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) client: Arc<Client>,
    pub(super) topics: HashSet<Arc<str>>,
    /// The topics whose labels and history the client has not pulled yet.
    pub(super) joining: VecDeque<Joining>,
}

/// A topic whose labels and history a client pulls.
#[derive(Debug)]
pub(super) struct Joining {
    pub(super) topic: Arc<str>,
    /// The labels that the client has, as the number of restarts and of indexes.
    labels: Option<(u32, usize)>,
    pulled: Pulled,
}

/// The messages that a client pulls at once.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) messages: Vec<Message>,
    size: usize,
}

impl Member {
    pub(super) fn new(client: Arc<Client>) -> Self {
        Member { client, topics: HashSet::new(), joining: VecDeque::new() }
    }

    /// Adds a topic, unless the client has it.
    pub(super) fn add(&mut self, topic: &Arc<str>, after: Option<u64>) {
        if self.topics.insert(topic.clone()) {
            self.join(topic, after);
        }
    }

    /// Removes a topic.
    pub(super) fn remove(&mut self, topic: &str) {
        self.topics.remove(topic);
        self.joining.retain(|joining| *joining.topic != *topic);
    }

    /// Lets the client pull a topic.
    pub(super) fn join(&mut self, topic: &Arc<str>, after: Option<u64>) {
        self.joining.push_back(Joining { topic: topic.clone(), labels: None, pulled: Pulled::after(after) });
        self.client.offer();
    }
}

impl Joining {
    /// Adds labels and history to a part. Returns whether the client has all of them.
    pub(super) fn pull(
        &mut self,
        shown: &Shown,
        family: &Family,
        history: &History,
        part: &mut Part,
    ) -> bool {
        part.extend(self.labels(shown, family));
        while !part.is_full() {
            match shown.history(family, history, &mut self.pulled) {
                Some(message) => part.extend([message]),
                None => return true,
            }
        }
        false
    }

    /// Returns the messages with the labels that the client does not have yet; the first time, with the answer to the
    /// join.
    fn labels(&mut self, shown: &Shown, family: &Family) -> Vec<Message> {
        let current = (shown.n_restarts, shown.n_indexes());
        let has = self.labels.replace(current).filter(|(n_restarts, _)| *n_restarts == shown.n_restarts);
        match has {
            Some((_, n)) => shown.series(family, n),
            None => {
                let joined = Message::new("joined", &shown.joined(family));
                [joined].into_iter().chain(shown.series(family, 0)).collect()
            }
        }
    }
}

impl Part {
    pub(super) fn extend(&mut self, messages: impl IntoIterator<Item = Message>) {
        let start = self.messages.len();
        self.messages.extend(messages);
        self.size += self.messages[start..].iter().map(Message::len).sum::<usize>();
    }

    fn is_full(&self) -> bool {
        self.size >= PART
    }
}

//! The topic of what is wrong now, and its clients.

use std::collections::HashMap;
use std::sync::Arc;

use gapless_core::FamilySnapshot;
use gapless_encode::View;
use serde_json::json;

use crate::client::Client;
use crate::message::Message;
use crate::problems::{Problem, Problems};

/// The name of the topic.
pub(super) const TOPIC: &str = "@problems";

#[derive(Debug)]
pub(super) struct Wrong {
    problems: Problems,
    /// The last list, with its time.
    list: (u64, Vec<Problem>),
    /// Whether each gathering updates the list.
    is_current: bool,
    /// The clients that get each list, by their ids.
    pub(super) live: HashMap<String, Arc<Client>>,
}

impl Wrong {
    pub(super) fn new(view: &View) -> Self {
        Wrong {
            problems: Problems::new(view),
            list: (0, Vec::new()),
            is_current: false,
            live: HashMap::new(),
        }
    }

    /// Returns the names of the families from which problems are found.
    pub(super) fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.problems.families().map(ToOwned::to_owned)
    }

    /// Finds the problems of a moment, and sends them if they changed. Returns the ids of clients that missed the list.
    pub(super) fn update(&mut self, timestamp: u64, read: &[FamilySnapshot]) -> Vec<String> {
        let list = self.problems.update(timestamp, read);
        if std::mem::replace(&mut self.is_current, true) && list == self.list.1 {
            return Vec::new();
        }
        self.list = (timestamp, list);
        let (message, mut missed) = (self.message(), Vec::new());
        self.live.retain(|id, client| {
            let is_added = client.push(&message);
            missed.extend((!is_added).then(|| id.clone()));
            is_added
        });
        missed
    }

    /// Lets the list grow old, because nobody looks. The next update is sent in any case.
    pub(super) fn pause(&mut self) {
        self.is_current = false;
    }

    /// Adds a client, and returns the messages that it gets first. An old list is not among them.
    pub(super) fn join(&mut self, client: &Arc<Client>) -> impl Iterator<Item = Message> {
        self.live.insert(client.id.clone(), client.clone());
        let list = self.is_current.then(|| self.message());
        [Message::new("joined", &joined())].into_iter().chain(list)
    }

    fn message(&self) -> Message {
        let (timestamp, problems) = &self.list;
        Message::new("problems", &json!({ "topic": TOPIC, "timestamp": timestamp, "problems": problems }))
    }
}

/// Returns the answer to a join.
pub(super) fn joined() -> serde_json::Value {
    json!({ "topic": TOPIC, "status": "ok" })
}

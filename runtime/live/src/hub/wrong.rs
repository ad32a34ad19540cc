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
    /// The clients that get each list, by their ids.
    pub(super) live: HashMap<String, Arc<Client>>,
}

impl Wrong {
    pub(super) fn new(view: &View) -> Self {
        Wrong { problems: Problems::new(view), list: (0, Vec::new()), live: HashMap::new() }
    }

    /// Returns the names of the families from which problems are found.
    pub(super) fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.problems.families().map(ToOwned::to_owned)
    }

    /// Finds the problems of a moment, and sends them if they changed. Returns the ids of clients that missed the list.
    pub(super) fn update(&mut self, timestamp: u64, read: &[FamilySnapshot]) -> Vec<String> {
        let list = self.problems.update(timestamp, read);
        if list == self.list.1 {
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

    /// Adds a client, and returns the messages that it gets first.
    pub(super) fn join(&mut self, client: &Arc<Client>) -> [Message; 2] {
        self.live.insert(client.id.clone(), client.clone());
        [Message::new("joined", &joined()), self.message()]
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

//! Topics with their clients.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;

use crate::client::Client;
use crate::message::Message;
use crate::shown::{Shown, Update};

/// A topic with the clients that get each message.
#[derive(Debug)]
pub(super) struct Joined {
    pub(super) shown: Shown,
    /// By the ids of the clients.
    pub(super) live: HashMap<String, Arc<Client>>,
}

impl Joined {
    pub(super) fn new(shown: Shown) -> Self {
        Joined { shown, live: HashMap::new() }
    }

    /// Sends messages to the clients. Returns the ids of those that have to join again: they missed labels, or the
    /// indexes restart at 0.
    pub(super) fn send(&mut self, update: &Update) -> Vec<String> {
        let mut again = Vec::new();
        self.live.retain(|id, client| {
            let has_series = !update.restarts && update.series.iter().all(|message| client.push(message));
            if !has_series {
                again.push(id.clone());
            } else if let Some(points) = &update.points {
                client.push(points);
            }
            has_series
        });
        again
    }
}

/// Why a client cannot join a topic.
#[derive(Debug)]
pub(super) enum Failed<'a> {
    /// The string is not a topic, for this reason.
    Invalid(String),
    /// The metric does not exist, and has this name. Another name may be similar.
    Unknown(&'a str, Option<String>),
    /// The page has as many topics as it can have.
    TooManyTopics(usize),
}

impl Failed<'_> {
    /// Sends the answer to the stream of the client, and returns it.
    pub(super) fn answer(self, client: &Client, topic: &str) -> serde_json::Value {
        let (status, reason) = match self {
            Failed::Invalid(reason) => ("invalid", reason),
            Failed::Unknown(name, Some(nearest)) => {
                ("unknown", format!("no metric is called `{name}`; did you mean `{nearest}`?"))
            }
            Failed::TooManyTopics(most) => {
                ("refused", format!("the page has {most} topics already; leave some, or close another page"))
            }
            Failed::Unknown(name, None) => {
                ("unknown", format!("no metric is called `{name}`; `GET metrics` lists all of them"))
            }
        };
        let answer = json!({ "topic": topic, "status": status, "reason": reason });
        client.push(&Message::new("joined", &answer));
        answer
    }
}

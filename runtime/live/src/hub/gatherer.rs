//! The gatherer: the joined topics with their clients, and the readings for them.
//!
//! Everything here runs on threads that may block, one call after the other.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use gapless_core::__private::nearest;
use gapless_encode::View;
use serde_json::json;
use tokio::time::Instant;

use crate::client::Client;
use crate::message::{Message, PointId};
use crate::reader::Reader;
use crate::shown::{Shown, Update};
use crate::topic::Topic;

/// The most unknown names of a request for which a similar name is searched.
const MOST_SUGGESTIONS: usize = 10;
/// The longest unknown name for which a similar name is searched.
const LONGEST_SUGGESTED: usize = 200;
/// The size of a part of a join.
const PART: usize = 64 * 1024;

#[derive(Debug)]
pub(crate) struct Gatherer {
    reader: Reader,
    topics: HashMap<Arc<str>, Joined>,
    /// The topics of each client, by its id.
    clients: HashMap<String, Member>,
    /// The time between two readings.
    interval: Duration,
}

/// A topic with its clients.
#[derive(Debug)]
struct Joined {
    shown: Shown,
    /// The clients that get each message, by their ids.
    live: HashMap<String, Arc<Client>>,
}

/// A client with its topics.
#[derive(Debug)]
struct Member {
    client: Arc<Client>,
    topics: HashSet<Arc<str>>,
    /// The topics whose labels and history the client has not pulled yet.
    joining: VecDeque<Joining>,
}

#[derive(Debug)]
struct Joining {
    topic: Arc<str>,
}

/// The answer to a join.
#[derive(Debug)]
pub(crate) enum Answer {
    Joined(serde_json::Value),
    /// The metric may come from a source.
    NotDeclared(Topic),
}

impl Gatherer {
    pub(crate) fn new(view: View, interval: Duration) -> Self {
        Gatherer { reader: Reader::new(view), topics: HashMap::new(), clients: HashMap::new(), interval }
    }

    /// Returns the number of topics of a client.
    pub(crate) fn topic_count(&self, client: &str) -> usize {
        self.clients.get(client).map_or(0, |member| member.topics.len())
    }

    /// Joins a client to a topic of a declared metric, or of a metric that a client has joined before.
    pub(crate) fn join(&mut self, client: &Arc<Client>, text: &str, now: Instant) -> Answer {
        if self.topics.contains_key(text) {
            return Answer::Joined(self.add(client, text));
        }
        match text.parse::<Topic>() {
            Err(invalid) => Answer::Joined(failed(client, text, "invalid", &invalid.to_string())),
            Ok(topic) if !self.reader.choose_declared(&topic.name, now) => Answer::NotDeclared(topic),
            Ok(topic) => Answer::Joined(self.show(client, text, topic)),
        }
    }

    /// Joins a client to topics of metrics of sources.
    pub(crate) fn join_sourced(
        &mut self,
        client: &Arc<Client>,
        topics: Vec<(String, Topic)>,
        collected: &View,
        now: Instant,
    ) -> Vec<serde_json::Value> {
        let mut n_unknown = 0;
        let join = |(text, topic): (String, Topic)| {
            if self.reader.choose_sourced(&topic.name, collected, now) {
                return self.show(client, &text, topic);
            }
            n_unknown += 1;
            let is_searched = n_unknown <= MOST_SUGGESTIONS && topic.name.len() <= LONGEST_SUGGESTED;
            let nearest = is_searched.then(|| self.nearest(&topic.name, collected)).flatten();
            failed(client, &text, "unknown", &unknown(&topic.name, nearest.as_deref()))
        };
        topics.into_iter().map(join).collect()
    }

    /// Returns the most similar name of a metric.
    fn nearest(&self, name: &str, collected: &View) -> Option<String> {
        let of_sources = collected.exports_of_sources();
        let of_sources = of_sources.iter().map(|(_, export)| &*export.name);
        nearest(name, self.reader.declared_names().chain(of_sources)).map(ToOwned::to_owned)
    }

    /// Shows a new topic to a client.
    fn show(&mut self, client: &Arc<Client>, text: &str, topic: Topic) -> serde_json::Value {
        if let Some(family) = self.reader.family(&topic.name) {
            let shown = Shown::new(text, topic, family);
            self.topics.entry(text.into()).or_insert(Joined { shown, live: HashMap::new() });
        }
        self.add(client, text)
    }

    /// Adds a client to a topic. The client pulls the labels and the history first.
    fn add(&mut self, client: &Arc<Client>, text: &str) -> serde_json::Value {
        let Some((topic, joined)) = self.topics.get_key_value(text) else { return json!({}) };
        let member = self.clients.entry(client.id.clone()).or_insert_with(|| Member::new(client.clone()));
        if member.topics.insert(topic.clone()) {
            member.joining.push_back(Joining { topic: topic.clone() });
            client.offer();
        }
        let family = self.reader.family(&joined.shown.topic.name);
        family.map_or_else(|| json!({}), |family| joined.shown.joined(family))
    }

    /// Ends topics of a client.
    pub(crate) fn leave(&mut self, client: &str, topics: &[String]) {
        let Some(member) = self.clients.get_mut(client) else { return };
        for topic in topics {
            member.topics.remove(&**topic);
            member.joining.retain(|joining| *joining.topic != **topic);
            if let Some(joined) = self.topics.get_mut(&**topic) {
                joined.live.remove(client);
            }
        }
    }

    /// Returns the next part of what a client pulls after a join, and whether another part is left.
    pub(crate) fn pull(&mut self, client: &str) -> (Vec<Message>, bool) {
        let (mut part, mut size) = (Vec::new(), 0);
        let Some(member) = self.clients.get_mut(client) else { return (part, false) };
        while size < PART {
            let Some(joining) = member.joining.pop_front() else { break };
            let Some(joined) = self.topics.get_mut(&joining.topic) else { continue };
            let Some(family) = self.reader.family(&joined.shown.topic.name) else { continue };
            part.push(Message::new("joined", &joined.shown.joined(family)));
            part.extend(joined.shown.series(family));
            size = part.iter().map(Message::len).sum();
            joined.live.insert(client.to_owned(), member.client.clone());
        }
        (part, !member.joining.is_empty())
    }

    /// Forgets clients that have gone, topics without clients, and families without topics.
    pub(crate) fn forget_unused(&mut self) {
        self.clients.retain(|_, member| !member.client.is_gone());
        let used: HashSet<_> = self.clients.values().flat_map(|member| &member.topics).cloned().collect();
        self.topics.retain(|topic, _| used.contains(topic));
        for joined in self.topics.values_mut() {
            joined.live.retain(|id, _| self.clients.contains_key(id));
        }
        let names: HashSet<_> = self.topics.values().map(|joined| &*joined.shown.topic.name).collect();
        self.reader.retain(|name| names.contains(name));
        self.topics.shrink_to(16);
        self.clients.shrink_to(16);
    }

    /// Returns whether topics of sources are joined.
    pub(crate) fn needs_sources(&self) -> bool {
        self.reader.has_sourced()
    }

    /// Reads the declared families, and sends the points to the clients.
    pub(crate) fn gather_declared(&mut self, now: Instant, id: PointId) {
        self.reader.read_declared(now, self.interval / 2, &BTreeSet::new());
        self.send(now, id);
    }

    /// Takes the values of sources, and sends the points to the clients.
    pub(crate) fn gather_sourced(&mut self, collected: &View, now: Instant, id: PointId) {
        self.reader.read_sourced(collected, now, &BTreeSet::new());
        self.send(now, id);
    }

    /// Sends the points of the families that were read now.
    fn send(&mut self, now: Instant, id: PointId) {
        for (topic, joined) in &mut self.topics {
            let family = self.reader.family(&joined.shown.topic.name);
            let Some(family) = family.filter(|family| family.read_at() == Some(now)) else { continue };
            let update = joined.shown.advance(family, id);
            for client in joined.send(&update) {
                if let Some(member) = self.clients.get_mut(&client) {
                    member.joining.push_back(Joining { topic: topic.clone() });
                    member.client.offer();
                }
            }
        }
    }
}

impl Member {
    fn new(client: Arc<Client>) -> Self {
        Member { client, topics: HashSet::new(), joining: VecDeque::new() }
    }
}

impl Joined {
    /// Sends messages to the clients. Returns the ids of those that have to join again: they missed labels, or the
    /// indexes restart at 0.
    fn send(&mut self, update: &Update) -> Vec<String> {
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

/// Sends the answer to a join that failed.
fn failed(client: &Client, topic: &str, status: &str, reason: &str) -> serde_json::Value {
    let answer = json!({ "topic": topic, "status": status, "reason": reason });
    client.push(&Message::new("joined", &answer));
    answer
}

fn unknown(name: &str, nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("no metric is called `{name}`; did you mean `{nearest}`?"),
        None => format!("no metric is called `{name}`; `GET metrics` lists all of them"),
    }
}

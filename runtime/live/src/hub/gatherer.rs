//! The gatherer: the joined topics with their clients, and the readings for them.
//!
//! Everything here runs on threads that may block, one call after the other.

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use gapless_core::__private::nearest;
use gapless_core::FamilySnapshot;
use gapless_encode::View;
use serde_json::json;
use tokio::time::Instant;

use super::joined::{Failed, Joined};
use super::member::{Member, Part};
use super::past::Past;
use super::wrong::{self, Wrong};
use super::Settings;
use crate::client::Client;
use crate::message::{Message, PointId};
use crate::reader::Reader;
use crate::shown::Shown;
use crate::topic::Topic;

/// The most topics of all clients together.
const MOST_TOPICS: usize = 10_000;
/// The most unknown names of a request for which a similar name is searched.
const MOST_SUGGESTIONS: usize = 10;
/// The longest unknown name for which a similar name is searched.
const LONGEST_SUGGESTED: usize = 200;

#[derive(Debug)]
pub(crate) struct Gatherer {
    reader: Reader,
    topics: HashMap<Arc<str>, Joined>,
    /// The topics of each client, by its id.
    clients: HashMap<String, Member>,
    past: Past,
    wrong: Wrong,
    /// Whether topics may have lost their last client.
    has_left: bool,
    /// The time between two readings.
    interval: Duration,
}

/// The answer to a join.
#[derive(Debug)]
pub(crate) enum Answer {
    Joined(serde_json::Value),
    /// The metric may come from a source.
    NotDeclared(Topic),
}

impl Gatherer {
    pub(crate) fn new(settings: &Settings) -> Self {
        Gatherer {
            reader: Reader::new(settings.view.clone()),
            topics: HashMap::new(),
            clients: HashMap::new(),
            past: Past::new(settings),
            wrong: Wrong::new(&settings.view),
            has_left: false,
            interval: settings.interval,
        }
    }

    /// Returns the number of topics of a client.
    pub(crate) fn topic_count(&self, client: &str) -> usize {
        self.clients.get(client).map_or(0, |member| member.topics.len())
    }

    /// Joins a client to a topic of a declared metric, or of a metric that a client has joined before.
    pub(crate) fn join(
        &mut self,
        client: &Arc<Client>,
        text: &str,
        after: Option<u64>,
        now: Instant,
    ) -> Answer {
        if text == wrong::TOPIC {
            self.member(client).add(&text.into(), after);
            return Answer::Joined(wrong::joined());
        }
        if self.topics.contains_key(text) {
            return Answer::Joined(self.add(client, text, after));
        }
        match text.parse::<Topic>() {
            Err(invalid) => Answer::Joined(Failed::Invalid(invalid.to_string()).answer(client, text)),
            Ok(topic) if !self.reader.choose_declared(&topic.name, now) => Answer::NotDeclared(topic),
            Ok(topic) => Answer::Joined(self.show(client, text, topic, after)),
        }
    }

    /// Joins a client to topics of metrics of sources.
    pub(crate) fn join_sourced(
        &mut self,
        client: &Arc<Client>,
        topics: Vec<(String, Topic)>,
        after: Option<u64>,
        collected: &View,
        now: Instant,
    ) -> Vec<serde_json::Value> {
        let mut n_unknown = 0;
        let join = |(text, topic): (String, Topic)| {
            if self.reader.choose_sourced(&topic.name, collected, now) {
                return self.show(client, &text, topic, after);
            }
            n_unknown += 1;
            let is_searched = n_unknown <= MOST_SUGGESTIONS && topic.name.len() <= LONGEST_SUGGESTED;
            let nearest = is_searched.then(|| self.nearest(&topic.name, collected)).flatten();
            Failed::Unknown(&topic.name, nearest).answer(client, &text)
        };
        topics.into_iter().map(join).collect()
    }

    /// Returns the most similar name of a metric.
    fn nearest(&self, name: &str, collected: &View) -> Option<String> {
        let of_sources: Vec<_> =
            collected.exports_of_sources().iter().map(|(_, export)| export.name).collect();
        let all = self.reader.declared_names().chain(of_sources.iter().map(String::as_str));
        nearest(name, all).map(ToOwned::to_owned)
    }

    /// Shows a new topic to a client.
    fn show(
        &mut self,
        client: &Arc<Client>,
        text: &str,
        topic: Topic,
        after: Option<u64>,
    ) -> serde_json::Value {
        if self.topics.len() >= MOST_TOPICS && !self.topics.contains_key(text) {
            return Failed::TooManyTopics(MOST_TOPICS).answer(client, text);
        }
        if let Some(family) = self.reader.family(&topic.name) {
            let shown = Shown::new(text, topic, family, &self.past.history);
            self.topics.entry(text.into()).or_insert(Joined::new(shown));
        }
        self.add(client, text, after)
    }

    /// Adds a client to a topic of a metric, and returns the answer.
    fn add(&mut self, client: &Arc<Client>, text: &str, after: Option<u64>) -> serde_json::Value {
        let Some((topic, joined)) = self.topics.get_key_value(text) else { return json!({}) };
        let family = self.reader.family(&joined.shown.topic.name);
        let answer = family.map_or_else(|| json!({}), |family| joined.shown.joined(family));
        let topic = topic.clone();
        self.member(client).add(&topic, after);
        answer
    }

    /// Returns the topics of a client, which it may not have had until now.
    fn member(&mut self, client: &Arc<Client>) -> &mut Member {
        self.clients.entry(client.id.clone()).or_insert_with(|| Member::new(client.clone()))
    }

    /// Ends topics of a client.
    pub(crate) fn leave(&mut self, client: &str, topics: &[String]) {
        let Some(member) = self.clients.get_mut(client) else { return };
        self.has_left = true;
        for topic in topics {
            member.remove(topic);
            let live = match &**topic {
                wrong::TOPIC => Some(&mut self.wrong.live),
                topic => self.topics.get_mut(topic).map(|joined| &mut joined.live),
            };
            live.and_then(|live| live.remove(client));
        }
    }

    /// Returns the next part of what a client pulls after a join, and whether another part is left.
    pub(crate) fn pull(&mut self, client: &str) -> (Vec<Message>, bool) {
        let mut part = Part::default();
        let Some(member) = self.clients.get_mut(client) else { return (part.messages, false) };
        while let Some(joining) = member.joining.front_mut() {
            if *joining.topic == *wrong::TOPIC {
                part.extend(self.wrong.join(&member.client));
            } else if let Some(joined) = self.topics.get_mut(&joining.topic) {
                let family = self.reader.family(&joined.shown.topic.name);
                let pull = |family| joining.pull(&joined.shown, family, &self.past.history, &mut part);
                if !family.is_none_or(pull) {
                    break; // the part is full
                }
                joined.live.insert(client.to_owned(), member.client.clone());
            }
            member.joining.pop_front();
        }
        (part.messages, !member.joining.is_empty())
    }

    /// Forgets clients that have gone, topics without clients, and families without topics.
    pub(crate) fn forget_unused(&mut self) {
        let has_gone = self.clients.values().any(|member| member.client.is_gone());
        if !std::mem::take(&mut self.has_left) && !has_gone {
            return;
        }
        self.clients.retain(|_, member| !member.client.is_gone());
        let used: HashSet<_> = self.clients.values().flat_map(|member| &member.topics).cloned().collect();
        self.topics.retain(|topic, _| used.contains(topic));
        for joined in self.topics.values_mut() {
            joined.live.retain(|id, _| self.clients.contains_key(id));
        }
        self.wrong.live.retain(|id, _| self.clients.contains_key(id));
        let names: HashSet<_> = self.topics.values().map(|joined| &*joined.shown.topic.name).collect();
        self.reader.retain(|name| names.contains(name));
        self.topics.shrink_to(16);
        self.clients.shrink_to(16);
    }

    /// Returns whether the sources have to be asked.
    pub(crate) fn needs_sources(&self, now: Instant) -> bool {
        self.reader.has_sourced() || self.watches_all() && self.past.is_time_to_ask(now)
    }

    /// Returns whether families are read that clients did not choose.
    fn watches_all(&self) -> bool {
        self.past.is_on() || !self.wrong.live.is_empty()
    }

    /// Returns the names of the families that are read for the history and for the problems.
    fn watched(&self) -> BTreeSet<String> {
        match self.watches_all() {
            true => self.past.names().into_iter().chain(self.wrong.names()).collect(),
            false => BTreeSet::new(),
        }
    }

    /// Reads the declared families, keeps their points, and sends them to the clients.
    pub(crate) fn gather_declared(&mut self, now: Instant, id: PointId) {
        self.past.choose(&mut self.reader);
        let watched = self.watched();
        let read = self.reader.read_declared(now, self.interval / 2, &watched);
        self.find_problems(id, &read);
        self.past.record(id.timestamp, read, |name| self.reader.is_declared(name));
        self.send(id);
    }

    /// Takes the values of sources, and sends the points to the clients.
    pub(crate) fn gather_sourced(&mut self, collected: &View, now: Instant, id: PointId) {
        self.past.collected(collected, now);
        let watched = self.watched();
        let read = self.reader.read_sourced(collected, now, &watched);
        self.find_problems(id, &read);
        self.past.keep_for_next(read);
        self.send(id);
    }

    fn find_problems(&mut self, id: PointId, read: &[FamilySnapshot]) {
        if !self.watches_all() {
            return self.wrong.pause();
        }
        for client in self.wrong.update(id.timestamp, read) {
            self.join_again(&client, &wrong::TOPIC.into());
        }
    }

    /// Sends the points of the families that were read.
    fn send(&mut self, id: PointId) {
        let mut again = Vec::new();
        for (topic, joined) in &mut self.topics {
            let Some(family) = self.reader.family(&joined.shown.topic.name) else { continue };
            let update = joined.shown.advance(family, id);
            again.extend(joined.send(&update).into_iter().map(|client| (client, topic.clone())));
        }
        again.iter().for_each(|(client, topic)| self.join_again(client, topic));
    }

    /// Lets a client pull a topic from the start, because it missed a message.
    fn join_again(&mut self, client: &str, topic: &Arc<str>) {
        if let Some(member) = self.clients.get_mut(client) {
            member.join(topic, None);
        }
    }
}

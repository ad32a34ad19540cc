//! The hub: one gathering for all clients of a page.
//!
//! A task reads what clients look at, once in an interval, and sends the messages to all of them. Readings and
//! encodings run on threads that may block. Sources are asked beside, so that a source that hangs delays only the
//! metrics of sources. The task sleeps while nobody looks. It ends with the last router and the last client.

mod gatherer;
mod joined;
mod member;
mod past;
mod wrong;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gapless_encode::View;
use serde_json::json;
use tokio::sync::{Notify, OwnedMutexGuard, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::{interval, Instant, MissedTickBehavior};

use self::gatherer::{Answer, Gatherer};
use crate::client::Client;
use crate::message::{random, Message, PointId, Run};
use crate::own;

/// The most topics of a client.
pub(crate) const MAX_TOPICS: usize = 1000;

/// The most points of the history: an hour, at ten points in a second.
const MAX_HISTORY_POINTS: usize = 36_000;

/// The most searches that run at once.
const MAX_SEARCHES: usize = 2;

/// The most requests that wait for sources at once, each with a thread.
const MAX_COLLECTIONS: usize = 16;

/// The settings of a page.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) view: View,
    pub(crate) interval: Duration,
    pub(crate) history: Duration,
    pub(crate) max_history_series: usize,
    pub(crate) max_clients: usize,
}

impl Settings {
    /// Returns the number of points in the history.
    fn history_points(&self) -> usize {
        let points = usize::try_from(self.history.as_millis() / self.interval.as_millis());
        points.map_or(MAX_HISTORY_POINTS, |points| points.min(MAX_HISTORY_POINTS))
    }

    fn has_history(&self) -> bool {
        self.history_points() > 0 && self.max_history_series > 0
    }
}

/// The state of a page, which its router and its clients share.
#[derive(Debug)]
pub(crate) struct Hub {
    pub(crate) settings: Settings,
    started: (Instant, SystemTime),
    /// Locked before a thread that may block is used, so that waiting calls do not occupy threads.
    gatherer: Arc<tokio::sync::Mutex<Gatherer>>,
    /// Locked only briefly.
    clients: Mutex<HashMap<String, Arc<Client>>>,
    /// Wakes the task when the first client comes.
    wanted: Arc<Notify>,
    task: Mutex<Option<JoinHandle<()>>>,
    /// Locked while the task asks the sources.
    asking: Arc<tokio::sync::Mutex<()>>,
    /// Limits how many requests wait for sources at once.
    collections: Semaphore,
    /// Whether new clients are refused. Written under the lock of the clients.
    has_ended: AtomicBool,
    /// The name of the program: of its executable, until the plugin `Application` exports another one.
    program: Mutex<Option<String>>,
    /// Limits how many searches run at once.
    pub(crate) searches: Semaphore,
}

/// Why a client is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refused {
    TooManyClients,
    Ended,
}

/// The client would have too many topics.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TooManyTopics;

impl Hub {
    pub(crate) fn new(settings: Settings) -> Arc<Self> {
        Arc::new(Hub {
            started: (Instant::now(), SystemTime::now().max(UNIX_EPOCH)),
            gatherer: Arc::new(tokio::sync::Mutex::new(Gatherer::new(&settings))),
            clients: Mutex::default(),
            wanted: Arc::default(),
            task: Mutex::default(),
            asking: Arc::default(),
            collections: Semaphore::new(MAX_COLLECTIONS),
            has_ended: AtomicBool::new(false),
            program: Mutex::new(executable()),
            searches: Semaphore::new(MAX_SEARCHES),
            settings,
        })
    }

    /// Starts the task, unless it runs, the page has ended, or the current thread does not belong to a runtime.
    pub(crate) fn start(self: &Arc<Self>) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let mut task = lock(&self.task);
        let is_over = self.has_ended.load(Ordering::Relaxed);
        if !is_over && task.as_ref().is_none_or(JoinHandle::is_finished) {
            *task =
                Some(runtime.spawn(run(Arc::downgrade(self), self.wanted.clone(), self.settings.interval)));
        }
    }

    /// Adds a client, which gets `hello` first.
    pub(crate) fn connect(self: &Arc<Self>, transport: own::Transport) -> Result<Arc<Client>, Refused> {
        let mut clients = lock(&self.clients);
        if self.has_ended.load(Ordering::Relaxed) {
            return Err(Refused::Ended);
        }
        if clients.len() >= self.settings.max_clients {
            return Err(Refused::TooManyClients);
        }
        let id = format!("{:016x}{:016x}", random(), random());
        let client = Arc::new(Client::new(id.clone(), transport));
        client.push(&self.hello(&id));
        clients.insert(id, client.clone());
        drop(clients);
        self.start();
        self.wanted.notify_one();
        Ok(client)
    }

    /// Ends the streams of all clients, and refuses new ones.
    pub(crate) fn end(&self) {
        let end = Message::new("end", &json!({ "reason": "the program is shutting down" }));
        let clients = lock(&self.clients);
        self.has_ended.store(true, Ordering::Relaxed);
        clients.values().for_each(|client| client.end(&end));
        drop(clients);
        self.stop();
    }

    /// Stops the task.
    fn stop(&self) {
        if let Some(task) = lock(&self.task).take() {
            task.abort();
        }
    }

    /// Removes a client whose reader has gone.
    pub(crate) fn disconnect(&self, client: &Client) {
        client.leave();
        lock(&self.clients).remove(&client.id);
        self.wanted.notify_one();
    }

    /// Returns the client with an id.
    pub(crate) fn client(&self, id: &str) -> Option<Arc<Client>> {
        lock(&self.clients).get(id).cloned()
    }

    /// Joins a client to topics, and returns the answers in the order of the topics.
    pub(crate) async fn join(
        self: &Arc<Self>,
        client: &Arc<Client>,
        topics: Vec<String>,
        after: Option<PointId>,
    ) -> Result<Vec<serde_json::Value>, TooManyTopics> {
        let after = after.and_then(PointId::of_current_run);
        let (for_declared, asked) = (client.clone(), topics.clone());
        let answers = self.blocking(move |gatherer| {
            let has_room = gatherer.topic_count(&for_declared.id) + asked.len() <= MAX_TOPICS;
            let now = Instant::now();
            has_room.then(|| {
                asked.iter().map(|topic| gatherer.join(&for_declared, topic, after, now)).collect::<Vec<_>>()
            })
        });
        let answers = answers.await.flatten().ok_or(TooManyTopics)?;
        Ok(self.joined_sourced(client, topics, after, answers).await)
    }

    /// Completes answers with those about metrics of sources.
    async fn joined_sourced(
        self: &Arc<Self>,
        client: &Arc<Client>,
        topics: Vec<String>,
        after: Option<u64>,
        answers: Vec<Answer>,
    ) -> Vec<serde_json::Value> {
        let (mut joined, mut left, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (text, answer) in topics.into_iter().zip(answers) {
            let answer = match answer {
                Answer::Joined(answer) => answer,
                Answer::NotDeclared(topic) => {
                    left.push((text, topic));
                    places.push(joined.len());
                    json!({})
                }
            };
            joined.push(answer);
        }
        if !left.is_empty() {
            let (client, collected) = (client.clone(), self.collected().await);
            let answers = self.blocking(move |gatherer| {
                gatherer.join_sourced(&client, left, after, &collected, Instant::now())
            });
            for (place, answer) in places.into_iter().zip(answers.await.unwrap_or_default()) {
                joined[place] = answer;
            }
        }
        joined
    }

    /// Ends topics of a client.
    pub(crate) async fn leave(self: &Arc<Self>, client: &Client, topics: Vec<String>) {
        let id = client.id.clone();
        self.blocking(move |gatherer| gatherer.leave(&id, &topics)).await;
    }

    /// Makes the next part of a join for a client. The client gets it before the gatherer continues: points follow the
    /// history, and a join in between is not lost.
    pub(crate) fn pull(self: &Arc<Self>, client: &Arc<Client>) {
        let (hub, client) = (self.clone(), client.clone());
        tokio::spawn(async move {
            let pulling = client.clone();
            let pulled = hub.blocking(move |gatherer| {
                let (part, has_more) = gatherer.pull(&pulling.id);
                pulling.push_pulled(part, has_more);
            });
            if pulled.await.is_none() {
                client.push_pulled(Vec::new(), false); // it panicked
            }
        });
    }

    /// Reads the declared families for all clients.
    async fn gather(self: &Arc<Self>) {
        let (hub, has_clients) = (self.clone(), !lock(&self.clients).is_empty());
        let needs_sources = self.blocking(move |gatherer| {
            // Without clients, nothing is recorded, so that an instance exports these metrics only with its router.
            let timer = has_clients.then(|| own::live_gathering_duration_seconds().start_timer());
            let (now, id) = hub.now_id();
            gatherer.forget_unused();
            gatherer.gather_declared(now, id);
            drop(timer);
            gatherer.needs_sources(now)
        });
        if needs_sources.await.unwrap_or_default() {
            if let Ok(asking) = self.asking.clone().try_lock_owned() {
                tokio::spawn(ask_sources(Arc::downgrade(self), self.settings.view.clone(), asking));
            }
        }
    }

    /// Asks the sources for a request of a client, and returns the view with their answers.
    pub(crate) async fn collected(&self) -> View {
        let _permit = self.collections.acquire().await;
        collected(self.settings.view.clone()).await
    }

    /// Returns the time, and the id of points that are read now.
    fn now_id(&self) -> (Instant, PointId) {
        let now = Instant::now();
        (now, PointId::new(self.timestamp(now)))
    }

    /// Returns the time in ms since 1970. It follows the clock of tokio.
    fn timestamp(&self, now: Instant) -> u64 {
        ms(self.started.1 + (now - self.started.0))
    }

    fn is_idle(&self) -> bool {
        lock(&self.clients).is_empty() && !self.settings.has_history()
    }

    fn hello(&self, id: &str) -> Message {
        let hello = json!({
            "client": id,
            "interval": ms_of(self.settings.interval),
            "history": self.settings.history_points(),
            "started": ms(gapless_core::__private::started()),
            "run": Run::current().to_string(),
            "timestamp": self.timestamp(Instant::now()),
            "program": *lock(&self.program),
        });
        Message::new("hello", &hello)
    }

    /// Runs a function on a thread that may block. Returns `None` if it panicked or the runtime ends.
    async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        call: impl FnOnce(&mut Gatherer) -> T + Send + 'static,
    ) -> Option<T> {
        let mut gatherer = self.gatherer.clone().lock_owned().await;
        tokio::task::spawn_blocking(move || call(&mut gatherer)).await.ok()
    }
}

impl fmt::Display for TooManyTopics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a client has at most {MAX_TOPICS} topics; leave some topics, or join fewer")
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Gathers at each interval, until the hub is dropped.
async fn run(hub: Weak<Hub>, wanted: Arc<Notify>, time: Duration) {
    let mut ticks = interval(time);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        let Some(hub) = hub.upgrade() else { return };
        hub.gather().await;
        let is_idle = hub.is_idle();
        drop(hub);
        if is_idle {
            wanted.notified().await;
            ticks.reset();
        }
    }
}

/// Asks the sources, and takes their values. The next question waits until `asking` is dropped.
async fn ask_sources(hub: Weak<Hub>, view: View, asking: OwnedMutexGuard<()>) {
    let collected = collected(view).await;
    let Some(hub) = hub.upgrade() else { return };
    if let Some(name) = program(&collected) {
        *lock(&hub.program) = Some(name);
    }
    let clock = hub.clone();
    let gather = move |gatherer: &mut Gatherer| {
        let (now, id) = clock.now_id();
        gatherer.gather_sourced(&collected, now, id);
    };
    hub.blocking(gather).await;
    drop(asking);
}

/// Returns the name of the program from the metric of the plugin `Application`.
fn program(collected: &View) -> Option<String> {
    let labels = &collected.collection()?.family("application_info")?.series.first()?.labels;
    labels.iter().find(|(name, _)| name == "name").map(|(_, value)| value.to_string())
}

/// Returns the name of the program's executable.
fn executable() -> Option<String> {
    Some(std::env::current_exe().ok()?.file_stem()?.to_string_lossy().into_owned())
}

/// Asks the sources of a view, and logs the news. A thread waits for them, because a paused clock of tokio would
/// move on meanwhile.
async fn collected(view: View) -> View {
    let runtime = tokio::runtime::Handle::current();
    let whole = view.clone();
    let collecting = tokio::task::spawn_blocking(move || runtime.block_on(whole.collected()));
    let view = collecting.await.unwrap_or(view);
    view.take_news().iter().for_each(|news| tracing::warn!("{news}"));
    view
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn ms(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, ms_of)
}

fn ms_of(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

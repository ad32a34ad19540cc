//! Chat: the channels, their stored messages, and their listeners.

use std::convert::Infallible;
use std::fmt::Write;

use axum::Form;
use axum::extract::ws::{Message as Frame, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Redirect, Response};
use futures_util::stream::{self, Stream};
use gapless::plugins::{InstrumentedSocket, WebSocketHandler};
use gapless::{Event as _, LabelValue, UpDownGuard, defmetrics, instrument_metric};
use serde::Deserialize;
use thiserror::Error;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::database::Database;
use crate::failure::Failure;
use crate::origin::Origin;
use crate::pages::{self, escape};
use crate::sessions::NotLoggedIn;
use crate::site::Site;

const MESSAGES_ON_A_PAGE: u32 = 20;
const MESSAGES_KEPT: u32 = 500;
const LONGEST_MESSAGE: usize = 1000;

defmetrics! {
    #![namespace = "grapevine"]
    #![group = "chat"]

    /// Messages posted.
    #[on(MessagePosted)]
    counter chat_messages_total(channel: Channel, origin: Origin);

    /// Size of the messages posted.
    #[on(MessagePosted, measure = size)]
    #[buckets(exponential(16, 2, 7))]
    histogram chat_message_size_bytes;

    /// Time to send one message to all listeners of the channel.
    #[buckets(exponential(0.000_001, 4, 8))]
    #[native]
    histogram chat_broadcast_duration_seconds(channel: Channel);

    /// Listeners that a message was sent to.
    #[buckets(linear(0, 1, 6))]
    histogram chat_broadcast_listeners: u64;

    /// Listeners of a channel.
    up_down_counter chat_listeners(channel: Channel);

    /// Old messages that were removed.
    counter chat_messages_removed_total;
}

/// A member has posted a message.
#[derive(gapless::Event)]
#[event(name = "chat.message_posted")]
pub(crate) struct MessagePosted<'a> {
    pub(crate) channel: Channel,
    pub(crate) origin: Origin,
    pub(crate) author: &'a str,
    #[event(measure = "B")]
    pub(crate) size: u64,
}

/// The label value is also the channel's part of the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
pub(crate) enum Channel {
    Gossip,
    Testing,
    #[label(rename = "off-topic")]
    OffTopic,
}

impl Channel {
    fn named(name: &str) -> Result<Channel, ChatError> {
        Channel::from_label(name).ok_or(ChatError::NoSuchChannel)
    }
}

#[derive(Debug, Error)]
pub(crate) enum ChatError {
    #[error("unknown channel")]
    NoSuchChannel,
    #[error("a message has 1 to {LONGEST_MESSAGE} bytes of text")]
    TextInvalid,
    #[error(transparent)]
    NotLoggedIn(#[from] NotLoggedIn),
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl IntoResponse for ChatError {
    fn into_response(self) -> Response {
        let status = match &self {
            ChatError::NoSuchChannel => StatusCode::NOT_FOUND,
            ChatError::TextInvalid => StatusCode::UNPROCESSABLE_ENTITY,
            ChatError::NotLoggedIn(_) => StatusCode::UNAUTHORIZED,
            ChatError::Failure(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        pages::problem(status, &self)
    }
}

#[derive(Clone, Debug)]
struct Message {
    author: String,
    text: String,
}

#[derive(Deserialize)]
pub(crate) struct MessageForm {
    text: String,
}

#[instrument_metric]
pub(crate) async fn read_channel(
    State(site): State<Site>,
    Path(channel): Path<String>,
) -> Result<Html<String>, ChatError> {
    let channel = Channel::named(&channel)?;
    Ok(page(channel, &latest(&site.database, channel).await?))
}

#[instrument_metric]
pub(crate) async fn post_message(
    State(site): State<Site>,
    Path(channel): Path<String>,
    origin: Origin,
    headers: HeaderMap,
    Form(form): Form<MessageForm>,
) -> Result<Redirect, ChatError> {
    let channel = Channel::named(&channel)?;
    let message = Message { author: site.sessions.member(&headers)?, text: clean(&form.text)? };
    post(&site, channel, origin, message).await?;
    Ok(Redirect::to(&format!("/chat/{}", channel.as_label())))
}

/// Stores a message, and sends it to all listeners.
async fn post(site: &Site, channel: Channel, origin: Origin, message: Message) -> Result<(), Failure> {
    insert(&site.database, channel, &message).await?;
    let (author, size) = (&*message.author, message.text.len() as u64);
    MessagePosted { channel, origin, author, size }.emit();
    site.hub.broadcast(channel, message);
    Ok(())
}

/// Opens a WebSocket: it sends all messages of the channel, and posts each text that a member sends.
#[instrument_metric]
pub(crate) async fn open_socket(
    State(site): State<Site>,
    Path(channel): Path<String>,
    origin: Origin,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ChatError> {
    let channel = Channel::named(&channel)?;
    let author = site.sessions.member(&headers)?;
    let endpoint = site.chat.clone();
    let say = endpoint.handler("say");
    Ok(endpoint.upgrade(upgrade, move |socket| talk(socket, Talk { site, channel, origin, author, say })))
}

/// The conversation of a member over a WebSocket.
struct Talk {
    site: Site,
    channel: Channel,
    origin: Origin,
    author: String,
    say: WebSocketHandler,
}

/// Sends and receives messages until one side leaves.
async fn talk(mut socket: InstrumentedSocket, talk: Talk) {
    let mut listener = talk.site.hub.listen(talk.channel);
    loop {
        let sent = tokio::select! {
            message = listener.next_line() => match message {
                Some(line) => socket.send(Frame::text(line)).await,
                None => return,
            },
            frame = socket.recv() => match frame {
                Some(Ok(Frame::Text(text))) => match talk.say.run(talk.say(&text)).await {
                    Ok(()) => Ok(()),
                    Err(error) => socket.send(Frame::text(format!("That did not work: {error}."))).await,
                },
                Some(Ok(_)) => Ok(()),
                Some(Err(_)) | None => return,
            },
        };
        if sent.is_err() {
            return;
        }
    }
}

impl Talk {
    async fn say(&self, text: &str) -> Result<(), ChatError> {
        let message = Message { author: self.author.clone(), text: clean(text)? };
        Ok(post(&self.site, self.channel, self.origin, message).await?)
    }
}

/// Streams all messages from now on as server-sent events, until the visitor disconnects.
#[instrument_metric]
pub(crate) async fn listen(
    State(site): State<Site>,
    Path(channel): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ChatError> {
    let listener = site.hub.listen(Channel::named(&channel)?);
    Ok(Sse::new(stream::unfold(listener, Listener::next)).keep_alive(KeepAlive::default()))
}

/// Returns the text without line breaks and control characters.
fn clean(text: &str) -> Result<String, ChatError> {
    let text = text.trim().replace(char::is_control, " ");
    if text.is_empty() || text.len() > LONGEST_MESSAGE { Err(ChatError::TextInvalid) } else { Ok(text) }
}

/// One broadcast for each channel.
pub(crate) struct Hub([broadcast::Sender<Message>; Channel::CARDINALITY]);

impl Hub {
    pub(crate) fn new() -> Self {
        Hub(Channel::VALUES.map(|_| broadcast::Sender::new(64)))
    }

    fn broadcast(&self, channel: Channel, message: Message) {
        let sent = chat_broadcast_duration_seconds(channel).time(|| self.0[channel.index()].send(message));
        chat_broadcast_listeners().observe(sent.unwrap_or(0)); // sending without listeners is an error
    }

    fn listen(&self, channel: Channel) -> Listener {
        Listener {
            messages: self.0[channel.index()].subscribe(),
            _listening: chat_listeners(channel).guard(),
        }
    }
}

struct Listener {
    messages: broadcast::Receiver<Message>,
    _listening: UpDownGuard,
}

impl Listener {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        let line = self.next_line().await?;
        Some((Ok(Event::default().data(line)), self))
    }

    async fn next_line(&mut self) -> Option<String> {
        loop {
            match self.messages.recv().await {
                Ok(Message { author, text }) => return Some(format!("{author}: {text}")),
                Err(RecvError::Lagged(_)) => {} // a slow listener misses messages
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

async fn insert(database: &Database, channel: Channel, message: &Message) -> Result<(), Failure> {
    let insert = "INSERT INTO messages (channel, author, text) VALUES (?, ?, ?)";
    let insert = sqlx::query(insert).bind(channel.as_label()).bind(&message.author).bind(&message.text);
    insert.execute(&mut *database.acquire().await?).await?;
    Ok(())
}

async fn latest(database: &Database, channel: Channel) -> Result<Vec<Message>, Failure> {
    let select = "SELECT author, text FROM messages WHERE channel = ? ORDER BY id DESC LIMIT ?";
    let select = sqlx::query_as(select).bind(channel.as_label()).bind(MESSAGES_ON_A_PAGE);
    let rows: Vec<(String, String)> = select.fetch_all(&mut *database.acquire().await?).await?;
    Ok(rows.into_iter().map(|(author, text)| Message { author, text }).collect())
}

/// Removes all but the latest messages.
pub(crate) async fn remove_old_messages(database: &Database) -> Result<(), Failure> {
    let delete = "DELETE FROM messages WHERE channel = ? AND id <=
        (SELECT id FROM messages WHERE channel = ? ORDER BY id DESC LIMIT 1 OFFSET ?)";
    for name in Channel::VALUES.map(|channel| channel.as_label()) {
        let removed = sqlx::query(delete)
            .bind(name)
            .bind(name)
            .bind(MESSAGES_KEPT)
            .execute(&mut *database.acquire().await?)
            .await?;
        chat_messages_removed_total().inc_by(removed.rows_affected());
    }
    Ok(())
}

fn page(channel: Channel, messages: &[Message]) -> Html<String> {
    let name = channel.as_label();
    let mut body = format!(
        "<form method=post><input name=text required maxlength=1000> <button>Post</button></form>\n\
         <p><a href=/chat/{name}/listen>Listen</a></p>\n<ul>\n"
    );
    for Message { author, text } in messages {
        let _ = writeln!(body, "<li><b>{}</b> {}", escape(author), escape(text)); // writing to a String never fails
    }
    pages::page(&format!("Channel {name}"), &(body + "</ul>"))
}

#[cfg(test)]
mod tests {
    use gapless::testing::Probe;

    use super::*;
    use crate::database;

    fn message(text: &str) -> Message {
        Message { author: "ann".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_message_is_one_line_of_text() {
        assert_eq!(clean(" hello\r\nthere ").unwrap(), "hello  there");
        for text in ["", " \n", &"x".repeat(LONGEST_MESSAGE + 1)] {
            assert!(matches!(clean(text), Err(ChatError::TextInvalid)), "{text:?}");
        }
    }

    #[test]
    fn every_channel_is_found_by_its_label() {
        for channel in Channel::VALUES {
            assert_eq!(Channel::named(channel.as_label()).unwrap(), channel);
        }
        assert!(matches!(Channel::named("off_topic"), Err(ChatError::NoSuchChannel)));
    }

    #[test]
    fn a_message_reaches_those_who_listen_to_its_channel() {
        let hub = Hub::new();
        let (mut gossip, mut testing) = (hub.listen(Channel::Gossip), hub.listen(Channel::Testing));
        hub.broadcast(Channel::Gossip, message("hello"));
        assert_eq!(gossip.messages.try_recv().unwrap().text, "hello");
        testing.messages.try_recv().unwrap_err();
    }

    #[test]
    fn a_broadcast_is_observed_with_its_number_of_listeners() {
        let (probe, hub) = (Probe::new(), Hub::new());
        let listeners = [(); 2].map(|()| hub.listen(Channel::Gossip));
        probe.assert_delta(chat_listeners(Channel::Gossip), 2);
        hub.broadcast(Channel::Gossip, message("hello"));
        drop(listeners);
        hub.broadcast(Channel::Gossip, message("is anybody there?"));
        probe.assert_delta(chat_listeners(Channel::Gossip), 0);
        probe.assert_delta(chat_broadcast_duration_seconds(Channel::Gossip), 2);
        assert_eq!(probe.delta(chat_broadcast_listeners()).counts, [1, 0, 1, 0, 0, 0, 0]);
    }

    #[tokio::test]
    async fn old_messages_make_room() {
        let (probe, database) = (Probe::new(), database::in_memory().await);
        for i in 0..MESSAGES_KEPT + 3 {
            insert(&database, Channel::Gossip, &message(&i.to_string())).await.unwrap();
        }
        remove_old_messages(&database).await.unwrap();
        probe.assert_delta(chat_messages_removed_total(), 3);
        let kept: u32 = sqlx::query_scalar("SELECT count(*) FROM messages")
            .fetch_one(&mut *database.acquire().await.unwrap())
            .await
            .unwrap();
        assert_eq!(kept, MESSAGES_KEPT);
        assert_eq!(latest(&database, Channel::Gossip).await.unwrap()[0].text, "502");
    }
}

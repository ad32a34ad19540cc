//! Every part of a declaration.

use gapless::{Counter, LabelValue, StatusClass, defmetrics};
use std::time::Duration;

#[derive(Clone, Copy, LabelValue)]
pub enum Channel {
    Gossip,
    #[label(rename = "off-topic")]
    OffTopic,
}

fn capacity() -> f64 {
    100.0
}

defmetrics! {
    #![namespace = "grapevine"]
    #![group = "chat"]

    /// Chat messages received.
    ///
    /// The second paragraph is not a part of HELP.
    pub counter chat_messages_total(channel: Channel, bot: bool, reply: Option<bool>);

    /// Time spent.
    pub(crate) counter parser_seconds_total: f64;

    /// Answers by class.
    counter responses_total(class: StatusClass);

    /// Clients connected.
    up_down_counter clients_connected;

    /// Time of the last message.
    gauge rebuilt_timestamp_seconds;

    /// Room.
    #[seed(0.5)]
    gauge room(channel: Channel);

    /// Room for clients.
    #[seed(capacity)]
    gauge capacity_ratio;

    /// Time to send.
    histogram send_duration_seconds(channel: Channel);

    /// Size.
    #[buckets(exponential(64, 4.0, 8))]
    histogram message_bytes;

    /// Words.
    #[buckets(linear(0, 10, 5))]
    histogram message_words: u64;

    /// Score.
    #[buckets(0.5, 1, 2.5)]
    #[seed(none)]
    #[max_series(6)]
    histogram message_score;

    /// With a raw name.
    counter r#type_total(r#type: bool);

    /// On an unknown platform.
    #[cfg(any())]
    counter absent_total;

    /// Deprecated.
    #[deprecated(note = "use another")]
    counter old_total;
}

static ALL: Counter<f64> = parser_seconds_total();

fn main() {
    chat_messages_total(Channel::OffTopic, true, Some(false)).inc();
    chat_messages_total(Channel::Gossip, false, None).inc_by(2);
    ALL.inc_by(0.5);
    responses_total(StatusClass::from(404)).inc();
    let _guard = clients_connected().guard();
    rebuilt_timestamp_seconds().set_to_current_time();
    room(Channel::Gossip).set(3.0);
    capacity_ratio().inc();
    send_duration_seconds(Channel::Gossip).observe(Duration::from_millis(3));
    message_bytes().observe(100_usize);
    message_words().observe(3_u64);
    message_score().observe(0.7);
    r#type_total(true).inc();
}

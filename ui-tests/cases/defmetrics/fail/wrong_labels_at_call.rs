//! Too few or too many labels, and labels in another order or of another type.

use gapless::{LabelValue, StatusClass, defmetrics};

#[derive(LabelValue)]
enum Channel {
    Gossip,
}

#[derive(LabelValue)]
enum Origin {
    Web,
}

defmetrics! {
    /// Messages.
    counter messages_total(channel: Channel, origin: Origin);

    /// Answers.
    counter answers_total(class: StatusClass, cached: bool);

    /// Messages by game.
    #[max_series(10)]
    counter game_messages_total(game: &str);

    /// Jobs.
    counter jobs_total;
}

fn main() {
    messages_total(Channel::Gossip).inc();
    messages_total(Channel::Gossip, Origin::Web, true).inc();
    messages_total(Origin::Web, Channel::Gossip).inc();
    messages_total(Channel::Gossip, Some(Origin::Web)).inc();
    messages_total.inc();
    answers_total(404, true).inc();
    answers_total(404.into(), "yes").inc();
    game_messages_total(String::from("chess")).inc();
    game_messages_total(1).inc();
    jobs_total(1).inc();
    jobs_total.inc();
}

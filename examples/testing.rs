//! How do parallel tests check the values that they record?
//!
//! `cargo test --bin testing` runs the tests. `cargo run --bin testing` receives two messages.

use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Channel {
    Gossip,
    OffTopic,
}

defmetrics! {
    /// Chat messages received.
    counter chat_messages_total(channel: Channel);
}

fn receive(message: &str) {
    let channel = if message.starts_with('#') { Channel::OffTopic } else { Channel::Gossip };
    chat_messages_total(channel).inc();
}

#[expect(clippy::print_stdout, reason = "it is a program for the console")]
fn main() {
    ["hello", "#games"].iter().for_each(|message| receive(message));
    println!(
        "{} and {}",
        chat_messages_total(Channel::Gossip).get(),
        chat_messages_total(Channel::OffTopic).get()
    );
}

#[cfg(test)]
mod tests {
    use gapless::testing::Probe;
    use tokio::task::JoinSet;

    use super::*;

    #[test]
    fn a_message_is_counted_in_its_channel() {
        let probe = Probe::new();
        receive("hello");
        probe.assert_delta(chat_messages_total(Channel::Gossip), 1);
        probe.assert_delta(chat_messages_total(Channel::OffTopic), 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_of_a_thousand_tasks_counts_its_message() {
        let probe = Probe::new();
        let tasks: JoinSet<_> = (0..1000).map(|_| async { receive("hello") }).collect();
        tasks.join_all().await;
        probe.assert_delta(chat_messages_total(Channel::Gossip), 1000);
    }
}

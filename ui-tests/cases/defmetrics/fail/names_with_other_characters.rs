//! A name with characters that a Rust name cannot have is one error, and calls use the suggested name.

use gapless::defmetrics;

defmetrics! {
    /// With a hyphen.
    counter chat-messages-total(from-web: bool);

    /// With a dot.
    counter chat.received.total;

    /// Not ASCII.
    counter größe_total(größe: bool);

    /// The suffix is not at the end.
    counter wait_total_seconds;
}

fn main() {
    chat_messages_total(true).inc();
    chat_received_total().inc();
    größe_total(true).inc();
    wait_total_seconds().inc();
}

//! Misspelled types of metrics, and types of other libraries.

use gapless::defmetrics;

defmetrics! {
    /// Messages.
    conter messages_total;

    /// Messages.
    Counter other_messages_total;

    /// Messages.
    IntCounterVec labeled_messages_total(direct: bool);

    /// Time to send.
    histogramm send_duration_seconds;

    /// Room.
    guage room;

    /// Clients.
    updown_counter clients;

    /// Guests.
    UpDownCounter guests;

    /// Time to parse.
    sumary parse_duration_seconds;

    /// Time to store.
    timer store_duration_seconds;

    /// Requests.
    meter requests_total;

    /// Players.
    untyped players;

    /// How it is.
    table state;
}

fn main() {
    messages_total().inc();
    labeled_messages_total(true).inc();
    send_duration_seconds().observe(0.5);
    room().set(1.0);
    clients().dec();
    guests().dec();
    parse_duration_seconds().observe(0.5);
    store_duration_seconds().observe(0.5);
    requests_total().inc();
    players().set(1.0);
}

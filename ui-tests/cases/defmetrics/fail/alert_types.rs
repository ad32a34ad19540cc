//! Values and metrics whose types only the compiler knows.

#[derive(Clone, Copy, gapless::LabelValue)]
enum Channel {
    Gossip,
    Trade,
}

#[derive(gapless::LabelSet)]
enum Origin {
    #[labels(kind = "a", reason = "b")]
    A,
}

mod lobby {
    gapless::defmetrics! {
        /// Room.
        pub(crate) gauge room;
    }
}

fn any() -> Channel {
    Channel::Trade
}

gapless::defmetrics! {
    /// Messages.
    #[alert(A, rate("5m") > 1, summary = "s", where(channel = true))]
    counter a_total(channel: Channel);

    /// Messages.
    #[alert(A, rate("5m") > 1, summary = "s", where(channel = "gosip"))]
    counter b_total(channel: Channel);

    /// Messages.
    #[alert(A, rate("5m") > 1, summary = "s", where(channel = Channel::Gosip))]
    counter c_total(channel: Channel);

    /// Messages.
    #[alert(A, rate("5m") > 1, summary = "s", where(channel = any()))]
    counter d_total(channel: Channel);

    /// Messages.
    #[alert(A, rate("5m") > 1, summary = "s", where(origin = "a"))]
    counter e_total(origin: Origin);

    /// Messages.
    #[alert(A, rate("5m") > 1, summary = "s", by(origin))]
    counter f_total(origin: Origin);

    /// Messages.
    #[alert(A, ratio(lobby::room, "5m") > 1, summary = "s")]
    counter g_total;
}

fn main() {
    a_total(Channel::Gossip).inc();
}

//! Malformed labels: the next labels are still read, and uses of the metrics are not errors.

use gapless::defmetrics;

defmetrics! {
    /// A.
    counter a_total(channel, done: bool);

    /// B.
    counter b_total(channel: , done: bool);

    /// C.
    counter c_total(queue = , done: bool);

    /// D.
    counter d_total(channel: bool done: bool);

    /// E.
    counter e_total(channel: bool = true, done: bool);

    /// F.
    counter f_total("channel", done: bool);

    /// H.
    counter h_total(channel bool, done: bool);

    /// I.
    counter i_total(channel: : bool, done: bool);

    /// G.
    counter g_total(&self, done: bool);
}

fn main() {
    a_total("gossip", true).inc();
    b_total("gossip", true).inc();
    c_total(true).inc();
    d_total(true, true).inc();
    e_total(true, true).inc();
    h_total(true, true).inc();
    i_total(true, true).inc();
}

//! Labels that the metric does not have, and values that cannot be a label's.

gapless::defmetrics! {
    /// Jobs.
    #[alert(A, rate("5m") > 1, summary = "s", where(chanel = "gossip"))]
    #[alert(B, rate("5m") > 1, summary = "s", by(gam))]
    #[alert(C, rate("5m") > 1, summary = "s", where(host = "a"))]
    #[alert(D, rate("5m") > 1, summary = "s", where(game == "go"))]
    #[alert(E, rate("5m") > 1, summary = "s", where(game))]
    #[alert(F, rate("5m") > 1, summary = "s", where(game = 5), by(game, game))]
    #[alert(G, rate("5m") > 1, summary = "s", where(game = GAME))]
    #[alert(H, rate("5m") > 1, summary = "s", where(game = []))]
    #[alert(I, rate("5m") > 1, summary = "s", where(), by())]
    #[alert(J, rate("5m") > 1, summary = "s", where(game = "go", game != "chess"))]
    #[max_series(100)]
    counter messages_total(channel: bool, game: &str, host = "a");
}

fn main() {}

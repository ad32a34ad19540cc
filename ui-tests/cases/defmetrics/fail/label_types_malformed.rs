//! A type that an argument cannot have is one error, and calls are not errors.

use gapless::defmetrics;

defmetrics! {
    /// A lifetime.
    #[max_series(10)]
    counter borrowed_total(game: &'a str, done: bool);

    /// A lifetime in an option.
    #[max_series(10)]
    counter optional_total(game: Option<&'game str>);

    /// Not written.
    counter inferred_total(done: _);

    /// Allowed lifetimes.
    #[max_series(10)]
    counter static_total(game: &'static str, realm: Option<&'_ str>);

    /// Numbers.
    counter number_total(id: u64);
}

fn main() {
    borrowed_total("chess", true).inc();
    optional_total(Some("chess")).inc();
    inferred_total(true).inc();
    static_total("chess", None).inc();
}

use gapless::{Event, on_event};

#[derive(Event)]
struct Started;

#[on_event]
async fn waits(_: &Started) {}

#[on_event]
fn returns(_: &Started) -> u64 {
    1
}

#[on_event]
fn of_any<E>(_: &E) {}

#[on_event]
fn of_nothing() {}

#[on_event]
fn of_two(_: &Started, _n: u64) {}

#[on_event]
fn owns(_: Started) {}

#[on_event]
fn changes(_: &mut Started) {}

#[on_event]
struct Listener;

impl Listener {
    #[on_event]
    fn listen(&self, _: &Started) {}
}

#[on_event(Started)]
fn says_it_twice(_: &Started) {}

#[on_event(id = "log")]
fn has_an_id(_: &Started) {}

fn main() {
    of_nothing();
}

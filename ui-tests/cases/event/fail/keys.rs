use gapless::Event;

#[derive(Event)]
#[event]
struct Nothing;

#[derive(Event)]
#[event(nmae = "account.created", measure, name = 7)]
struct OfTheEvent;

#[derive(Event)]
#[event(name = "a", name = "b")]
struct Twice;

#[derive(Event)]
struct OfAField {
    #[event(measurement)]
    a: u64,
    #[event(name = "b")]
    b: u64,
    #[event(label)]
    c: u64,
    #[event(measure(ms))]
    d: u64,
    #[event(measure = 7)]
    e: u64,
    #[event]
    f: u64,
}

fn main() {}

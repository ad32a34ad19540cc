use gapless::Event;

#[derive(Event)]
#[event(name = "")]
struct Empty;

#[derive(Event)]
#[event(name = ".account")]
struct Leading;

#[derive(Event)]
#[event(name = "account.")]
struct Trailing;

#[derive(Event)]
#[event(name = "account..created")]
struct Double;

#[derive(Event)]
#[event(name = "Account.Created")]
struct Capital;

fn main() {
    Empty.emit();
}

struct AccountCreated;

fn main() {
    gapless::events::attach::<AccountCreated>("audit", |_| {}).unwrap();
}

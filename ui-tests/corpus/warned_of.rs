//! Functions with compiler warnings.

use gapless::instrument_metric;

#[instrument_metric]
fn never_called() {}

#[instrument_metric]
async fn never_called_later() {}

#[instrument_metric]
pub(crate) fn never_called_either(value: u8) -> u8 {
    only_called_by_the_dead(value)
}

fn only_called_by_the_dead(value: u8) -> u8 {
    value
}

struct Shop {
    goods: Vec<u8>,
}

#[instrument_metric]
impl Shop {
    fn never_called(&self) {}

    fn sold(&mut self, unused: u8) -> usize {
        self.goods.len()
    }
}

#[instrument_metric]
fn unused_argument(one: u8, two: u8) -> u8 {
    one
}

#[instrument_metric]
async fn unused_argument_later(one: u8, two: u8) -> u8 {
    two
}

#[instrument_metric]
fn unused_part((one, two): (u8, u8)) -> u8 {
    one
}

#[instrument_metric]
fn unused_variable() {
    let unused = 1;
}

#[instrument_metric]
fn needless_mut(mut value: u8) -> u8 {
    value
}

#[instrument_metric]
fn needless_mut_inside() -> u8 {
    let mut value = 1;
    value
}

#[instrument_metric]
fn assignment_without_use(mut value: u8) -> u8 {
    let read = value;
    value = 2;
    read
}

#[instrument_metric]
fn local_assignment_without_use() -> u8 {
    let mut value = 1;
    let read = value;
    value = 2;
    read
}

#[instrument_metric]
fn unreachable() -> u8 {
    return 1;
    2
}

#[instrument_metric]
fn unreachable_after_a_panic() {
    panic!("as expected");
    println!("never");
}

#[instrument_metric]
async fn unreachable_later() -> u8 {
    return 1;
    2
}

#[instrument_metric]
fn ignored_result() {
    "1".parse::<u8>();
}

#[instrument_metric]
fn ignored_value() {
    1 + 1;
}

#[instrument_metric]
fn needless_parentheses(value: u8) -> u8 {
    (value + 1)
}

#[instrument_metric]
fn needless_braces(value: u8) -> u8 {
    let next = { value };
    next
}

#[instrument_metric]
fn unused_label() {
    'label: for _ in 0..1 {}
}

#[instrument_metric]
fn NotSnakeCase(NotSnakeCaseEither: u8) -> u8 {
    NotSnakeCaseEither
}

#[instrument_metric]
fn deprecated() -> u8 {
    old()
}

#[deprecated(note = "use another")]
#[instrument_metric]
fn old() -> u8 {
    1
}

#[must_use]
#[instrument_metric]
fn important() -> u8 {
    1
}

#[instrument_metric]
fn ignores_something_important() {
    important();
}

#[instrument_metric]
fn unused_future() {
    never_waited_for();
}

#[instrument_metric]
async fn never_waited_for() {}

#[instrument_metric]
fn endless(value: u64) -> u64 {
    endless(value + 1)
}

#[instrument_metric]
fn endless_result(value: u64) -> Result<u64, String> {
    let next = endless_result(value + 1);
    next.map(|value| value + 1)
}

#[instrument_metric]
impl Shop {
    fn count(&self) -> usize {
        self.count()
    }
}

#[instrument_metric]
fn factorial(value: u64) -> u64 {
    if value == 0 { 1 } else { value * factorial(value - 1) }
}

#[instrument_metric]
fn overlapping(value: u8) -> u8 {
    match value {
        0..=9 => 1,
        5 => 2,
        _ => 3,
    }
}

#[expect(dead_code, reason = "the expectation is fulfilled in both ways")]
#[instrument_metric]
fn expected_to_be_dead() {}

#[expect(unused_variables, reason = "the expectation is fulfilled in both ways")]
#[instrument_metric]
fn expected_not_to_use(value: u8) {}

#[instrument_metric]
fn expected_on_an_argument(#[expect(unused_variables, reason = "the same")] value: u8) {}

#[allow(unused_variables)]
#[instrument_metric]
fn allowed(value: u8) {}

#[instrument_metric]
fn allowed_inside(value: u8) {
    #![allow(unused_variables)]
}

pub(crate) fn run() {
    println!("{} {}", Shop { goods: vec![] }.sold(1), unused_argument(1, 2));
    println!("{} {}", crate::block_on(unused_argument_later(1, 2)), unused_part((1, 2)));
    unused_variable();
    println!("{} {} {}", needless_mut(1), needless_mut_inside(), assignment_without_use(1));
    println!("{} {}", local_assignment_without_use(), unreachable());
    let _ = std::panic::catch_unwind(unreachable_after_a_panic);
    println!("{}", crate::block_on(unreachable_later()));
    ignored_result();
    ignored_value();
    println!("{} {}", needless_parentheses(1), needless_braces(1));
    unused_label();
    println!("{} {} {}", NotSnakeCase(1), deprecated(), overlapping(5));
    ignores_something_important();
    unused_future();
    println!("{} {:?}", factorial(5), [endless, |value| endless_result(value).unwrap()].len());
    println!("{}", [Shop::count].len());
    expected_not_to_use(1);
    expected_on_an_argument(1);
    allowed(1);
    allowed_inside(1);
}

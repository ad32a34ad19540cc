//! Patterns of arguments, and the order in which arguments are dropped.

use std::panic::{catch_unwind, AssertUnwindSafe};

use gapless::instrument_metric;

use crate::{Guard, Loud};

#[derive(Debug)]
struct Pair {
    first: Loud,
    second: Loud,
}

struct Unit;

#[derive(Clone, Copy)]
struct Point {
    x: i32,
    y: i32,
}

#[instrument_metric]
fn none() {}

#[instrument_metric]
fn mentioned_in_another_order(a: Loud, b: Loud, c: Loud) {
    let _ = (&c, &a, &b);
}

#[instrument_metric]
fn half_mentioned(_a: Loud, b: Loud, _: Loud) {
    let _ = &b;
}

#[instrument_metric]
fn not_mentioned(_a: Loud, _b: Loud, _c: Loud) {}

#[instrument_metric]
fn moved_out(a: Loud, b: Loud, _c: Loud) -> Loud {
    drop(b);
    a
}

#[instrument_metric]
fn partly_moved(pair: Pair, _c: Loud) -> Loud {
    pair.second
}

#[instrument_metric]
fn one_field_read(pair: Pair, _c: Loud) -> usize {
    pair.first.0.len()
}

#[instrument_metric]
fn destructured(Pair { first, second }: Pair, _c: Loud) -> usize {
    first.0.len() + second.0.len()
}

#[instrument_metric]
fn destructured_in_part(Pair { first, .. }: Pair, _c: Loud) -> usize {
    first.0.len()
}

#[instrument_metric]
fn tuples((x, _): (Loud, Loud), (_, y): (Loud, Loud)) {
    let _ = (&x, &y);
}

#[instrument_metric]
fn nested(((a, b), c): ((Loud, Loud), Loud), [d, e]: [Loud; 2]) {
    let _ = (&e, &d, &c, &b, &a);
}

#[instrument_metric]
fn by_reference(ref a: Loud, ref mut b: Loud) {
    b.0 = if a.0 == "a" { "b2" } else { "b3" };
}

#[instrument_metric]
fn parts_by_reference((ref mut a, b): (u8, u8)) -> u8 {
    *a += b;
    *a
}

#[instrument_metric]
fn bound_twice(whole @ Point { x, .. }: Point) -> i32 {
    whole.y + x
}

#[instrument_metric]
fn unit(Unit: Unit, (): ()) {}

#[instrument_metric]
fn mutable(mut list: Vec<u8>) -> Vec<u8> {
    list.push(1);
    list
}

#[instrument_metric]
fn mutable_parts((mut a, b): (u8, u8)) -> u8 {
    a += b;
    a
}

#[instrument_metric]
fn references(&a: &u8, &(b, c): &(u8, u8)) -> u8 {
    a + b + c
}

#[instrument_metric]
fn disarm(mut guard: Guard) {
    guard.armed = false;
}

#[instrument_metric]
fn disarm_on_a_path(mut guard: Guard, wanted: bool) {
    if wanted {
        guard.armed = false;
        return;
    }
    drop(guard);
}

#[instrument_metric]
fn replaced(mut loud: Loud, with: Loud) {
    loud = with;
    let _ = &loud;
}

#[instrument_metric]
fn copied_and_changed(mut point: Point) -> Point {
    point.x += 1;
    point
}

#[instrument_metric]
fn shadowed(loud: Loud) {
    let loud = Loud(if loud.0 == "a" { "inner" } else { "?" });
    let _ = &loud;
}

#[instrument_metric]
fn captured_by_a_closure(a: Loud, b: Loud) {
    let inner = move || a.0.len();
    let _ = (inner(), &b);
}

#[instrument_metric]
fn forgotten(a: Loud, _b: Loud) {
    std::mem::forget(a);
}

#[instrument_metric]
fn panics(_a: Loud, b: Loud, _c: Loud) {
    let _ = &b;
    panic!("as expected");
}

#[instrument_metric]
fn panics_after_a_move(a: Loud, _b: Loud) {
    drop(a);
    panic!("as expected");
}

#[instrument_metric]
fn r#raw(r#type: u8, r#fn: u8) -> u8 {
    r#type + r#fn
}

#[instrument_metric]
fn many(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8) -> u8 {
    a + b + c + d + e + f + g
}

#[instrument_metric]
fn allowed(#[allow(unused_variables)] unused: u8, used: u8) -> u8 {
    used
}

#[instrument_metric]
fn cfg(#[cfg(any())] absent: Absent, #[cfg(all())] present: u8) -> u8 {
    present
}

#[instrument_metric]
extern "C" fn foreign(a: i32, b: i32) -> i32 {
    a + b
}

#[instrument_metric]
unsafe fn dangerous(pointer: *const u8) -> u8 {
    unsafe { *pointer }
}

#[instrument_metric]
fn named_as_ours(argument_1: u8, (call, value): (u8, u8)) -> u8 {
    argument_1 + call + value
}

#[instrument_metric]
fn local_items(a: Loud) -> usize {
    const TWO: usize = 2;
    struct Local(usize);
    fn add(local: &Local) -> usize {
        local.0 + TWO
    }
    add(&Local(a.0.len()))
}

pub(crate) fn run() {
    none();
    mentioned_in_another_order(Loud("a"), Loud("b"), Loud("c"));
    half_mentioned(Loud("a"), Loud("b"), Loud("c"));
    not_mentioned(Loud("a"), Loud("b"), Loud("c"));
    println!("{:?}", moved_out(Loud("a"), Loud("b"), Loud("c")));
    let pair = || Pair { first: Loud("1"), second: Loud("2") };
    println!("{:?}", partly_moved(pair(), Loud("c")));
    println!("{}", one_field_read(pair(), Loud("c")));
    println!("{}", destructured(pair(), Loud("c")));
    println!("{}", destructured_in_part(pair(), Loud("c")));
    tuples((Loud("a"), Loud("b")), (Loud("c"), Loud("d")));
    nested(((Loud("a"), Loud("b")), Loud("c")), [Loud("d"), Loud("e")]);
    by_reference(Loud("a"), Loud("b"));
    println!("{}", parts_by_reference((1, 2)));
    println!("{}", bound_twice(Point { x: 1, y: 2 }));
    unit(Unit, ());
    println!("{:?} {} {}", mutable(vec![]), mutable_parts((1, 2)), references(&1, &(2, 3)));
    disarm(Guard::new("disarm"));
    disarm_on_a_path(Guard::new("wanted"), true);
    disarm_on_a_path(Guard::new("unwanted"), false);
    replaced(Loud("a"), Loud("b"));
    println!("{}", copied_and_changed(Point { x: 1, y: 2 }).x);
    shadowed(Loud("a"));
    captured_by_a_closure(Loud("a"), Loud("b"));
    forgotten(Loud("a"), Loud("b"));
    let _ = catch_unwind(|| panics(Loud("a"), Loud("b"), Loud("c")));
    let _ = catch_unwind(AssertUnwindSafe(|| panics_after_a_move(Loud("a"), Loud("b"))));
    println!("{} {}", r#raw(1, 2), many(1, 2, 3, 4, 5, 6, 7));
    println!("{} {} {}", allowed(1, 2), cfg(3), foreign(1, 2));
    println!("{} {}", unsafe { dangerous(&5) }, named_as_ours(1, (2, 3)));
    println!("{}", local_items(Loud("a")));
}

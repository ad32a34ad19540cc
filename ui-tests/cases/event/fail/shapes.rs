use gapless::Event;

#[derive(Event)]
enum Either {
    One,
}

#[derive(Event)]
struct Tuple(u64);

#[derive(Event)]
struct Generic<T, const N: usize> {
    of: [T; N],
}

#[derive(Event)]
struct Borrowed<'a, 'b> {
    path: &'a str,
    of: &'b str,
}

#[derive(Event)]
#[event(span)]
struct BorrowedSpan<'a> {
    path: &'a str,
}

#[derive(Event)]
#[event(span = true)]
struct Valued;

fn main() {
    Tuple(1).emit();
}

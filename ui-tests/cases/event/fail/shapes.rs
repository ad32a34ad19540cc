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

fn main() {
    Tuple(1).emit();
}

struct Queue;

impl Queue {
    #[gapless::poll(every = "5s")]
    fn length(&self) {}
}

#[gapless::poll(every = "5s")]
fn of(queue: &Queue) {
    let _ = queue;
}

#[gapless::poll]
fn generic<T: Default>() {
    let _ = T::default();
}

#[gapless::poll]
unsafe fn not_safe() {}

#[gapless::poll]
struct Disk;

#[gapless::poll(every = "5s")]
fn number() -> u8 {
    1
}

#[gapless::poll]
async fn text() -> Result<(), u8> {
    Ok(())
}

fn main() {}

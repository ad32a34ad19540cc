//! A metric can be declared inside the function that uses it.

fn work<T>(value: T) -> T {
    gapless::defmetrics! {
        /// Pieces of work.
        counter work_total;
    }
    work_total().inc();
    value
}

fn main() {
    work(1);
    work("two");
}

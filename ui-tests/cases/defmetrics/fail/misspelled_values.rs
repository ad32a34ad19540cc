//! Misspelled types of values, generators of buckets and seeds.

use gapless::defmetrics;

defmetrics! {
    /// A.
    counter a_total: f46;

    /// B.
    counter b_total: i64;

    /// C.
    counter c_total: u46;

    /// D.
    counter d_total: f32;

    /// E.
    counter e_total: usize;

    /// F.
    gauge f: i64;

    /// G.
    up_down_counter g: i64;

    /// H.
    #[buckets(1, 2)]
    histogram h: Duration;

    /// I.
    #[buckets(liner(1, 2, 3))]
    histogram i;

    /// J.
    #[buckets(exp(1, 2, 3))]
    histogram j;

    /// K.
    #[seed(non)]
    counter k_total;

    /// L.
    #[seed(None)]
    gauge l;

    /// M.
    #[seed(-1)]
    gauge m;

    /// N.
    #[unit(non)]
    gauge n;

    /// O.
    #[skip(done = true)]
    #[skip(done = Done::Yes)]
    counter o_total(done: bool);
}

fn main() {
    a_total().inc();
    f().set(1.0);
    g().inc();
}

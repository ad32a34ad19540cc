//! Incomplete declarations: the next declaration is still read, and uses of the metrics are not errors.

use gapless::defmetrics;

defmetrics! {
    /// A.
    counter a_total,

    /// B.
    counter b_total

    /// C.
    counter: c_total;

    /// D.
    counter "d_total";

    /// E.
    counter e_total -> u64;

    /// F.
    counter f_total: ;

    /// G.
    static g_total: Counter;

    /// H.
    pub fn h_total();

    /// I.
    counter i_total { done: bool }

    /// K.
    k_total(done: bool);

    /// L.
    #[max_series 10]
    counter l_total;

    /// M.
    [max_series(10)]
    #[seed(none)]
    counter m_total;

    #![group = "late"]

    /// J.
    counter j_total;

    /// Help without a declaration.
}

fn main() {
    a_total().inc();
    b_total().inc();
    e_total().inc();
    f_total().inc();
    i_total().inc();
    j_total().inc();
    l_total().inc();
}

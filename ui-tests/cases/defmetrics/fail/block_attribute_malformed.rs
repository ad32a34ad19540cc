use gapless::defmetrics;

defmetrics! {
    #![into = Shop<T>]

    /// Orders.
    counter orders_total;
}

defmetrics! {
    #![namespace = ]

    /// Jobs.
    counter jobs_total;
}

fn main() {
    jobs_total().inc();
}

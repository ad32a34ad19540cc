gapless::defmetrics! {
    /// Jobs.
    #[storage(sharde)]
    counter jobs_total;

    /// Jobs.
    #[storage]
    counter more_jobs_total;

    /// Jobs.
    #[storage("shared")]
    counter other_jobs_total;

    /// Room.
    #[storage(shared)]
    gauge room;

    /// Jobs.
    #[storage(shared)]
    #[storage(slab)]
    counter all_jobs_total;

    /// Jobs.
    #[storage(shared, slab)]
    counter no_jobs_total;
}

fn main() {}

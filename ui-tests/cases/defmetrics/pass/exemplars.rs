use gapless::{Counter, defmetrics};

defmetrics! {
    /// Orders.
    #[exemplars]
    pub counter orders_total(paid: bool);

    /// Time to take an order, with native buckets.
    #[exemplars]
    #[native]
    pub histogram order_duration_seconds;

    /// Orders by shop.
    #[exemplars]
    #[max_series(100)]
    pub counter shop_orders_total(shop: &str): f64;

    /// Refunds.
    #[exemplars]
    pub counter refunds_total;
}

static REFUNDS: Counter = refunds_total();

fn main() {
    let order = String::from("4711");
    let paid = orders_total(true).with_exemplar([("order", &order), ("user", "ann")]);
    paid.inc();
    paid.inc_by(2);
    order_duration_seconds().with_exemplar([("order", &order)]).observe(0.5);
    order_duration_seconds().with_exemplar([]).observe(std::time::Duration::from_millis(1));
    shop_orders_total("corner").with_exemplar([("order", &order)]).inc_by(0.5);
    REFUNDS.with_exemplar([("order", "4711")]).inc();
}

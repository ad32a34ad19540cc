/// Looks.
pub(crate) async fn queue() -> Result<(), Error> {
    look().await
}
#[allow(deprecated)]
const _: () = {
    fn __gapless_make() -> crate::metrics::plugins::PollingGroup {
        crate::metrics::plugins::PollingGroup::new_async("queue_length", queue)
            .every(::core::time::Duration::from_millis(5000u64))
            .limit(::core::time::Duration::from_millis(1000u64))
            .delay(::core::time::Duration::from_millis(100u64))
            .in_group("jobs")
            .detach_on_error()
    }
    static __GAPLESS_FUNCTION: crate::metrics::__private::PollFunction = crate::metrics::__private::PollFunction::new(
        __gapless_make,
    );
    crate::metrics::__private::inventory::submit! {
        __GAPLESS_FUNCTION.registered()
    }
};

const __GAPLESS_BLOCK_A03DC891AEB373DC: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
#[doc(hidden)]
const __GAPLESS_METRIC_JOBS: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "jobs",
    kind: ::gapless::__private::Kind::Counter,
};
#[allow(clippy::needless_pass_by_value)]
/**

The counter `jobs`.

Labels:
- `done`: the values of `impl::core::marker::Sized`
- `host`: always `?`

PromQL: `sum without (instance) (rate(jobs[5m]))`*/
#[must_use]
fn jobs(
    _: impl ::core::marker::Sized,
) -> ::gapless::__private::Counter<::core::primitive::u64> {
    ::core::unreachable!()
}
::core::compile_error! {
    "unknown type of metric `conter`; expected `counter`, `gauge`, `up_down_counter`, `histogram`, `summary`, `stateset` or `info`; did you mean `counter`?"
}
::core::compile_error! {
    "a metric needs a help text; write a doc comment above it, such as `/// Messages received.`"
}
::core::compile_error! {
    "the label `done` needs a type or a constant value; for example `done: Channel` or `done = \"value\"`"
}
::core::compile_error! {
    "the value of a constant label must be a string; write it in quotes"
}

//! The rules of an alert, each with the error that it gives.

use proc_macro2::TokenStream;

/// Returns the errors of a declaration.
fn errors(declaration: &str) -> Vec<String> {
    let tokens: TokenStream = declaration.parse().expect("the test's tokens are Rust");
    let file: syn::File = syn::parse2(crate::defmetrics::defmetrics(tokens)).expect("an expansion is Rust");
    let error = |item: syn::Item| match item {
        syn::Item::Macro(item) if item.mac.path.segments.last()?.ident == "compile_error" => {
            item.mac.parse_body::<syn::LitStr>().ok().map(|text| text.value())
        }
        _ => None,
    };
    file.items.into_iter().filter_map(error).collect()
}

fn of_counter(alert: &str) -> Vec<String> {
    errors(&format!(
        "/// Jobs.\n #[alert({alert})] counter jobs_total(kind: Kind, game: &str, host = \"a\");"
    ))
}

#[test]
fn a_complete_alert_has_no_mistake() {
    for alert in [
        "JobsFail, rate(\"5m\") > 0.5, for = \"0s\", severity = \"page\", summary = \"s\"",
        "NoJobs, absent(\"30d\"), summary = \"s\"",
        "Few, increase(\"15s\") == -1e3, summary = \"s\", where(kind = Kind::Mail, game != [\"a\", \"b\"]), by(kind)",
    ] {
        assert_eq!(of_counter(alert), Vec::<String>::new(), "{alert}");
    }
}

#[test]
fn each_mistake_is_one_error() {
    for (alert, message) in [
        ("", "the alert is empty"),
        ("JobsFail, rate(\"5m\") > 1", "the alert `JobsFail` needs a summary"),
        ("rate(\"5m\") > 1, summary = \"s\"", "an alert needs a name"),
        ("JobsFail, summary = \"s\"", "needs a condition"),
        ("\"JobsFail\", rate(\"5m\") > 1, summary = \"s\"", "has no quotes; write `JobsFail`"),
        ("jobs_fail, rate(\"5m\") > 1, summary = \"s\"", "write `JobsFail`"),
        ("JobsFail, value > 1, summary = \"s\"", "a counter only increases"),
        ("JobsFail, rat(\"5m\") > 1, summary = \"s\"", "did you mean `rate`?"),
        ("JobsFail, rate(\"5m\"), summary = \"s\"", "is not compared with a number"),
        ("JobsFail, rate(\"5m\") = 1, summary = \"s\"", "write `==`"),
        ("JobsFail, rate(\"5m\") >, summary = \"s\"", "the number after `>` is missing"),
        ("JobsFail, rate(\"5m\") > 1e999, summary = \"s\"", "finite"),
        ("JobsFail, rate(\"5m\") > LIMIT, summary = \"s\"", "`LIMIT` is not a literal"),
        ("JobsFail, rate() > 1, summary = \"s\"", "expected a duration"),
        ("JobsFail, rate > 1, summary = \"s\"", "`rate` takes arguments"),
        ("JobsFail, rate(\"5 min\") > 1, summary = \"s\"", "is not a duration"),
        ("JobsFail, rate(\"0s\") > 1, summary = \"s\"", "is zero"),
        ("JobsFail, rate(\"5s\") > 1, summary = \"s\"", "at least `15s`"),
        ("JobsFail, rate(\"5w\") > 1, summary = \"s\"", "at most `30d`"),
        ("JobsFail, rate(\"90s1ms\") > 1, summary = \"s\"", "write `91s`"),
        ("JobsFail, quantile(0.9, \"5m\") > 1, summary = \"s\"", "a counter does not have `quantile`"),
        ("JobsFail, absent(\"5m\") > 1, summary = \"s\"", "remove the comparison"),
        ("JobsFail, absent(\"5m\"), summary = \"s\", by(kind)", "`absent` has no groups; remove `by`"),
        ("JobsFail, rate(\"5m\") < 0, summary = \"s\"", "so the condition never holds"),
        ("JobsFail, increase(\"5m\") >= 0, summary = \"s\"", "so the condition always holds"),
        ("JobsFail, ratio(\"5m\") > 1, summary = \"s\"", "expected the accessor"),
        ("JobsFail, ratio(others) > 1, summary = \"s\"", "`ratio` needs a window"),
        ("JobsFail, ratio(others(), \"5m\") > 1, summary = \"s\"", "remove the parentheses"),
        ("JobsFail, errors(\"5m\") > 1, summary = \"s\"", "`errors` is a measure of functions"),
        ("JobsFail, rate(\"5m\") > 1, for = \"soon\", summary = \"s\"", "is not a duration"),
        ("JobsFail, rate(\"5m\") > 1, severity = \"PAGE\", summary = \"s\"", "lower-case word"),
        ("JobsFail, rate(\"5m\") > 1, runbook = \"wiki\", summary = \"s\"", "is not an address"),
        ("JobsFail, rate(\"5m\") > 1, summary = \" \"", "the summary is empty"),
        ("JobsFail, rate(\"5m\") > 1, message = \"s\"", "write `summary"),
        ("JobsFail, rate(\"5m\") > 1, sumary = \"s\"", "did you mean `summary`?"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", where(knd = Kind::A)", "did you mean `kind`?"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", where(host = \"a\")", "one constant value"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", where(kind == Kind::A)", "write one `=`"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", where(game = GAME)", "must be a string here"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", where(game = 5)", "write `game = \"5\"`"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", where(game = [])", "at least one value"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", where()", "`where` is empty"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", where(game)", "expected `=` or `!=`"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", where(game = \"a\", game != \"b\")", "two conditions"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", by(knd)", "did you mean `kind`?"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", by(kind, kind)", "given twice"),
        ("JobsFail, rate(\"5m\") > 1, summary = \"s\", summary = \"t\"", "given twice"),
    ] {
        let errors = of_counter(alert);
        assert!(errors.len() == 1 && errors[0].contains(message), "{alert}: {errors:?}");
    }
}

#[test]
fn an_alert_of_another_type_has_its_own_measures() {
    for (declaration, message) in [
        ("gauge room", "a gauge rises and falls; compare `value` instead of `rate`"),
        ("info build_info", "an info does not have `rate`; write `absent`"),
        ("stateset state: State", "a stateset does not have `rate`; write `value` or `absent`"),
    ] {
        let alert = "#[alert(Many, rate(\"5m\") > 1, summary = \"s\")]";
        let errors = errors(&format!("/// Help.\n {alert} {declaration};"));
        assert!(errors.len() == 1 && errors[0].contains(message), "{declaration}: {errors:?}");
    }
}

#[test]
fn a_quantile_of_a_summary_is_one_that_it_exports() {
    let of = |at: &str| {
        errors(&format!(
            "/// Waits.\n #[quantiles(0.5, 0.99)] #[alert(Slow, quantile({at}, \"5m\") > 1, summary = \"s\")] summary wait_seconds;"
        ))
    };
    assert_eq!(of("0.99"), Vec::<String>::new());
    let message = "the summary does not have the quantile `0.9`; write `0.5` or `0.99`, or add it in `#[quantiles(..)]`";
    assert_eq!(of("0.9"), [message]);
    assert_eq!(of("99"), ["`99` is not a quantile from 0 to 1; write `0.99`"]);
}

#[test]
fn two_alerts_of_one_name_are_an_error() {
    let alert = "#[alert(Many, rate(\"5m\") > 1, summary = \"s\")]";
    let errors = errors(&format!("/// Jobs.\n {alert} {alert} counter jobs_total;"));
    assert_eq!(errors, ["the alert `Many` is declared twice here; rename one"]);
}

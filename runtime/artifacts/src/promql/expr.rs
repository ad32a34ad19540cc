//! Expressions, and the operators between them.

use std::fmt;

use super::{names, Window};
use crate::catalog::Comparison;

/// A PromQL expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    text: String,
    binds: Binding,
}

/// How strongly an expression binds its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Compare,
    Add,
    Multiply,
    Atom,
}

impl Expr {
    /// Creates an expression that needs no parentheses.
    pub(super) fn atom(text: String) -> Self {
        Expr { text, binds: Binding::Atom }
    }

    /// Creates a number.
    #[must_use]
    pub fn number(number: f64) -> Self {
        if number.is_infinite() {
            return Expr::atom(if number > 0.0 { "Inf" } else { "-Inf" }.to_owned());
        }
        Expr::atom(number.to_string())
    }

    /// Creates a number from its decimal digits, such as `0.001`.
    pub(crate) fn decimal(digits: &str) -> Self {
        Expr::atom(digits.to_owned())
    }

    /// Returns the current time, in seconds since the Unix epoch.
    #[must_use]
    pub fn time() -> Self {
        Expr::atom("time()".to_owned())
    }

    /// Selects a recorded series, by a name that this crate has written a recording rule for.
    pub(crate) fn recorded(name: &str, labels: &[(&str, &str)]) -> Self {
        let labels: Vec<_> = labels.iter().map(|(label, value)| format!("{label}={value:?}")).collect();
        Expr::atom(if labels.is_empty() {
            name.to_owned()
        } else {
            format!("{name}{{{}}}", labels.join(", "))
        })
    }

    /// Applies a function to the samples of a recorded series in a window.
    pub(crate) fn over_time(self, function: &str, window: Window) -> Self {
        Expr::atom(format!("{function}({self}[{window}])"))
    }

    /// Calls a function of PromQL.
    pub(crate) fn call(function: &str, arguments: &[&dyn fmt::Display]) -> Self {
        let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
        Expr::atom(format!("{function}({})", arguments.join(", ")))
    }

    /// Aggregates over all labels except `by`, with an operator such as `sum` or `max`.
    pub(crate) fn aggregate(self, operator: &str, by: &[&str]) -> Self {
        let by: Vec<_> = by.iter().map(|label| names::label(label)).collect();
        let by = if by.is_empty() { String::new() } else { format!(" by ({}) ", by.join(", ")) };
        Expr::atom(format!("{operator}{by}({self})"))
    }

    /// Adds up all series, except those that differ in a label in `by`.
    #[must_use]
    pub fn sum_by(self, by: &[&str]) -> Self {
        self.aggregate("sum", by)
    }

    /// Adds up sums of several metrics, each by the labels in `by`. A metric without series counts as 0.
    pub(crate) fn total(sums: Vec<(&str, Expr)>, by: &[&str]) -> Option<Self> {
        if let [(_, only)] = &*sums {
            return Some(only.clone());
        }
        // Without a label of its own, a series would hide those of other metrics.
        let named = |(name, sum): (&str, Expr)| {
            Expr::call("label_replace", &[&sum, &r#""metric""#, &names::quoted(name), &r#""""#, &r#""""#])
        };
        sums.into_iter().map(named).reduce(|all, sum| all.or(&sum)).map(|all| all.sum_by(by))
    }

    /// Returns the greatest value of each group.
    #[must_use]
    pub fn max_by(self, by: &[&str]) -> Self {
        self.aggregate("max", by)
    }

    /// Returns the series with the `n` greatest values.
    #[must_use]
    pub fn topk(self, n: u32) -> Self {
        Expr::call("topk", &[&n, &self])
    }

    /// Sorts the series, the greatest value first.
    #[must_use]
    pub fn sort_desc(self) -> Self {
        Expr::call("sort_desc", &[&self])
    }

    /// Compares with a threshold, and keeps the series for which the comparison holds.
    #[must_use]
    pub fn compare(self, comparison: Comparison, threshold: &Expr) -> Self {
        self.binary(comparison.as_str(), threshold, Binding::Compare)
    }

    /// Keeps the series above a number.
    #[must_use]
    pub fn above(self, threshold: f64) -> Self {
        self.compare(Comparison::Greater, &Expr::number(threshold))
    }

    /// Keeps the series below a number.
    #[must_use]
    pub fn below(self, threshold: f64) -> Self {
        self.compare(Comparison::Less, &Expr::number(threshold))
    }

    /// Keeps the series for which `other` has a series with equal labels.
    #[must_use]
    pub fn and(self, other: &Expr) -> Self {
        self.binary("and", other, Binding::And)
    }

    /// Keeps the series for which `other` has no series with equal labels.
    #[must_use]
    pub fn unless(self, other: &Expr) -> Self {
        self.binary("unless", other, Binding::And)
    }

    /// Adds the series of `other` whose labels differ from all series here.
    #[must_use]
    pub fn or(self, other: &Expr) -> Self {
        self.binary("or", other, Binding::Or)
    }

    /// Divides a rate by the rate of the whole. The result is 0 if both are 0.
    #[must_use]
    pub fn part_of(self, whole: &Expr) -> Self {
        const LESS_THAN_ANY_RATE: f64 = 1e-9;
        self / Expr::call("clamp_min", &[whole, &LESS_THAN_ANY_RATE])
    }

    /// Returns 0 without labels if no series exists.
    #[must_use]
    pub fn or_zero(self) -> Self {
        self.matched("or", "on ()", &Expr::call("vector", &[&0]))
    }

    /// Writes `self operator other`, with the parentheses that it needs.
    pub(crate) fn matched(self, operator: &str, matching: &str, other: &Expr) -> Self {
        let binds = match operator {
            "*" | "/" => Binding::Multiply,
            "+" | "-" => Binding::Add,
            "or" => Binding::Or,
            "and" | "unless" => Binding::And,
            _ => Binding::Compare,
        };
        self.binary(&format!("{operator} {matching}"), other, binds)
    }

    /// Returns the text, over several lines if it is long: each operand of the outermost `and`, `or`, `unless` and `/`
    /// has a line.
    pub(crate) fn in_lines(&self) -> String {
        const WIDTH: usize = 100;
        let operators = self.operators();
        let Some(outermost) = operators.iter().map(|(_, depth)| *depth).min() else {
            return self.text.clone();
        };
        if self.text.len() <= WIDTH {
            return self.text.clone();
        }
        let (mut lines, mut rest) = (String::new(), 0);
        for (at, _) in operators.into_iter().filter(|(_, depth)| *depth == outermost) {
            lines += &self.text[rest..at - 1];
            lines.push('\n');
            rest = at;
        }
        lines + &self.text[rest..]
    }

    /// Returns the positions of `and`, `or`, `unless` and `/`, with the number of parentheses around them.
    fn operators(&self) -> Vec<(usize, usize)> {
        let (mut found, mut depth, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
        for (at, c) in self.text.char_indices() {
            match c {
                '"' if !escaped => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth -= 1,
                ' ' if !quoted => {
                    let word = self.text[at + 1..].split(' ').next();
                    if word.is_some_and(|word| ["and", "or", "unless", "/"].contains(&word)) {
                        found.push((at + 1, depth));
                    }
                }
                _ => {}
            }
            escaped = c == '\\' && !escaped;
        }
        found
    }

    fn binary(&self, operator: &str, right: &Expr, binds: Binding) -> Self {
        let left = self.inside(self.binds < binds);
        let text = format!("{left} {operator} {}", right.inside(right.binds <= binds));
        Expr { text, binds }
    }

    fn inside(&self, parentheses: bool) -> String {
        if parentheses {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }
}

impl std::ops::Add for Expr {
    type Output = Expr;

    fn add(self, other: Expr) -> Expr {
        self.binary("+", &other, Binding::Add)
    }
}

impl std::ops::Sub for Expr {
    type Output = Expr;

    fn sub(self, other: Expr) -> Expr {
        self.binary("-", &other, Binding::Add)
    }
}

impl std::ops::Mul for Expr {
    type Output = Expr;

    fn mul(self, other: Expr) -> Expr {
        self.binary("*", &other, Binding::Multiply)
    }
}

impl std::ops::Div for Expr {
    type Output = Expr;

    fn div(self, other: Expr) -> Expr {
        self.binary("/", &other, Binding::Multiply)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

use std::fmt;

use gapless_core::{Datapoint, Kind};

use super::Topic;

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(labels) = &self.labels {
            f.write_str("{")?;
            for (index, (name, value)) in labels.iter().enumerate() {
                let comma = if index > 0 { "," } else { "" };
                write!(f, "{comma}{name}=\"{}\"", escaped(value))?;
            }
            f.write_str("}")?;
        }
        for (index, datapoint) in self.datapoints.iter().flatten().enumerate() {
            write!(f, "{}{datapoint}", if index > 0 { ',' } else { '@' })?;
        }
        Ok(())
    }
}

/// Escapes a value as in `PromQL`.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn parsed(text: &str) -> Topic {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn labels(text: &str) -> Vec<(String, String)> {
    parsed(text).labels.expect("the topic has labels")
}

#[test]
fn a_topic_has_a_metric_labels_and_datapoints() {
    let topic = parsed(r#" logins_total { outcome = "ok" , region="eu", } @ rate, value,rate"#);
    assert_eq!(topic.name, "logins_total");
    assert_eq!(topic.to_string(), r#"logins_total{outcome="ok",region="eu"}@rate,value"#);
    assert_eq!(topic.datapoints(Kind::Counter), [Datapoint::Rate, Datapoint::Value]);
    assert_eq!(parsed("logins_total").labels, None);
    assert_eq!(labels("logins_total{}"), []);
    assert_eq!(labels(r#"a{b=""}"#), []);
    assert_eq!(labels(r#"a{b="\\\"\n}@"}"#), [("b".to_owned(), "\\\"\n}@".to_owned())]);
    assert_eq!(parsed("http.server@p99.9").name, "http.server");
}

#[test]
fn the_reason_says_how_to_write_a_topic() {
    let long = "a".repeat(9000);
    let wide = format!("a@{}", (0..33).map(|n| format!("p{n}")).collect::<Vec<_>>().join(","));
    for (text, reason) in [
        ("", "the topic has no metric; write a topic such as `logins_total@rate`, or `@problems`"),
        ("{}", "the topic has no metric; write a topic such as `logins_total@rate`, or `@problems`"),
        (&long, "the topic has 9000 bytes; a topic has at most 8192"),
        (&wide, "the topic has more than 32 datapoints; join another topic for the rest"),
        ("a b", "the name of the metric contains ' '; write it as in the exposition"),
        ("a{", "the list of labels has no end; write `}` after the last label"),
        (r#"a{b="c"#, "the list of labels has no end; write `}` after the last label"),
        (r#"a{b="c" d="e"}"#, r#"`d="e"}` is not a label; write `name="value"`"#),
        ("a{b}", r#"`b}` is not a label; write `name="value"`"#),
        ("a{b=c}", r#"`b=c}` is not a label; write `name="value"`"#),
        (r#"a{b="c",b="d"}"#, "the label `b` occurs twice; remove one"),
        (r#"a{b="\t"}"#, r#"`\t` is not an escape; write `\\`, `\"` or `\n`"#),
        ("a{} rate", "`rate` follows the metric; write `@` before the datapoints"),
        (
            "a@median",
            "unknown datapoint `median`; write `value`, `rate`, `delta`, `count`, `sum`, `mean`, `min`, `max`, `heat`, \
             or a quantile from `p0` to `p100`, such as `p99.9`",
        ),
    ] {
        assert_eq!(text.parse::<Topic>().map_err(|error| error.to_string()), Err(reason.to_owned()), "{text}");
    }
}

#[test]
fn a_topic_without_labels_selects_all_series() {
    let series: [&[(&str, &str)]; 3] = [&[], &[("a", "1")], &[("b", "2"), ("a", "1")]];
    for (topic, selected) in [
        ("m", [true, true, true]),
        ("m{}", [true, false, false]),
        (r#"m{a="1"}"#, [false, true, false]),
        (r#"m{a="1",b="2"}"#, [false, false, true]),
        (r#"m{a="2",b="2"}"#, [false, false, false]),
    ] {
        let selects = |labels: &[(&str, &str)]| parsed(topic).selects(labels.iter().copied());
        assert_eq!(series.map(selects), selected, "{topic}");
    }
}

/// Returns pseudo-random strings of the characters that have a meaning in topics, and of some that have none.
fn random_topics() -> impl Iterator<Item = String> {
    const CHARACTERS: [char; 22] = [
        'a', 'b', '_', ':', '{', '}', '"', '\\', '=', ',', '@', 'n', 'p', '9', '.', ' ', '\n', '<', 'é',
        '\u{202e}', '😀', '\0',
    ];
    let mut bits: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = move |below: usize| {
        bits = bits.wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(23) ^ 0x94d0_49bb_1331_11eb;
        usize::try_from(bits >> 40).unwrap_or_default() % below
    };
    std::iter::repeat_with(move || {
        let garbage = |next: &mut dyn FnMut(usize) -> usize, n| -> String {
            (0..next(n)).map(|_| CHARACTERS[next(CHARACTERS.len())]).collect()
        };
        match next(3) {
            0 => garbage(&mut next, 40),
            1 => format!("a{{b=\"{}\"}}@rate", garbage(&mut next, 20)),
            _ => format!("a{{b=\"c\",{}}}{}", garbage(&mut next, 10), garbage(&mut next, 10)),
        }
    })
}

#[test]
fn every_parsed_topic_prints_as_an_equal_topic() {
    let mut n_valid = 0;
    for text in random_topics().take(200_000) {
        if let Ok(topic) = text.parse::<Topic>() {
            n_valid += 1;
            assert_eq!(topic.to_string().parse(), Ok(topic), "{text}");
        }
    }
    assert!(n_valid > 10_000, "{n_valid}");
}

#[test]
fn every_value_can_be_written() {
    for value in random_topics().take(10_000).filter(|value| !value.is_empty()) {
        let labels = Some(vec![("name".to_owned(), value)]);
        let topic = Topic { name: "a".to_owned(), labels, datapoints: None };
        assert_eq!(topic.to_string().parse(), Ok(topic));
    }
}

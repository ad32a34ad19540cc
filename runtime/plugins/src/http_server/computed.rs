//! Computed labels: labels whose values a program computes from a request or a response.
//!
//! Each label has a limit of values, so that a client cannot create series. A value is stored as a number, so that a
//! request does not allocate for it.

use std::borrow::Cow;
use std::fmt;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use hashbrown::HashMap;
use http::header::HOST;
use http::uri::Authority;
use http::{request, response, Request, Response};

use crate::host;

/// The largest number of computed labels.
pub(super) const MAX_LABELS: usize = 4;

/// The value of a computed label beyond its limit.
pub(super) const OTHER: &str = "other";

/// The values of all computed labels, by number; see [`Values`].
pub(super) type Numbers = [u16; MAX_LABELS];

/// The number of an empty value, which leaves the label out.
pub(super) const ABSENT: u16 = 0;

/// The number of the value [`OTHER`].
pub(super) const BEYOND: u16 = 1;

/// A computed label as the program declares it.
#[derive(Clone)]
pub(super) struct LabelOption {
    pub(super) name: String,
    pub(super) rule: Rule,
}

type RequestRule = dyn for<'a> Fn(&'a request::Parts) -> Cow<'a, str> + Send + Sync;
type ResponseRule = dyn for<'a> Fn(&'a response::Parts) -> Cow<'a, str> + Send + Sync;

/// How the value is computed, and how many values there can be.
#[derive(Clone)]
pub(super) enum Rule {
    Host(Vec<String>),
    Request(usize, Arc<RequestRule>),
    Response(usize, Arc<ResponseRule>),
}

/// A computed label with the values that it has so far.
#[derive(Debug)]
struct Label {
    of: LabelOption,
    values: Values,
}

/// The computed labels of a plugin.
#[derive(Debug)]
pub(super) struct Labels(Vec<Label>);

/// The values of a label by number. The numbers of known values begin after [`ABSENT`] and [`BEYOND`].
#[derive(Debug)]
struct Values {
    known: ArcSwap<HashMap<Box<str>, u16, foldhash::fast::RandomState>>,
    max: usize,
    adding: Mutex<()>,
}

impl Labels {
    pub(super) fn new(labels: &[LabelOption]) -> Result<Self, String> {
        if labels.len() > MAX_LABELS {
            return Err(format!("{} computed labels are more than {MAX_LABELS}; remove some", labels.len()));
        }
        let label = |of: &LabelOption| {
            let of = LabelOption { name: of.name.clone(), rule: of.rule.checked()? };
            Ok(Label { values: Values::new(&of.rule), of })
        };
        Ok(Labels(labels.iter().map(label).collect::<Result<_, String>>()?))
    }

    pub(super) fn of_requests(&self) -> bool {
        self.0.iter().any(|label| !label.is_of_responses())
    }

    pub(super) fn of_responses(&self) -> bool {
        self.0.iter().any(Label::is_of_responses)
    }

    /// Returns the values that every label has beyond its limit.
    pub(super) fn beyond(&self) -> Numbers {
        std::array::from_fn(|at| if at < self.0.len() { BEYOND } else { ABSENT })
    }

    /// Returns all combinations of values if they are known in advance.
    pub(super) fn known(&self) -> Vec<Numbers> {
        let mut all = vec![Numbers::default()];
        for (at, label) in self.0.iter().enumerate() {
            let Rule::Host(hosts) = &label.of.rule else { return Vec::new() };
            let with = |numbers: Numbers| {
                (BEYOND..).take(hosts.len() + 1).map(move |number| {
                    let mut numbers = numbers;
                    numbers[at] = number;
                    numbers
                })
            };
            all = all.into_iter().flat_map(with).collect();
        }
        all
    }

    /// Computes the labels of a request.
    pub(super) fn of_request<B>(&self, request: Request<B>) -> (Request<B>, Numbers) {
        let (head, body) = request.into_parts();
        let numbers = self.numbers(|rule| match rule {
            Rule::Host(hosts) => Some(Cow::Borrowed(host_of(&head, hosts))),
            Rule::Request(_, compute) => Some(compute(&head)),
            Rule::Response(..) => None,
        });
        (Request::from_parts(head, body), numbers)
    }

    /// Adds the labels of a response.
    pub(super) fn of_response<B>(&self, response: Response<B>, of: &mut Numbers) -> Response<B> {
        let (head, body) = response.into_parts();
        let numbers = self.numbers(|rule| match rule {
            Rule::Response(_, compute) => Some(compute(&head)),
            Rule::Host(_) | Rule::Request(..) => None,
        });
        of.iter_mut().zip(numbers).filter(|(_, new)| *new != ABSENT).for_each(|(old, new)| *old = new);
        Response::from_parts(head, body)
    }

    /// Returns the number of each value. A value whose computation panics is [`OTHER`].
    fn numbers<'a>(&'a self, value: impl Fn(&'a Rule) -> Option<Cow<'a, str>>) -> Numbers {
        let mut numbers = Numbers::default();
        for (label, number) in self.0.iter().zip(&mut numbers) {
            let value = catch_unwind(AssertUnwindSafe(|| value(&label.of.rule)));
            *number = value.map_or(BEYOND, |value| value.map_or(ABSENT, |value| label.values.number(&value)));
        }
        numbers
    }

    /// Returns the names and the values of the labels. An empty value leaves a label out.
    pub(super) fn pairs(&self, numbers: Numbers) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().zip(numbers).map(|(label, number)| (&*label.of.name, label.values.value(number)))
    }
}

impl Rule {
    /// Returns the rule with its hosts in lower case, each once, or an error if one is not a host.
    fn checked(&self) -> Result<Self, String> {
        let Rule::Host(hosts) = self else { return Ok(self.clone()) };
        let lower_case = |host: &String| Ok::<_, String>(host::parse(host)?.as_str().to_ascii_lowercase());
        let mut hosts = hosts.iter().map(lower_case).collect::<Result<Vec<_>, _>>()?;
        hosts.retain(|host| host != OTHER); // it has the label value of all other hosts
        hosts.sort();
        hosts.dedup();
        Ok(Rule::Host(hosts))
    }
}

impl Label {
    fn is_of_responses(&self) -> bool {
        matches!(self.of.rule, Rule::Response(..))
    }
}

impl Values {
    fn new(rule: &Rule) -> Self {
        let (max, known) = match rule {
            Rule::Host(hosts) => (hosts.len(), &hosts[..]),
            Rule::Request(max, _) | Rule::Response(max, _) => (*max, &[][..]),
        };
        let known = known.iter().zip(BEYOND + 1..).map(|(value, number)| (value.as_str().into(), number));
        let known = ArcSwap::from_pointee(known.collect());
        Values { known, max, adding: Mutex::new(()) }
    }

    fn number(&self, value: &str) -> u16 {
        match value {
            "" => ABSENT,
            OTHER => BEYOND,
            _ => self.known.load().get(value).copied().unwrap_or_else(|| self.add(value)),
        }
    }

    #[cold]
    fn add(&self, value: &str) -> u16 {
        if self.known.load().len() >= self.max {
            return BEYOND;
        }
        let _adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = HashMap::clone(&self.known.load());
        if let Some(number) = known.get(value) {
            return *number;
        }
        let next = u16::try_from(known.len() + 2).ok().filter(|_| known.len() < self.max);
        let Some(number) = next else { return BEYOND };
        known.insert(value.into(), number);
        self.known.store(Arc::new(known));
        number
    }

    fn value(&self, number: u16) -> String {
        match number {
            ABSENT => String::new(),
            BEYOND => OTHER.to_owned(),
            _ => {
                let known = self.known.load();
                let value = known.iter().find(|(_, known)| **known == number);
                value.map_or_else(String::new, |(value, _)| value.to_string())
            }
        }
    }
}

/// Returns the allowed host that a request is for. A host without a port includes all ports.
fn host_of<'a>(head: &request::Parts, allowed: &'a [String]) -> &'a str {
    let header = || head.headers.get(HOST)?.to_str().ok();
    let host = head.uri.authority().map(Authority::as_str).or_else(header).unwrap_or_default();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name);
    let find = |host: &str| allowed.iter().find(|allowed| allowed.eq_ignore_ascii_case(host));
    find(host).or_else(|| find(name)).map_or(OTHER, String::as_str)
}

impl fmt::Debug for LabelOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LabelOption").field(&self.name).finish()
    }
}

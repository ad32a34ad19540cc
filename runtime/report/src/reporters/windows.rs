//! Windows of the series of a subscription.

mod sliding;

use std::time::Duration;

use gapless_core::Change;

use self::sliding::Sliding;
use super::subscription::Subscription;
use super::windowed::{Window, WindowedDatapoint};

/// The datapoints of a subscription that have a window, and their different times.
#[derive(Clone, Debug)]
pub(crate) struct Windows {
    datapoints: Vec<WindowedDatapoint>,
    sliding: Vec<Duration>,
    decaying: Vec<Duration>,
}

/// The windows of a series.
#[derive(Clone, Debug)]
pub(crate) struct SeriesWindows {
    sliding: Box<[Sliding]>,
    /// The decaying rates per second, which begin with the first rate.
    decaying: Box<[Option<f64>]>,
}

impl Windows {
    pub(crate) fn new(subscription: &Subscription) -> Self {
        let chosen = subscription.chosen_datapoints().unwrap_or_default().iter().copied();
        let datapoints: Vec<_> = chosen.filter(|of| of.window != Window::Interval).collect();
        let (mut sliding, mut decaying) = (Vec::new(), Vec::new());
        for datapoint in &datapoints {
            match datapoint.window {
                Window::Sliding(time) if !sliding.contains(&time) => sliding.push(time),
                Window::Decaying(time) if !decaying.contains(&time) => decaying.push(time),
                _ => {}
            }
        }
        Windows { datapoints, sliding, decaying }
    }

    /// Returns whether a subscription does not have windows.
    pub(crate) fn is_empty(&self) -> bool {
        self.datapoints.is_empty()
    }

    /// Adds a change to the windows of a series.
    pub(crate) fn add(&self, windows: &mut SeriesWindows, change: &Change) {
        windows.sliding.iter_mut().for_each(|window| window.add(change));
        for (rate, time) in windows.decaying.iter_mut().zip(&self.decaying) {
            *rate = decayed(*rate, change, *time);
        }
    }

    /// Returns the windows of a new series.
    pub(crate) fn of_new_series(&self) -> SeriesWindows {
        let sliding = self.sliding.iter().map(|time| Sliding::new(*time)).collect();
        SeriesWindows { sliding, decaying: self.decaying.iter().map(|_| None).collect() }
    }

    /// Returns the datapoints with a window of a series, in the order of the subscription. `change` is that of the last
    /// interval.
    pub(crate) fn get(&self, windows: &SeriesWindows, change: &Change) -> Vec<Option<f64>> {
        let totals: Vec<_> = windows.sliding.iter().map(Sliding::total).collect();
        let of = |datapoint: &WindowedDatapoint| match datapoint.window {
            Window::Interval => None,
            Window::Sliding(time) => {
                let total = totals[position(&self.sliding, time)?].as_ref().unwrap_or(change);
                total.get(datapoint.datapoint)
            }
            Window::Decaying(time) => windows.decaying[position(&self.decaying, time)?],
        };
        self.datapoints.iter().map(of).collect()
    }
}

fn position(times: &[Duration], of: Duration) -> Option<usize> {
    times.iter().position(|time| *time == of)
}

/// Returns a decaying rate after a change: the rate of the change has the weight of its time.
fn decayed(before: Option<f64>, change: &Change, time: Duration) -> Option<f64> {
    use gapless_core::Datapoint::Rate;
    let Some(rate) = change.get(Rate).filter(|rate| rate.is_finite()) else { return before };
    let weight = -(-change.elapsed().as_secs_f64() / time.as_secs_f64()).exp_m1();
    Some(before.map_or(rate, |before| before + weight * (rate - before)))
}

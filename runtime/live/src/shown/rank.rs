//! The greatest series of a large family.

use crate::reader::SeriesId;

/// The most series that give way to greater ones after a reading.
const MOST_SWAPS: usize = 20;

/// Returns the greatest series, the greatest first; all series in their order if there are not more.
pub(super) fn greatest(mut ids: Vec<SeriesId>, most: usize, rank: impl Fn(SeriesId) -> f64) -> Vec<SeriesId> {
    if ids.len() <= most {
        return ids;
    }
    let mut ranked: Vec<_> = ids.drain(..).map(|id| (rank(id), id)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.into_iter().take(most).map(|(_, id)| id).collect()
}

/// Returns series for free places, and pairs of a shown series and a greater one that replaces it.
pub(super) fn swaps(
    shown: impl Iterator<Item = SeriesId>,
    others: impl Iterator<Item = SeriesId>,
    most: usize,
    rank: impl Fn(SeriesId) -> f64,
) -> (Vec<SeriesId>, Vec<(SeriesId, SeriesId)>) {
    let mut shown: Vec<_> = shown.map(|id| (rank(id), id)).collect();
    shown.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let n_free = most.saturating_sub(shown.len());
    let others = greatest_ranked(others.map(|id| (rank(id), id)).collect(), n_free + MOST_SWAPS);
    let (fill, rest) = others.split_at(n_free.min(others.len()));
    let greater = shown.iter().zip(rest).take_while(|(shown, other)| other.0 > shown.0);
    (fill.iter().map(|(_, id)| *id).collect(), greater.map(|(shown, other)| (shown.1, other.1)).collect())
}

/// Returns the greatest of ranked series, the greatest first.
fn greatest_ranked(mut ranked: Vec<(f64, SeriesId)>, most: usize) -> Vec<(f64, SeriesId)> {
    let order = |a: &(f64, SeriesId), b: &(f64, SeriesId)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if ranked.len() > most && most > 0 {
        ranked.select_nth_unstable_by(most - 1, order);
    }
    ranked.truncate(most);
    ranked.sort_by(order);
    ranked
}

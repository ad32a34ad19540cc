use super::cache;
use super::combination::{is_of, Key};
use super::ticket::{next_generation, Ticket};
use crate::cells::series::{LabelSetIndex, SeriesRef, MAX_LABEL_SETS};

fn ticket(label_set: usize) -> Ticket {
    Ticket { label_set: LabelSetIndex::new(label_set), generation: 1 }
}

fn key(values: &[&str]) -> Key {
    Key::new(values).expect("memory is available")
}

#[test]
fn a_key_matches_only_its_values() {
    let all: &[&[&str]] = &[&["ab", "c"], &["a", "bc"], &["abc", ""], &["", "abc"], &["ab", "c", ""]];
    for of in all {
        for values in all {
            assert_eq!(is_of(key(of).bytes(), values), of == values, "{of:?} and {values:?}");
        }
    }
    assert!(
        is_of(key(&["abc"]).bytes(), &["abc"])
            && !is_of(key(&["abc"]).bytes(), &["ab"])
            && !is_of(key(&[""]).bytes(), &["a"])
    );
}

#[test]
fn equal_hashes_stay_distinct_in_the_cache() {
    const HASH: u64 = 7;
    for (first, value) in ["chess", "chest", "go", ""].into_iter().enumerate() {
        assert_eq!(cache::find(0, HASH, &[value]), None);
        cache::remember(0, HASH, ticket(first), key(&[value]));
        cache::remember(1, HASH, ticket(10 + first), key(&[value]));
    }
    for (first, value) in ["chess", "chest", "go", ""].into_iter().enumerate() {
        assert_eq!(cache::find(0, HASH, &[value]), Some(ticket(first)));
        assert_eq!(cache::find(1, HASH, &[value]), Some(ticket(10 + first)), "of another family");
    }
}

#[test]
fn a_full_cache_keeps_the_latest_combinations() {
    let hash = |first: usize| (first as u64) << 32;
    for first in 0..10_000 {
        let value = first.to_string();
        cache::remember(0, hash(first), ticket(first), key(&[&value]));
        assert_eq!(cache::find(0, hash(first), &[&value]), Some(ticket(first)));
    }
    let is_known = |first: &usize| cache::find(0, hash(*first), &[&first.to_string()]).is_some();
    let n_known = (0..10_000).filter(is_known).count();
    assert!(n_known < 10_000, "{n_known}");
}

#[test]
fn a_removed_combination_is_replaced_in_the_cache() {
    cache::remember(0, 7, ticket(1), key(&["chess"]));
    cache::remember(0, 7, ticket(2), key(&["chess"]));
    assert_eq!(cache::find(0, 7, &["chess"]), Some(ticket(2)));
}

#[test]
fn tickets_are_beyond_all_cells() {
    const LAST: LabelSetIndex = LabelSetIndex::new(MAX_LABEL_SETS - 1);
    assert_eq!(Ticket::of(SeriesRef::of(LAST)), None, "a label set of typed labels");
    let mut generation = 0;
    for _ in 0..3 {
        generation = next_generation(generation);
        let ticket = Ticket { label_set: LAST, generation };
        assert_eq!(Ticket::of(ticket.series()), Some(ticket));
        assert!(ticket.series().only_cell().get() >= MAX_LABEL_SETS);
    }
}

use super::cache;
use super::combination::Key;

fn key(values: &[&str]) -> Key {
    Key::new(values).expect("there is memory")
}

#[test]
fn a_key_is_of_its_values_and_no_others() {
    let all: &[&[&str]] = &[&["ab", "c"], &["a", "bc"], &["abc", ""], &["", "abc"], &["ab", "c", ""]];
    for of in all {
        for values in all {
            assert_eq!(key(of).is_of(values), of == values, "{of:?} and {values:?}");
        }
    }
    assert!(key(&["abc"]).is_of(&["abc"]) && !key(&["abc"]).is_of(&["ab"]) && !key(&[""]).is_of(&["a"]));
}

#[test]
fn what_has_one_hash_stays_apart_in_the_cache() {
    const HASH: u64 = 7;
    for (first, value) in ["chess", "chest", "go", ""].into_iter().enumerate() {
        assert_eq!(cache::find(0, HASH, &[value]), None);
        cache::remember(0, HASH, first, key(&[value]));
        cache::remember(1, HASH, 10 + first, key(&[value]));
    }
    for (first, value) in ["chess", "chest", "go", ""].into_iter().enumerate() {
        assert_eq!(cache::find(0, HASH, &[value]), Some(first));
        assert_eq!(cache::find(1, HASH, &[value]), Some(10 + first), "of another family");
    }
}

#[test]
fn a_thread_knows_the_latest_of_more_than_it_has_room_for() {
    let hash = |first: usize| (first as u64) << 32;
    for first in 0..10_000 {
        let value = first.to_string();
        cache::remember(0, hash(first), first, key(&[&value]));
        assert_eq!(cache::find(0, hash(first), &[&value]), Some(first));
    }
    let is_known = |first: &usize| cache::find(0, hash(*first), &[&first.to_string()]).is_some();
    let n_known = (0..10_000).filter(is_known).count();
    assert!(n_known < 10_000, "{n_known}");
}

//! `Cache`: hits, misses, evictions and sizes, of any cache and of moka.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gapless::plugins::{Cache, CacheState, EvictionCause, PluginOptions};

use crate::{start, text, value};

#[tokio::test]
async fn hits_and_misses_are_counted_from_zero() {
    let caches = Cache::new();
    let pages = caches.cache("pages");
    pages.hit(); // before the start
    let instance = start(caches).await;
    let requests = || {
        ["hit", "miss"].map(|result| {
            value(&instance, &format!("cache_requests_total{{cache=\"pages\",result=\"{result}\"}}"))
        })
    };
    assert_eq!(requests(), [Some(0.0); 2]);
    pages.hit();
    assert_eq!(pages.get(Some("home")), Some("home"));
    assert_eq!(pages.get(None::<&str>), None);
    assert_eq!(requests(), [Some(2.0), Some(1.0)]);
}

#[tokio::test]
async fn evictions_are_counted_by_cause() {
    let caches = Cache::new().options(PluginOptions::new().metric_prefix("shop").label("region", "eu"));
    let instance = start(caches.clone()).await;
    let pages = caches.cache("pages");
    let evictions = || {
        ["expired", "explicit", "replaced", "size"].map(|cause| {
            let labels = format!("region=\"eu\",cache=\"pages\",cause=\"{cause}\"");
            value(&instance, &format!("shop_cache_evictions_total{{{labels}}}"))
        })
    };
    assert_eq!(evictions(), [Some(0.0); 4]);
    pages.evict(EvictionCause::Expired);
    pages.evict(EvictionCause::Size);
    pages.evict(EvictionCause::Size);
    assert_eq!(evictions(), [1.0, 0.0, 0.0, 2.0].map(Some));
}

#[tokio::test]
async fn the_size_of_a_cache_is_read_at_each_scrape_until_it_is_gone() {
    let entries = Arc::new(AtomicU64::new(3));
    let weak = Arc::downgrade(&entries);
    let caches = Cache::new();
    let _pages = caches.cache("pages").state(move || {
        let entries = weak.upgrade()?.load(Ordering::Relaxed);
        Some(CacheState { entries, weight: None, capacity: Some(100) })
    });
    let _bad = caches.cache("bad").state(|| -> CacheState {
        std::panic::resume_unwind(Box::new("it is broken")) // without the message, whose backtrace takes time
    });
    let instance = start(caches).await;
    let size = || value(&instance, r#"cache_entries{cache="pages"}"#);
    assert_eq!((size(), value(&instance, r#"cache_capacity{cache="pages"}"#)), (Some(3.0), Some(100.0)));
    assert!(
        !text(&instance).contains("cache_weight{")
            && !text(&instance).contains(r#"cache_entries{cache="bad"}"#)
    );
    entries.store(4, Ordering::Relaxed);
    assert_eq!(size(), Some(4.0));
    drop(entries);
    assert_eq!(size(), None);
}

#[tokio::test]
async fn a_cache_of_moka_shows_its_size_and_its_evictions() {
    let caches = Cache::new();
    let pages = caches.cache("pages");
    let builder = moka::sync::Cache::builder().max_capacity(10).weigher(|_, size: &u32| *size);
    let cache = builder.eviction_listener(pages.moka_listener()).build();
    let pages = pages.moka(&cache);
    let instance = start(caches).await;

    assert_eq!(pages.get(cache.get("home")), None);
    cache.insert("home", 5);
    cache.insert("home", 7);
    cache.insert("a page that does not fit", 13);
    cache.insert("about", 1);
    cache.invalidate("about");
    cache.run_pending_tasks();
    assert!(pages.get(cache.get("home")).is_some());

    let gauge = |name| value(&instance, &format!("{name}{{cache=\"pages\"}}"));
    assert_eq!(
        (gauge("cache_entries"), gauge("cache_weight"), gauge("cache_capacity")),
        (Some(1.0), Some(7.0), Some(10.0))
    );
    let counter = |series| value(&instance, series);
    assert_eq!(counter(r#"cache_requests_total{cache="pages",result="hit"}"#), Some(1.0));
    assert_eq!(counter(r#"cache_evictions_total{cache="pages",cause="replaced"}"#), Some(1.0));
    assert_eq!(counter(r#"cache_evictions_total{cache="pages",cause="explicit"}"#), Some(1.0));
    assert_eq!(counter(r#"cache_evictions_total{cache="pages",cause="size"}"#), Some(1.0));
}

#[tokio::test]
async fn an_async_cache_of_moka_shows_its_size_and_its_evictions() {
    let caches = Cache::new();
    let pages = caches.cache("pages");
    let cache = moka::future::Cache::builder().eviction_listener(pages.moka_listener()).build();
    let pages = pages.moka_future(&cache);
    let instance = start(caches).await;
    cache.insert("home", 1).await;
    cache.invalidate("home").await;
    cache.insert("about", 2).await;
    cache.run_pending_tasks().await;
    assert_eq!(pages.get(cache.get("about").await), Some(2));
    assert_eq!(value(&instance, r#"cache_entries{cache="pages"}"#), Some(1.0));
    assert_eq!(value(&instance, r#"cache_capacity{cache="pages"}"#), None, "it has no limit");
    assert_eq!(value(&instance, r#"cache_evictions_total{cache="pages",cause="explicit"}"#), Some(1.0));
}

#[test]
fn a_cache_of_moka_is_freed_with_the_plugin() {
    struct Page(#[expect(dead_code, reason = "it is counted")] Arc<()>);
    let counted = Arc::new(());
    let caches = Cache::new();
    let pages = caches.cache("pages");
    let cache = moka::sync::Cache::builder().eviction_listener(pages.moka_listener()).build();
    let pages = pages.moka(&cache);
    cache.insert("home", Arc::new(Page(counted.clone())));
    assert_eq!(Arc::strong_count(&counted), 2);
    drop((cache, pages, caches));
    assert_eq!(Arc::strong_count(&counted), 1);
}

//! Outages of the receiver, and the queue that holds their samples.

use std::fs;
use std::path::Path;
use std::time::Duration;

use gapless::report::{Context, Program, RemoteWrite, Reporter};

use super::decoded::Series;
use super::values::{START, at, gauges, requests};
use super::{Answer, Rig};

/// Returns the seconds after the first batch at which the samples of the first gauge were taken, in order of arrival.
fn times(all: &[Series]) -> Vec<i64> {
    let first = all.iter().filter(|series| series.name().contains(r#"number="0""#) && !series.is_stale());
    first.map(|series| series.time() / 1000 - START as i64).collect()
}

#[tokio::test]
async fn an_outage_loses_nothing_and_doubles_nothing() {
    let mut rig = Rig::start("outages_restart", |write| write.request_samples(30)).await;
    for second in 0..5 {
        rig.report([gauges(100, second as f64)], at(second)).await;
    }
    rig.until("sent_total", 500.0).await;
    rig.receiver.stop().await;
    for second in 5..10 {
        rig.report([gauges(100, second as f64)], at(second)).await;
    }
    rig.until("queue_length", 5.0).await;
    rig.receiver.restart().await;
    for second in 10..12 {
        rig.report([gauges(100, second as f64)], at(second)).await;
    }
    rig.until("sent_total", 1200.0).await;
    let all = rig.samples(1200).await;
    assert_eq!(all.len(), 1200);
    assert_eq!(times(&all), (0..12).collect::<Vec<_>>());
    assert!(
        all.iter()
            .all(|series| series.sample.map(|of| of.value)
                == Some((series.time() / 1000 - START as i64) as f64))
    );
    assert_eq!((rig.own("dropped_total"), rig.own("queue_length")), (0.0, 0.0));
}

#[tokio::test]
async fn a_queue_that_is_full_drops_its_oldest_samples_and_counts_them() {
    let bytes: fn(RemoteWrite) -> RemoteWrite = |write| write.queue_bytes(24_000);
    let time: fn(RemoteWrite) -> RemoteWrite = |write| write.outage(Duration::from_secs(80));
    for (name, set, expected) in [("outages_bytes", bytes, 50..150), ("outages_time", time, 70..92)] {
        let mut rig = Rig::start(name, set).await;
        rig.receiver.stop().await;
        for second in 0..200 {
            rig.report([gauges(100, second as f64)], at(second)).await;
        }
        let dropped = rig.own("dropped_total");
        rig.receiver.restart().await;
        rig.until("queue_length", 0.0).await;
        let kept = rig.samples(1).await;
        assert_eq!(dropped + kept.len() as f64, 20_000.0, "{name}");
        assert_eq!(rig.own("dropped_total"), dropped, "{name}");
        let times = times(&kept);
        assert!(expected.contains(&times.len()), "{name}: {times:?}");
        assert_eq!(times, (200 - times.len() as i64..200).collect::<Vec<_>>(), "{name}");
    }
}

/// Runs a reporter with a folder until it is dropped without a stop, while no receiver is there.
async fn crash(folder: &Path, seconds: std::ops::Range<u64>) {
    let mut rig = Rig::start("outages_crash", |write| write.queue_folder(folder)).await;
    rig.receiver.stop().await;
    for second in seconds {
        rig.report([gauges(100, second as f64), requests(&[("/", second)])], at(second)).await;
    }
    drop(rig);
    tokio::task::yield_now().await; // the sender ends
}

/// Runs a reporter with the folder, and returns all samples that arrive before its end.
async fn recover(folder: &Path) -> Vec<Series> {
    let mut rig = Rig::start("outages_recover", |write| write.queue_folder(folder)).await;
    rig.stop().await.expect("the receiver accepts everything");
    rig.samples(0).await
}

fn segments(folder: &Path) -> Vec<std::path::PathBuf> {
    let all = fs::read_dir(folder).expect("it exists").map(|entry| entry.expect("it can be read").path());
    let mut all: Vec<_> = all.filter(|path| path.extension().is_some_and(|end| end == "segment")).collect();
    all.sort();
    all
}

#[tokio::test]
async fn a_queue_in_a_folder_survives_the_program() {
    let folder = tempfile::tempdir().unwrap();
    for start in [0, 8] {
        crash(folder.path(), start..start + 5).await;
        crash(folder.path(), start + 5..start + 8).await;
        let all = recover(folder.path()).await;
        assert_eq!(times(&all), (start as i64..start as i64 + 8).collect::<Vec<_>>());
        assert_eq!(all.len(), 808);
        assert_eq!(recover(folder.path()).await.len(), 0);
    }
}

#[tokio::test]
async fn samples_that_are_sent_are_not_sent_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig =
        Rig::start("outages_position", |write| write.queue_folder(folder.path()).request_samples(30)).await;
    rig.report([gauges(100, 1.0)], at(0)).await;
    rig.until("sent_total", 100.0).await;
    rig.receiver.forget();
    rig.receiver.next([super::written(204, 30, 0), Answer::never()]);
    rig.report([gauges(100, 1.0)], at(1)).await;
    rig.until("sent_total", 130.0).await;
    drop(rig);
    tokio::task::yield_now().await;
    let all = recover(folder.path()).await;
    assert_eq!(all.len(), 70);
    assert_eq!(all[0].name(), r#"level{instance="web-1",job="shop",number="30"}"#);
}

#[tokio::test]
async fn samples_after_a_restart_are_later_than_those_before() {
    let folder = tempfile::tempdir().unwrap();
    crash(folder.path(), 9..10).await;
    let mut rig = Rig::start("outages_later", |write| write.queue_folder(folder.path())).await;
    rig.report([gauges(1, 1.0)], at(0)).await;
    let all = rig.samples(102).await;
    assert_eq!(all[101].time(), (START as i64 + 9) * 1000 + 1);
}

#[tokio::test]
async fn a_clock_that_was_a_day_ahead_is_forgotten_with_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    crash(folder.path(), 86_400..86_401).await;
    let mut rig = Rig::start("outages_ahead", |write| write.queue_folder(folder.path())).await;
    for second in [0, 15] {
        rig.report([gauges(1, 1.0)], at(second)).await;
    }
    let all = rig.samples(103).await;
    let ten_minutes = (START as i64 + 600) * 1000;
    assert_eq!([all[101].time(), all[102].time()], [ten_minutes + 1, ten_minutes + 2]);
}

#[tokio::test]
async fn a_batch_that_was_sent_in_part_goes_on_where_it_failed() {
    let mut rig = Rig::start("outages_part", |write| write.request_samples(30)).await;
    rig.receiver.next([super::written(204, 30, 0), Answer::status(503), Answer::close()]);
    rig.report([gauges(100, 1.0)], at(0)).await;
    rig.until("sent_total", 100.0).await;
    let requests = rig.requests(6).await;
    let firsts: Vec<_> = requests.iter().map(|request| request.series[0].name()).collect();
    let expected = [0, 30, 30, 30, 60, 90];
    assert_eq!(firsts, expected.map(|of| format!(r#"level{{instance="web-1",job="shop",number="{of}"}}"#)));
}

#[tokio::test]
async fn a_series_that_leaves_during_an_outage_ends_once_and_in_order() {
    let mut rig = Rig::start("outages_leaves", |write| write).await;
    rig.receiver.stop().await;
    rig.report([requests(&[("/", 1), ("/login", 1)])], at(0)).await;
    rig.report([requests(&[("/", 2)])], at(15)).await;
    rig.report([requests(&[("/", 3), ("/login", 1)])], at(30)).await;
    rig.receiver.restart().await;
    let all = rig.samples(6).await;
    let of_login = all.iter().filter(|series| series.name().contains("/login"));
    let of_login: Vec<_> =
        of_login.map(|series| (series.time() / 1000 - START as i64, series.is_stale())).collect();
    assert_eq!(of_login, [(0, false), (15, true), (30, false)]);
}

#[tokio::test]
async fn samples_that_were_sent_before_a_crash_without_an_answer_are_equal_the_second_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::start("outages_unanswered", |write| write.queue_folder(folder.path())).await;
    rig.receiver.next([Answer::never()]);
    rig.report([gauges(10, 1.0)], at(0)).await;
    let first = rig.samples(10).await;
    drop(rig);
    tokio::task::yield_now().await;
    let second = recover(folder.path()).await;
    let samples = |all: &[Series]| {
        all.iter()
            .map(|of| (of.name(), of.sample.map(|sample| (sample.timestamp, sample.value))))
            .collect::<Vec<_>>()
    };
    assert_eq!(samples(&second), samples(&first));
}

#[tokio::test]
async fn times_increase_over_a_restart_although_the_clock_steps_back_and_everything_was_sent() {
    let folder = tempfile::tempdir().unwrap();
    for (name, time, expected) in [("outages_clock_1", 100, 100_000), ("outages_clock_2", 3, 100_002)] {
        let mut rig = Rig::start(name, |write| write.queue_folder(folder.path())).await;
        rig.report([gauges(1, 1.0)], at(time)).await;
        rig.stop().await.expect("the receiver accepts everything");
        assert_eq!(rig.samples(2).await[0].time(), START as i64 * 1000 + expected);
    }
}

#[tokio::test]
async fn a_lost_position_sends_samples_again_and_loses_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig =
        Rig::start("outages_lost_position", |write| write.queue_folder(folder.path()).request_samples(30))
            .await;
    rig.receiver.next([super::written(204, 30, 0), Answer::never()]);
    rig.report([gauges(100, 1.0)], at(0)).await;
    rig.until("sent_total", 30.0).await;
    drop(rig);
    tokio::task::yield_now().await;
    let position = folder.path().join("position");
    let bytes = fs::read(&position).unwrap();
    fs::write(&position, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(recover(folder.path()).await.len(), 100);
}

#[tokio::test]
async fn the_end_of_a_file_that_is_not_complete_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    crash(folder.path(), 0..5).await;
    let [path] = &segments(folder.path())[..] else { panic!("there is one file") };
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() - 3]).unwrap();
    assert_eq!(times(&recover(folder.path()).await), [0, 1, 2, 3]);
}

#[tokio::test]
async fn a_frame_with_a_wrong_checksum_ends_its_file() {
    let folder = tempfile::tempdir().unwrap();
    crash(folder.path(), 0..5).await;
    crash(folder.path(), 5..8).await;
    let path = &segments(folder.path())[0];
    let mut bytes = fs::read(path).unwrap();
    let length = bytes.len();
    bytes[length - 1] ^= 1;
    fs::write(path, bytes).unwrap();
    assert_eq!(times(&recover(folder.path()).await), [0, 1, 2, 3, 5, 6, 7]);
}

#[tokio::test]
async fn files_of_anything_else_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("00000003.segment"), b"\xff".repeat(1000)).unwrap();
    fs::write(folder.path().join("position"), b"what?").unwrap();
    fs::write(folder.path().join("notes.txt"), b"mine").unwrap();
    crash(folder.path(), 0..2).await;
    assert_eq!(times(&recover(folder.path()).await), [0, 1]);
    assert!(folder.path().join("notes.txt").exists());
}

#[tokio::test]
async fn a_folder_belongs_to_one_reporter() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Rig::start("outages_lock", |write| write.queue_folder(folder.path())).await;
    let second = RemoteWrite::new("http://localhost:9090/").queue_folder(folder.path());
    let error = second.check(&Context::new("second", Program::new("shop", "web-1"))).unwrap_err().to_string();
    assert!(
        error.contains("another process uses the folder; give each process a folder of its own"),
        "{error}"
    );
    // It was checked before the first one started.
    let mut late = Rig::start_unchecked("outages_late", |write| write.queue_folder(folder.path())).await;
    late.report([gauges(10, 1.0)], at(0)).await;
    late.stop().await.expect("the samples wait in memory");
    assert_eq!(late.own("sent_total"), 20.0);
    assert_eq!(segments(folder.path()).len(), 0, "it leaves the files of the first one alone");
}

#[tokio::test]
async fn samples_wait_in_memory_while_the_folder_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::start("outages_memory", |write| write.queue_folder(folder.path())).await;
    fs::remove_dir_all(folder.path()).unwrap();
    rig.receiver.stop().await;
    rig.report([gauges(100, 1.0)], at(0)).await;
    rig.report([gauges(100, 1.0)], at(1)).await;
    rig.receiver.restart().await;
    assert_eq!(times(&rig.samples(200).await), [0, 1]);
}

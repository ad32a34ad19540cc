//! Mail.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use gapless::plugins::{Mail, PluginOptions, WorkResult};
use tokio::time::{sleep, timeout};

use crate::{start, text, value};

/// The reply of a server.
struct Reply(u16);

impl WorkResult for Reply {
    fn is_error(&self) -> bool {
        self.0 >= 400
    }
}

#[tokio::test(start_paused = true)]
async fn messages_are_counted_by_transport_and_outcome() {
    let mail = Mail::new();
    let smtp = mail.transport("smtp");
    let instance = start(mail.clone()).await;
    let sendmail = mail.transport("sendmail");
    let messages = |transport: &str, outcome: &str| {
        let labels = format!("transport=\"{transport}\",outcome=\"{outcome}\"");
        value(&instance, &format!("mail_messages_total{{{labels}}}"))
    };
    for outcome in ["ok", "error", "panic", "cancelled"] {
        assert_eq!(messages("smtp", outcome), Some(0.0));
        assert_eq!(messages("sendmail", outcome), Some(0.0));
    }

    let slow = async {
        sleep(Duration::from_secs(3)).await;
        Reply(250)
    };
    assert_eq!(smtp.send(slow).await.0, 250);
    assert_eq!(smtp.send(async { Reply(450) }).await.0, 450);
    timeout(Duration::from_secs(60), smtp.send(std::future::pending::<()>())).await.unwrap_err();
    let panicking = smtp.send(async { assert_eq!(Reply(250).0, 421) });
    AssertUnwindSafe(panicking).catch_unwind().await.unwrap_err();
    sendmail.call(|| ());

    for outcome in ["ok", "error", "panic", "cancelled"] {
        assert_eq!(messages("smtp", outcome), Some(1.0), "{outcome}");
    }
    assert_eq!(messages("sendmail", "ok"), Some(1.0));
    assert_eq!(value(&instance, "mail_send_duration_seconds_sum{transport=\"smtp\"}"), Some(63.0));
    assert_eq!(value(&instance, "mail_send_duration_seconds_count{transport=\"smtp\"}"), Some(4.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn the_options_change_the_buckets_of_durations() {
    let mail = Mail::new().options(PluginOptions::new().buckets([0.5, 90.0]));
    let _smtp = mail.transport("smtp");
    let instance = start(mail).await;
    let text = text(&instance);
    assert!(text.contains("\nmail_send_duration_seconds_bucket{transport=\"smtp\",le=\"90\"} 0\n"), "{text}");
    assert_eq!(text.matches("mail_send_duration_seconds_bucket").count(), 3);
    instance.shutdown().await;
}

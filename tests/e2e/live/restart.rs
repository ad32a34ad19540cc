//! A program that ends and starts again while its page is open.

use crate::browser::browse;
use crate::grapevine::Grapevine;

#[tokio::test]
async fn the_page_reconnects_to_a_program_that_starts_again_and_marks_it() {
    let (grapevine, mut again) = (Grapevine::start(), None);
    let requests = "http_requests_total";
    browse(&format!("{}/metrics/live/#{requests}", grapevine.url), async |page| {
        page.until_card(requests, "ok").await;
        page.until_live().await;
        let stopped = grapevine.kill();
        page.until("document.getElementById('status').dataset.state === 'lost'").await;
        assert!(page.text("#status").await.starts_with("Reconnecting"));
        again = Some(stopped.start_again());
        page.until_live().await;
        assert!(page.text("#notice").await.contains("restarted"));
        let mark = page.css_variable("--mark").await;
        page.until_drawn(requests, &mark, |line| line.width > 0.0 && line.top - line.bottom > 0.5).await;
        let errors = page.errors().await;
        assert!(errors.iter().all(|error| error.contains("net::ERR_")), "{errors:?}");
    })
    .await;
    drop(again);
}

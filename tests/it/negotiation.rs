//! Checks the table of clients in `docs/formats.md`: each client receives the format in its row.

use crate::router::request_with;

const PAGE: &str = include_str!("../../docs/formats.md");

/// Returns the client, the `Accept` header and the `Content-Type` of each row.
fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    PAGE.lines().filter_map(|line| {
        let cells: Vec<_> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
        let [client, accept, content_type] = cells[..] else { return None };
        let plain = |cell: &'static str| cell.strip_prefix('`')?.strip_suffix('`');
        (client != "client").then_some([client, plain(accept)?, plain(content_type)?])
    })
}

#[tokio::test]
async fn each_client_of_the_table_receives_its_format() {
    assert!(rows().count() > 20);
    for [client, accept, content_type] in rows() {
        let accept = format!("Accept: {accept}\n");
        let (head, _) = request_with("HEAD", "/metrics", &accept, gapless::router()).await;
        let got = head.lines().find_map(|line| line.strip_prefix("content-type: "));
        assert_eq!(got, Some(&*content_type.to_lowercase()), "{client}");
    }
}

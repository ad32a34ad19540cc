//! The metrics of each ready-made plugin, checked with the real `promtool check metrics`.

use std::process::Command;

use gapless::encode::Format;

use crate::every::EVERY;
use crate::peer::peer;
use crate::process::run_on;

#[tokio::test]
async fn promtool_has_nothing_to_say_about_any_plugin() {
    for (plugin, add) in EVERY {
        let instance = add(gapless::builder()).start().await.expect("the plugin starts");
        instance.polled().await;
        let text =
            String::from_utf8(instance.exporter().scrape(Format::Text).into_bytes()).expect("it is text");
        for promtool in ["usr/bin/promtool", "2.42/usr/bin/promtool"] {
            let (accepted, said) = run_on(Command::new(peer(promtool)).args(["check", "metrics"]), &text);
            assert_eq!((accepted, said.as_str()), (true, ""), "{plugin}");
        }
        instance.shutdown().await;
    }
}

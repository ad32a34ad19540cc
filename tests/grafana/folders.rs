//! The folder of the dashboards.

use crate::fake::{Fake, dashboard};
use serde_json::json;

/// Uploads a dashboard into the folder `Shop`, and returns the requests about folders.
async fn upload(fake: &Fake) -> Vec<String> {
    let settings = fake.settings().folder("Shop");
    let mut tasks = settings.start(async { vec![Ok(dashboard("a", "A"))] }).expect("the settings are valid");
    tasks.uploaded().await;
    tasks.uploaded().await; // returns at once
    fake.lines().into_iter().filter(|line| line.contains("/folders")).collect()
}

/// The folders of the uploaded dashboard.
fn folder(fake: &Fake) -> serde_json::Value {
    fake.bodies("POST /api/dashboards/db")[0]["folderUid"].clone()
}

#[tokio::test]
async fn a_folder_is_found_by_its_identifier() {
    let fake = Fake::start().await;
    fake.has_folder("gapless-shop", "Shop");
    assert_eq!(upload(&fake).await, ["GET /api/folders/gapless-shop"]);
    assert_eq!(folder(&fake), "gapless-shop");
}

#[tokio::test]
async fn a_folder_with_the_title_is_used_with_its_own_identifier() {
    let fake = Fake::start().await;
    fake.has_folder("theirs", "Shop");
    let read = ["GET /api/folders/gapless-shop", "GET /api/folders?limit=1000&page=1"];
    assert_eq!(upload(&fake).await, read);
    assert_eq!(folder(&fake), "theirs");
}

#[tokio::test]
async fn a_folder_is_created_if_it_does_not_exist() {
    let fake = Fake::start().await;
    fake.has_folder("theirs", "Other");
    assert_eq!(upload(&fake).await.last().unwrap(), "POST /api/folders");
    assert_eq!(fake.bodies("POST /api/folders"), [json!({"uid": "gapless-shop", "title": "Shop"})]);
    assert_eq!(folder(&fake), "gapless-shop");
}

#[tokio::test]
async fn a_folder_is_renamed_if_its_title_changed() {
    let fake = Fake::start().await;
    fake.has_folder("gapless-shop", "Old");
    assert_eq!(upload(&fake).await, ["GET /api/folders/gapless-shop", "PUT /api/folders/gapless-shop"]);
    assert_eq!(fake.bodies("PUT /api/folders/gapless-shop"), [json!({"title": "Shop", "version": 3})]);
    assert_eq!(folder(&fake), "gapless-shop");
}

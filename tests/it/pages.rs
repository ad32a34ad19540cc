//! The pages of the repository: their links, and the codemap.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the Markdown files in a folder of the repository.
fn pages_in(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).expect("the folder exists");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// Returns the targets of the links on a page.
fn links(page: &str) -> impl Iterator<Item = &str> {
    page.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

#[test]
fn every_relative_link_leads_to_a_file_or_folder() {
    let pages = ["", "docs", "docs/contributing"].into_iter().flat_map(pages_in);
    let mut missing = Vec::new();
    for path in pages {
        let page = std::fs::read_to_string(&path).expect("the page can be read");
        let folder = path.parent().expect("a file has a folder");
        let relative = links(&page).filter(|link| !link.contains("://") && !link.starts_with('#'));
        let files = relative.map(|link| folder.join(link.split('#').next().unwrap_or(link)));
        missing.extend(files.filter(|file| !file.exists()));
    }
    assert!(missing.is_empty(), "{missing:?} do not exist");
}

#[test]
fn the_codemap_has_every_folder() {
    const CODEMAP: &str = include_str!("../../ARCHITECTURE.md");
    let folders = |folder: &str| {
        let entries = std::fs::read_dir(root().join(folder)).expect("the folder exists");
        let paths = entries.map(|entry| entry.expect("an entry can be read").path());
        let names = paths
            .filter(|path| path.is_dir())
            .filter_map(|path| path.file_name()?.to_str().map(str::to_owned));
        names
            .filter(|name| !name.starts_with('.') && name != "target" && name != "runtime")
            .collect::<Vec<_>>()
    };
    let packages = folders("runtime").into_iter().map(|name| format!("runtime/{name}"));
    let layers = folders("runtime/core/src");
    let all = folders("").into_iter().chain(packages).chain(layers);
    let missing: Vec<_> = all.filter(|folder| !CODEMAP.contains(&format!("| `{folder}/` |"))).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn the_readme_shows_messages_of_the_compiler() {
    const README: &str = include_str!("../../README.md");
    const OUTPUT: &str = include_str!("../../ui-tests/cases/defmetrics/fail/five_mistakes.stderr");
    let messages = README.lines().filter(|line| line.starts_with("error: "));
    let wrong: Vec<_> =
        messages.clone().filter(|message| !OUTPUT.lines().any(|line| line == *message)).collect();
    assert_eq!(wrong, [""; 0]);
    assert_eq!(messages.count(), 2);
}

#[test]
fn the_documentation_of_the_crate_lists_every_feature() {
    const MANIFEST: &str = include_str!("../../runtime/facade/Cargo.toml");
    const PAGE: &str = include_str!("../../runtime/facade/src/docs/crate.md");
    let features = MANIFEST.split("\n[features]\n").nth(1).and_then(|rest| rest.split("\n[").next());
    let features = features.expect("the manifest has features").lines().filter(|line| !line.starts_with('#'));
    let names = features.filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    let missing: Vec<_> =
        names.filter(|name| *name != "default" && !PAGE.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, [""; 0]);
}

//! The JavaScript of the live page and of grapevine: its tests run in Node.js, and the linter finds nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::peer::peer;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the files of a folder whose name has an ending, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("the entry can be read").path());
    let mut files: Vec<_> = paths.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    assert!(!files.is_empty(), "no `{ending}` in {}", folder.display());
    files.sort();
    files
}

#[track_caller]
fn succeeds(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; install Node.js"));
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{out}\n{err}");
}

#[test]
fn the_tests_of_the_page_pass_in_node() {
    let tests = files(&workspace().join("tests/page"), ".test.js");
    succeeds(Command::new("node").arg("--test").args(tests));
}

/// The linter accepts only files below its configuration, and finds its packages beside it: the files are copied.
#[test]
fn the_linter_finds_nothing() {
    let linter = peer("page/node_modules/eslint/bin/eslint.js");
    let workspace = workspace();
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let sources = [
        ("tests/page", "tests"),
        ("runtime/live/src/page", "page/live"),
        ("examples/grapevine/page", "page/grapevine"),
    ];
    for (from, to) in sources {
        let to = folder.path().join(to);
        fs::create_dir_all(&to).expect("the folder is new");
        for file in files(&workspace.join(from), ".js") {
            fs::copy(&file, to.join(file.file_name().expect("it is a file")))
                .expect("the file can be copied");
        }
    }
    for name in ["eslint.config.js", "package.json"] {
        fs::copy(workspace.join("tests/page").join(name), folder.path().join(name)).expect("the file exists");
    }
    let packages = linter.ancestors().nth(3).expect("the linter is in a package");
    std::os::unix::fs::symlink(packages, folder.path().join("node_modules")).expect("the folder is new");
    let mut lint = Command::new("node");
    succeeds(lint.current_dir(&folder).arg(&linter).args(["--max-warnings", "0", "page", "tests"]));
}

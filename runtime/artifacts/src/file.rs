//! Files, which the caller writes.

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The path, relative to the folder of all files, with `/` between its parts.
    pub path: String,
    /// The content.
    pub content: String,
}

impl File {
    pub(crate) fn new(path: &str, content: String) -> Self {
        File { path: path.to_owned(), content }
    }
}

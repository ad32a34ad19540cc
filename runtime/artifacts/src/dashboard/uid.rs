//! Identifiers of dashboards and folders: at most 40 characters of `[a-z0-9-]`.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::slug::slug;

const LONGEST: usize = 40;

/// The number of hexadecimal digits of a hash.
const DIGITS: usize = 8;

/// Returns the uid of a dashboard. It ends in a hash of all parts, unless the program and the key are readable from it.
pub(super) fn of_dashboard(program: &str, key: &str, folder: Option<&str>, instance: &str) -> String {
    let plain = format!("gapless-{program}-{key}");
    let of_program_only = folder.is_none() && instance.is_empty();
    if of_program_only && is_word(program) && is_slug(key) && plain.len() <= LONGEST {
        return plain;
    }
    let parts = [program, key, folder.unwrap_or_default(), instance];
    let is_in_folder = [u8::from(folder.is_some())];
    hashed(&parts, parts.iter().map(|part| part.as_bytes()).chain([&is_in_folder[..]]))
}

/// Returns the uid of a folder. It ends in a hash of the key, unless the key is readable from it.
pub(super) fn of_folder(key: &str) -> String {
    let plain = format!("gapless-{key}");
    if is_slug(key) && plain.len() <= LONGEST {
        return plain;
    }
    hashed(&[key], [b"folder", key.as_bytes()])
}

/// Returns a number that depends only on a text, for the id of a panel.
pub(super) fn number(text: &str) -> u32 {
    let hash = Sha256::digest(text);
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

fn hashed<'p>(readable: &[&str], exact: impl IntoIterator<Item = &'p [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in exact {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    let mut uid = slug(&format!("gapless-{}", readable.join("-")));
    uid.truncate(LONGEST - DIGITS - 1);
    uid.truncate(uid.trim_end_matches('-').len());
    uid.push('-');
    for byte in &hash.finalize()[..DIGITS / 2] {
        // Writing to a string does not fail.
        let _ = write!(uid, "{byte:02x}");
    }
    uid
}

fn is_word(text: &str) -> bool {
    is_slug(text) && !text.contains('-')
}

fn is_slug(text: &str) -> bool {
    !text.is_empty() && slug(text) == text
}

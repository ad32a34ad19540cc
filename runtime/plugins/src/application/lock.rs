//! The packages in a `Cargo.lock`. Cargo writes it, with one entry a line, so that it needs no parser of TOML.

use std::collections::BTreeSet;

/// A package of a program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
}

/// Returns all packages, each name with a version once.
pub(super) fn packages(lock: &str) -> Result<Vec<Package>, String> {
    let packages: BTreeSet<_> = sections(lock).filter_map(package).collect();
    match packages.is_empty() {
        true => Err("the text does not contain a package; pass include_str!(\"../Cargo.lock\")".to_owned()),
        false => Ok(packages.into_iter().collect()),
    }
}

/// Returns the dependencies of a package, each name with a version once. An entry has a version only if the lock file
/// has several of the package.
pub(super) fn dependencies_of(name: &str, lock: &str) -> Result<Vec<Package>, String> {
    let all = packages(lock)?;
    let section = sections(lock).find(|section| value(section, "name") == Some(name)).ok_or_else(|| {
        format!("the lock file does not contain `{name}`; pass the `Cargo.lock` of the program")
    })?;
    let entries = section.lines().filter_map(|line| line.trim_start().strip_prefix('"')?.split('"').next());
    let wanted = |entry: &str| {
        let mut words = entry.split(' ');
        let (name, version) = (words.next(), words.next());
        let is_it =
            |of: &&Package| Some(&*of.name) == name && version.is_none_or(|version| of.version == version);
        all.iter().find(is_it).cloned()
    };
    let dependencies: BTreeSet<_> = entries.filter_map(wanted).collect();
    Ok(dependencies.into_iter().collect())
}

/// Returns the sections of the packages.
fn sections(lock: &str) -> impl Iterator<Item = &str> {
    lock.split("[[package]]").skip(1)
}

fn package(section: &str) -> Option<Package> {
    let (name, version) = (value(section, "name")?, value(section, "version")?);
    Some(Package { name: name.to_owned(), version: version.to_owned() })
}

/// Returns the value of a line such as `name = "axum"`.
fn value<'a>(section: &'a str, key: &str) -> Option<&'a str> {
    let of_line = |line: &'a str| line.strip_prefix(key)?.strip_prefix(" = \"")?.split('"').next();
    section.lines().find_map(of_line)
}

//! The machine and the process, as other services know them.

use std::env;
use std::fs;

/// Returns the name of this machine.
#[must_use]
pub fn host() -> Option<String> {
    let of_system = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let of_system = of_system.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    of_system.or_else(|| first_of(&["HOSTNAME", "COMPUTERNAME"]))
}

/// Returns the name of the program's file.
#[must_use]
pub fn executable() -> Option<String> {
    Some(env::current_exe().ok()?.file_stem()?.to_str()?.to_owned())
}

/// Returns the first variable of the environment that is set and not empty.
pub(crate) fn first_of(variables: &[&str]) -> Option<String> {
    variables.iter().find_map(|variable| env::var(variable).ok().filter(|value| !value.trim().is_empty()))
}

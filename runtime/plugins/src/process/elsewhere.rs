//! The process on systems other than Linux.

use std::error::Error;
use std::time::Duration;

use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System};

use super::facts::Facts;

/// Reads the facts that the system has. A system that the crate sysinfo does not support has no facts.
pub(super) fn read() -> Result<Facts, Box<dyn Error + Send + Sync>> {
    if !sysinfo::IS_SUPPORTED_SYSTEM {
        return Ok(Facts::default());
    }
    let id = sysinfo::get_current_pid()?;
    let mut system = System::new();
    let kind = ProcessRefreshKind::nothing().with_cpu().with_memory();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[id]), false, kind);
    let process = system.process(id).ok_or("the system does not describe the process")?;
    Ok(Facts {
        cpu: Some(Duration::from_millis(process.accumulated_cpu_time()).into()),
        open_fds: process.open_files().map(Into::into),
        max_fds: process.open_files_limit().map(Into::into),
        virtual_memory: Some(process.virtual_memory().into()),
        resident_memory: Some(process.memory().into()),
        start_time: Some(process.start_time().into()),
        ..Facts::default()
    })
}

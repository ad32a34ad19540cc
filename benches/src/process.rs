//! A measuring program as a process of its own, so that its memory and its processor time can be read.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// This program with other arguments. It ends when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    /// Starts this program with arguments, and waits until it prints its address.
    ///
    /// # Errors
    ///
    /// Returns an error if the program cannot start, or prints another line first.
    pub fn start(arguments: &[&str]) -> Result<Self, Box<dyn std::error::Error>> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut address)?;
        Ok(Process { child, address: address.trim().parse()? })
    }

    /// Returns the address that the program printed.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the resident memory in MiB.
    ///
    /// # Errors
    ///
    /// Returns an error if the system has no file with the status of the process.
    pub fn memory(&self) -> Result<f64, Box<dyn std::error::Error>> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
    }

    /// Returns the processor time since the start.
    ///
    /// # Errors
    ///
    /// Returns an error if the system has no file with the times of the process.
    pub fn processor_time(&self) -> Result<Duration, Box<dyn std::error::Error>> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit_once(") ").ok_or("the file `stat` has no name")?.1;
        let times: Vec<u64> =
            after_name.split(' ').skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
        Ok(Duration::from_millis(times.iter().sum::<u64>() * 10)) // a tick of Linux is 10 ms
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

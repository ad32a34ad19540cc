//! Processes that a test starts, and that end with the test.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

/// A running process. Dropping it kills the process by its id.
pub(crate) struct Process {
    child: Child,
    log: Arc<Mutex<String>>,
    leads_group: bool,
}

impl Process {
    /// Starts a program, waits for a line on stderr with `sign`, and returns the word after it.
    pub(crate) fn start(command: &mut Command, sign: &str) -> (Self, String) {
        let mut child = spawn(command.stdout(Stdio::null()).stderr(Stdio::piped()));
        let output = child.stderr.take().expect("its stderr is piped");
        Process::started(child, output, command, sign)
    }

    /// Starts a program that starts others, waits for a line on stdout with `sign`, and returns the word after it.
    /// Dropping the process also kills the others.
    pub(crate) fn start_group(command: &mut Command, sign: &str) -> (Self, String) {
        let mut child = spawn(command.process_group(0).stdout(Stdio::piped()).stderr(Stdio::null()));
        let output = child.stdout.take().expect("its stdout is piped");
        let (mut process, found) = Process::started(child, output, command, sign);
        process.leads_group = true;
        (process, found)
    }

    fn started(
        child: Child,
        output: impl Read + Send + 'static,
        command: &Command,
        sign: &str,
    ) -> (Self, String) {
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let mut log = String::new();
        let found = lines.by_ref().find_map(|line| {
            log.push_str(&line);
            log.push('\n');
            let (_, behind) = line.split_once(sign)?;
            Some(behind.split_whitespace().next().unwrap_or_default().to_owned())
        });
        let found =
            found.unwrap_or_else(|| panic!("{command:?} ended without a line that has `{sign}`:\n{log}"));
        let log = Arc::new(Mutex::new(log));
        let rest = Arc::clone(&log);
        // Keeps reading, so that the program does not block on a full pipe.
        std::thread::spawn(move || {
            for line in lines {
                *rest.lock().expect("no writer panics") += &(line + "\n");
            }
        });
        (Process { child, log, leads_group: false }, found)
    }

    /// Sends a signal to stop, and waits for the exit.
    pub(crate) fn stop(mut self, signal: &str) -> ExitStatus {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status().expect("`kill` is on every Unix");
        assert!(sent.success(), "cannot send {signal} to {pid}");
        self.child.wait().expect("it is our child")
    }

    pub(crate) fn log(&self) -> String {
        self.log.lock().expect("no writer panics").clone()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The process may have ended already.
        if self.leads_group {
            let group = format!("-{}", self.child.id());
            let _ = Command::new("kill").args(["-s", "KILL", "--", &group]).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(command: &mut Command) -> Child {
    let started = command.stdin(Stdio::null()).spawn();
    started.unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"))
}

/// Runs a program with an input; returns whether it succeeded, and its output.
pub(crate) fn run_on(command: &mut Command, input: &str) -> (bool, String) {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap_or_else(|error| panic!("cannot start it: {error}"));
    let mut stdin = child.stdin.take().expect("its stdin is piped");
    stdin.write_all(input.as_bytes()).expect("it reads its input");
    drop(stdin);
    let output = child.wait_with_output().expect("it is our child");
    (
        output.status.success(),
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat(),
    )
}

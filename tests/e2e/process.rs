//! Processes that a test starts, and that end with the test.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

/// A running process. Dropping it kills the process by its id.
pub(crate) struct Process {
    child: Child,
    log: Arc<Mutex<String>>,
}

impl Process {
    /// Starts a program, waits for a log line with `sign`, and returns the word after it.
    pub(crate) fn start(command: &mut Command, sign: &str) -> (Self, String) {
        let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut child = started.unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let mut lines =
            BufReader::new(child.stderr.take().expect("its stderr is piped")).lines().map_while(Result::ok);
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
        (Process { child, log }, found)
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
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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

//! The built program: run to its end, or in the background with its log at hand.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use super::app::MASTER_KEY;

/// The program on this data directory, with one quick algorithm and a free port.
pub fn signet(data: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signet"));
    command.args(arguments).current_dir(data.parent().unwrap());
    command.env("SIGNET__SERVER__DATA", data).env("SIGNET__SERVER__LISTEN", "127.0.0.1:0");
    command.env("SIGNET__KEYS__ALGORITHMS", "ES256").env("SIGNET__KEYS__DEFAULT_ALGORITHM", "ES256");
    command.envs(variables.iter().copied());
    command
}

/// What `serve` needs besides.
pub fn serving<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let needed = [("SIGNET__SERVER__ISSUER", "https://id.test"), ("SIGNET__SEALING__MASTER_KEY", MASTER_KEY)];
    needed.into_iter().chain(more.iter().copied()).collect()
}

pub fn run(data: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> (Output, String) {
    let output = signet(data, variables, arguments).stdin(Stdio::null()).output().unwrap();
    let errors = String::from_utf8(output.stderr.clone()).unwrap();
    (output, errors)
}

/// A server in the background, ended with the test, and the lines of its log.
pub struct Running {
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (out, errors) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        for pipe in [Box::new(out) as Box<dyn std::io::Read + Send>, Box::new(errors)] {
            let log = Arc::clone(&log);
            std::thread::spawn(move || {
                for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                    log.lock().unwrap().push(line);
                }
            });
        }
        Self { child, log }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Sends it a signal, such as TERM.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(sent.unwrap().success());
    }

    /// The code that it ends with, if it does within this time.
    pub async fn ends_within(&mut self, patience: Duration) -> Option<i32> {
        let began = Instant::now();
        while began.elapsed() < patience {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }

    pub fn lines(&self, words: &str) -> Vec<String> {
        self.log.lock().unwrap().iter().filter(|line| line.contains(words)).cloned().collect()
    }

    /// The first line with these words, waited for.
    pub fn line(&self, words: &str) -> String {
        self.line_of(words, "")
    }

    /// The first line with both, waited for.
    pub fn line_of(&self, words: &str, more: &str) -> String {
        for _ in 0..400 {
            if let Some(line) = self.lines(words).into_iter().find(|line| line.contains(more)) {
                return line;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no line with {words:?} and {more:?} in {:#?}", self.log.lock().unwrap());
    }

    /// As `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

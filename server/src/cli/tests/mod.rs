//! The command line end to end: arguments in, answers and codes out, over a database of its own.

mod audit;
mod backups;
mod check_config;
mod clients;
mod help;
mod keys;
mod manuals;
mod places;
mod users;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::execute;
use super::place::master_key_file;
use super::terminal::Terminal;
use crate::clock::{Clock as _, SystemClock};
use crate::entropy::{Entropy, SystemEntropy};
use crate::sealing::master_key::MasterKey;
use crate::store::schema;

/// A data directory, as `signet dev` leaves one, and somebody at the command line.
struct Shell {
    dir: PathBuf,
    environment: Vec<(String, String)>,
}

/// What a command printed, and how it ended.
#[derive(Debug)]
struct Done {
    code: u8,
    output: String,
    errors: String,
}

impl Shell {
    /// With nothing in it.
    fn empty() -> Self {
        let entropy: &dyn Entropy = &SystemEntropy;
        let number = u64::from_be_bytes(entropy.bytes());
        let dir = std::env::temp_dir().join(format!("signet-cli-{number}"));
        std::fs::create_dir(&dir).unwrap();
        Self { dir, environment: Vec::new() }
    }

    /// With a migrated database and a master key.
    async fn dev() -> Self {
        let shell = Self::empty();
        let address = format!("sqlite:{}", shell.path("signet.db").display());
        schema::migrate(&address, SystemClock.now()).await.unwrap();
        let key = MasterKey::generate(&SystemEntropy).to_text();
        std::fs::write(master_key_file(&shell.dir), key.expose()).unwrap();
        shell
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name).display().to_string()
    }

    fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Runs `signet ARGUMENTS --data DIR`, with `input` on standard input.
    async fn with_input(&self, arguments: &[&str], input: &str) -> Done {
        let data = self.dir.display().to_string();
        self.bare(&[arguments, &["--data", &data]].concat(), input).await
    }

    async fn run(&self, arguments: &[&str]) -> Done {
        self.with_input(arguments, "").await
    }

    /// The JSON answer of a command that works.
    async fn json(&self, arguments: &[&str]) -> Value {
        let done = self.run(&[arguments, &["--json"]].concat()).await;
        assert_eq!((done.code, done.errors.as_str()), (0, ""), "{arguments:?}");
        serde_json::from_str(&done.output).unwrap()
    }

    /// The message of a command that is refused.
    async fn refusal(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments).await;
        assert_eq!((done.code, done.output.as_str()), (1, ""), "{arguments:?} {}", done.errors);
        done.errors
    }

    /// Runs `signet ARGUMENTS` and nothing added.
    async fn bare(&self, arguments: &[&str], input: &str) -> Done {
        let (output, errors) = (Page::default(), Page::default());
        let mut terminal = Terminal {
            input: Box::new(io::Cursor::new(input.as_bytes().to_vec())),
            output: Box::new(output.clone()),
            errors: Box::new(errors.clone()),
            environment: self.environment.clone(),
            working_directory: Some(self.dir.clone()),
            rewrites_lines: false,
            is_on_line: false,
            last_progress: tokio::time::Instant::now(),
        };
        let arguments = ["signet"].iter().chain(arguments).map(OsString::from);
        let code = execute(arguments, &mut terminal).await;
        Done { code, output: output.text(), errors: errors.text() }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// A stream that is kept.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

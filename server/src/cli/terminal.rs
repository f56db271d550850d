//! What a command reads from and writes to: the process's own streams, or buffers in tests.

use std::io::{self, BufRead, BufReader, IsTerminal as _, Write};
use std::path::PathBuf;
use std::time::Duration;

use tokio::time::Instant;

use crate::config::process_environment;

/// Between two lines of progress that stay.
const SELDOM: Duration = Duration::from_secs(10);

/// The surroundings of a command. No `Debug`: the environment holds secrets.
pub(super) struct Terminal {
    pub(super) input: Box<dyn BufRead>,
    pub(super) output: Box<dyn Write>,
    pub(super) errors: Box<dyn Write>,
    /// Variables with our name.
    pub(super) environment: Vec<(String, String)>,
    /// Where `signet.toml` is looked for.
    pub(super) working_directory: Option<PathBuf>,
    /// Whether a line on `errors` may be written over by the next.
    pub(super) rewrites_lines: bool,
    /// Whether such a line stands there.
    pub(super) is_on_line: bool,
    /// When a line of progress was last written, or the command began.
    pub(super) last_progress: Instant,
}

impl Terminal {
    pub(super) fn of_process() -> Self {
        Self {
            input: Box::new(BufReader::new(io::stdin())),
            output: Box::new(io::stdout()),
            errors: Box::new(io::stderr()),
            environment: process_environment(),
            working_directory: std::env::current_dir().ok(),
            rewrites_lines: io::stderr().is_terminal(),
            is_on_line: false,
            last_progress: Instant::now(),
        }
    }

    /// The answer: what a pipe would read.
    pub(super) fn say(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.output, "{text}")?;
        self.output.flush()
    }

    /// A word beside the answer. Nobody may be listening.
    pub(super) fn note(&mut self, text: &str) {
        let _ = writeln!(self.errors, "{text}");
    }

    /// How far a long work has come: on a terminal always, in a file a line now and then.
    pub(super) fn progress(&mut self, text: &str) {
        if self.rewrites_lines {
            let _ = write!(self.errors, "\r{text}");
            let _ = self.errors.flush();
            self.is_on_line = true;
        } else if self.last_progress.elapsed() >= SELDOM {
            self.last_progress = Instant::now();
            self.note(text);
        }
    }

    /// Ends the line that [`Terminal::progress`] was on, if it was on one.
    pub(super) fn end_progress(&mut self) {
        if std::mem::take(&mut self.is_on_line) {
            let _ = writeln!(self.errors);
        }
    }
}

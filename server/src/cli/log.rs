//! The log on stderr, whose level may change while the process runs.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, Registry, fmt, reload};

use crate::config::Config;
use crate::config::value::{LogFormat, LogLevel};

/// The log that was started.
pub(super) struct Log {
    level: LogLevel,
    filter: reload::Handle<EnvFilter, Registry>,
}

impl Log {
    /// Starts it; `default` is the form where none is configured.
    pub(super) fn start(config: &Config, default: LogFormat) -> Self {
        let level = config.log.level;
        let (filter, handle) = reload::Layer::new(filter(level));
        let lines = fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
        let lines = match config.log.format.unwrap_or(default) {
            LogFormat::Json => lines.json().flatten_event(true).boxed(),
            LogFormat::Text => lines.with_target(false).boxed(),
        };
        tracing_subscriber::registry().with(filter).with(lines).init();
        Self { level, filter: handle }
    }

    /// Logs at another level from now on, and says so where either of the two lets it.
    pub(super) fn change(&mut self, level: LogLevel) {
        if level == self.level {
            return;
        }
        let say = || tracing::info!(log.level = %level, "the level of the log has changed");
        if level < self.level {
            say();
        }
        if let Err(error) = self.filter.reload(filter(level)) {
            tracing::error!(%error, "the level of the log stays as it was");
            return;
        }
        if level > self.level {
            say();
        }
        self.level = level;
    }
}

/// Libraries speak up only when something is wrong: their debug lines may hold what ours never do. The driver warns of
/// connection parameters with their values; the configuration has refused them already.
fn filter(level: LogLevel) -> EnvFilter {
    EnvFilter::new(format!("warn,sqlx_postgres::options=error,signet={level}"))
}

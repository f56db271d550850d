//! The log on standard error: JSON, a line for each event, with the request that it belongs to; or text.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::config::value::{LogFormat, LogLevel};

/// What is logged. Libraries speak up only when something is wrong: their debug lines may hold what ours never do. The
/// driver warns of connection parameters with their values; the configuration has refused them already.
pub(super) fn filter(level: LogLevel) -> EnvFilter {
    EnvFilter::new(format!("warn,sqlx_postgres::options=error,signet={level}"))
}

/// How it is written.
pub(super) fn layer<S>(format: LogFormat) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'span> tracing_subscriber::registry::LookupSpan<'span>,
{
    let log = fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    match format {
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).boxed(),
        LogFormat::Text => log.with_target(false).boxed(),
    }
}

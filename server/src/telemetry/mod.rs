//! What an operator reads of each request: the log on standard error, and traces for a collector where one is configured.
//!
//! May import `config`. The vendors tracing-subscriber and opentelemetry are spoken here alone; everybody logs through
//! `tracing`, and traces through [`spans`]. Spans of traces have a target of their own: the log never shows them, and
//! without a collector nothing listens to that target, so that a span costs one load.
//!
//! Nothing personal and no secret is logged or traced. Text that callers choose goes through `masked` first.

mod log;
mod otlp;
mod parent;
pub mod spans;

use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, Registry, reload};

use crate::config::Config;
use crate::config::value::{LogFormat, LogLevel};

pub use otlp::ExporterError;

/// The log and the traces that were started.
#[derive(Debug)]
pub struct Telemetry {
    level: LogLevel,
    filter: reload::Handle<EnvFilter, Registry>,
    traces: Option<SdkTracerProvider>,
}

/// Starts the log, in `default` where no form is configured, and the traces where a collector is.
///
/// # Errors
/// When the exporter of traces cannot be made.
pub fn start(config: &Config, default: LogFormat) -> Result<Telemetry, ExporterError> {
    let (level, format) = (config.log.level, config.log.format.unwrap_or(default));
    let traces = otlp::provider(&config.otlp)?;
    let (filter, handle) = reload::Layer::new(log::filter(level));
    match &traces {
        None => Registry::default().with(filter).with(log::layer(format)).init(),
        Some(provider) => {
            let log = log::layer(format).with_filter(filter);
            Registry::default().with(log).with(otlp::layer(provider).with_filter(spans::only())).init();
        }
    }
    Ok(Telemetry { level, filter: handle, traces })
}

impl Telemetry {
    /// Logs at another level from now on, and says so where either of the two lets it.
    pub fn log_at(&mut self, level: LogLevel) {
        if level == self.level {
            return;
        }
        let say = || tracing::info!(log.level = %level, "the level of the log has changed");
        if level < self.level {
            say();
        }
        if let Err(error) = self.filter.reload(log::filter(level)) {
            tracing::error!(%error, "the level of the log stays as it was");
            return;
        }
        if level > self.level {
            say();
        }
        self.level = level;
    }

    /// Delivers what is left of the traces, for at most two seconds.
    pub async fn finish(self) {
        let Some(provider) = self.traces else { return };
        let last = move || provider.shutdown_with_timeout(otlp::LAST_WORDS);
        if let Ok(Err(error)) = tokio::task::spawn_blocking(last).await {
            tracing::warn!(%error, "the last traces were not delivered");
        }
    }
}

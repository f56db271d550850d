//! What `dev` and `serve` have in common: the log, the server, the signals.

use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use axum_server::Handle;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::app::Services;
use crate::clock::{Clock as _, SystemClock};
use crate::config::value::LogFormat;
use crate::config::{Config, TlsFiles};
use crate::web::Site;
use crate::web::server::Sockets;
use crate::{boot, upkeep};

/// Starts the log on stderr.
pub(super) fn start_log(config: &Config, default: LogFormat) {
    // Libraries speak up only when something is wrong: their debug lines may hold what ours never do.
    // The driver warns of connection parameters with their values; the configuration has refused them already.
    let filter = EnvFilter::new(format!("warn,sqlx_postgres::options=error,signet={}", config.log.level));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    match config.log.format.unwrap_or(default) {
        LogFormat::Json => log.json().flatten_event(true).init(),
        LogFormat::Text => log.with_target(false).init(),
    }
}

/// Says what is set and not as somebody would want it. To be called once the log is there.
pub(super) fn warn(config: &Config) {
    for warning in config.warnings(SystemClock.now()) {
        tracing::warn!("{warning}");
    }
}

/// Serves until a signal; then what is in flight finishes, and a second signal ends it at once. `ready` runs once the
/// server accepts connections.
pub(super) async fn serve(
    services: Arc<Services>,
    sockets: Sockets,
    tls: Option<TlsFiles>,
    ready: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let brand = boot::brand(&services.config)?;
    let grace = services.config.server.shutdown_grace;
    let handle: Handle<SocketAddr> = Handle::new();
    let mut chores = upkeep::start(&services);
    let site = Site::new(Arc::clone(&services), brand);
    let serving = handle.clone();
    let mut server = tokio::spawn(async move { sockets.serve(site, tls.as_ref(), serving).await });
    let mut terminate = signal(SignalKind::terminate()).context("listening for signals")?;
    ready()?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("finishing what is in flight");
    handle.graceful_shutdown(Some(grace));
    tokio::select! {
        served = &mut server => served.context("the server")??,
        _ = terminate.recv() => handle.shutdown(),
        _ = tokio::signal::ctrl_c() => handle.shutdown(),
    }
    // First the chores: none of them must find the database closed.
    chores.shutdown().await;
    services.db.close().await;
    Ok(())
}

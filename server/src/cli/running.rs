//! What `dev` and `serve` have in common: they listen, serve, and end quietly.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum_server::Handle;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};

use super::reload::Reload;
use super::signals::Signals;
use crate::app::Services;
use crate::clock::{Clock as _, SystemClock};
use crate::config::value::ListenAddress;
use crate::config::{self, Config, Flag, Sources, TlsFiles};
use crate::web::Site;
use crate::web::server::Sockets;
use crate::{boot, upkeep};

/// How long a balancer has for noticing that `serve` is not ready any more, where nothing else is configured.
const DRAIN_DELAY: Duration = Duration::from_secs(5);
/// The database is closed within this time, or left to itself: what was committed is safe.
const CLOSES_WITHIN: Duration = Duration::from_secs(2);
/// The same for whoever has lost patience.
const CLOSES_AT_ONCE: Duration = Duration::from_millis(500);

/// What the command line sets of the configuration.
pub(super) struct Given<'a> {
    pub(super) config: Option<&'a Path>,
    pub(super) listen: Option<&'a str>,
    pub(super) issuer: Option<&'a str>,
    pub(super) data: Option<&'a Path>,
}

impl Given<'_> {
    /// From where the configuration comes: these flags last, over the environment of the process.
    pub(super) fn sources(&self) -> Sources {
        let flags = [
            ("server.listen", "--listen", self.listen.map(str::to_owned)),
            ("server.issuer", "--issuer", self.issuer.map(str::to_owned)),
            ("server.data", "--data", self.data.map(|data| data.display().to_string())),
        ];
        let flags =
            flags.into_iter().filter_map(|(key, name, value)| Some(Flag { key, value: value?, name }));
        Sources {
            file: self.config.map(Path::to_path_buf),
            working_directory: std::env::current_dir().ok(),
            environment: config::process_environment(),
            flags: flags.collect(),
        }
    }
}

/// Says what is set and not as somebody would want it. To be called once the log is there.
pub(super) fn warn(config: &Config) {
    for warning in config.warnings(SystemClock.now()) {
        tracing::warn!("{warning}");
    }
}

/// The sockets that are bound, and how they speak.
pub(super) struct Listening {
    public: Sockets,
    operator: Option<Sockets>,
    tls: Option<TlsFiles>,
}

impl Listening {
    /// Binds the public addresses, and the operator's where one is configured: a port in use ends the start here.
    pub(super) fn bind(config: &Config, public: &[SocketAddr]) -> io::Result<Self> {
        let operator = config.server.admin_listen.as_ref().map(ListenAddress::sockets);
        Ok(Self {
            public: Sockets::bind(public)?,
            operator: operator.map(|addresses| Sockets::bind(&addresses)).transpose()?,
            tls: config.server.tls.clone(),
        })
    }

    /// Where the public site is.
    pub(super) fn public(&self) -> io::Result<Vec<SocketAddr>> {
        self.public.addresses()
    }

    /// Where the operator's is, if anywhere.
    pub(super) fn operator(&self) -> io::Result<Vec<SocketAddr>> {
        self.operator.as_ref().map_or(Ok(Vec::new()), Sockets::addresses)
    }
}

/// Serves until a signal; then what is in flight finishes, and a second signal ends it at once. `ready` runs once the
/// server accepts connections.
pub(super) async fn serve(
    services: Arc<Services>,
    listening: Listening,
    mut reload: Reload,
    ready: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut signals = Signals::listen()?;
    let site = Site::new(Arc::clone(&services), boot::brand(&services.config)?);
    let mut chores = upkeep::start(&services);
    let (public, operator) = (Handle::new(), Handle::new());
    let (mut server, mut operators) = (JoinSet::new(), JoinSet::new());
    let Listening { public: sockets, operator: others, tls } = listening;
    server.spawn(public_site(sockets, site.clone(), tls, public.clone()));
    // It is there until all else has ended: metrics and readiness tell of the end too.
    if let Some(sockets) = others {
        operators.spawn(sockets.serve_operator(site.clone(), operator.clone()));
    }
    ready()?;
    tokio::select! {
        () = signals.end(|| reload.again()) => {}
        ended = server.join_next() => ended_early(ended)?,
        Some(ended) = operators.join_next() => ended_early(Some(ended))?,
    }
    let is_told_twice = tokio::select! {
        served = finish(&site, &public, &mut server) => { served?; false }
        () = signals.end(|| reload.again()) => true,
    };
    cut_off(&public);
    operator.shutdown();
    // First the chores: none of them must find the database closed.
    let close = async {
        chores.shutdown().await;
        services.db.close().await;
    };
    let patience = if is_told_twice { CLOSES_AT_ONCE } else { CLOSES_WITHIN };
    if timeout(patience, close).await.is_err() {
        tracing::warn!("the database was left open: it does not answer");
    }
    if is_told_twice {
        bail!("a second signal ended it before all was answered");
    }
    reload.end().await;
    Ok(())
}

/// Nobody has told it to: a supervisor is to notice.
fn ended_early(ended: Option<Result<io::Result<()>, JoinError>>) -> anyhow::Result<()> {
    if let Some(served) = ended {
        served.context("the server")??;
    }
    bail!("the server has ended by itself")
}

async fn public_site(
    sockets: Sockets,
    site: Site,
    tls: Option<TlsFiles>,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    sockets.serve(site, tls.as_ref(), handle).await
}

/// Not ready any more, requests are taken for a while yet; then no connection is, and what is in flight finishes.
async fn finish(
    site: &Site,
    public: &Handle<SocketAddr>,
    server: &mut JoinSet<io::Result<()>>,
) -> anyhow::Result<()> {
    let settings = &site.config.server;
    let usual = if site.is_dev { Duration::ZERO } else { DRAIN_DELAY };
    let delay = settings.drain_delay.map_or(usual, Duration::from).min(settings.shutdown_grace);
    site.readiness().drain();
    let delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(delay_ms, "not ready any more: taking requests for so long yet");
    sleep(delay).await;
    tracing::info!("finishing what is in flight");
    public.graceful_shutdown(None);
    let finished = async {
        while let Some(served) = server.join_next().await {
            served.context("the server")??;
        }
        anyhow::Ok(())
    };
    // What takes longer is cut off by whoever called.
    timeout(settings.shutdown_grace.saturating_sub(delay), finished).await.unwrap_or(Ok(()))
}

/// Ends what is still there.
fn cut_off(public: &Handle<SocketAddr>) {
    let connections = public.connection_count();
    if connections > 0 {
        tracing::warn!(connections, "connections were cut off");
    }
    public.shutdown();
}

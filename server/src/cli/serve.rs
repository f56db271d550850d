//! `signet serve`: for production.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;

use super::failure::LastWord;
use super::reload::Reload;
use super::running::{self, Given, Listening};
use crate::boot::{self, Plan};
use crate::clock::SystemClock;
use crate::config::value::{ListenAddress, LogFormat};
use crate::config::{self, Config, Sources};
use crate::entropy::SystemEntropy;
use crate::sealing::master_key::MasterKey;
use crate::telemetry;

/// Serve in production: needs an issuer and a master key
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  mkdir -p /etc/signet
  (umask 077; signet key generate-master > /etc/signet/master.key)
  export SIGNET__SERVER__ISSUER=https://id.example.com
  export SIGNET__SEALING__MASTER_KEY_FILE=/etc/signet/master.key
  signet migrate
  signet serve

Configuration: --config FILE (else ./signet.toml), then the environment (SIGNET__SECTION__KEY), then flags.")]
pub(super) struct ServeArgs {
    /// Configuration file [default: ./signet.toml where there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen, for instance 0.0.0.0:8080
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// The public address of this provider
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// The data directory (the SQLite database, where no other database is configured)
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl ServeArgs {
    fn given(&self) -> Given<'_> {
        Given {
            config: self.config.as_deref(),
            listen: self.listen.as_deref(),
            issuer: self.issuer.as_deref(),
            data: self.data.as_deref(),
        }
    }
}

/// Serves until it is told to stop.
pub(super) async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let sources = args.given().sources();
    let last_word = LastWord::of(&sources);
    start(sources).await.map_err(|error| last_word.told(error))
}

async fn start(sources: Sources) -> anyhow::Result<()> {
    let config = config::load_checked(&sources, &[Config::check_serve, boot::files::check])?;
    let reload = Reload::new(sources, telemetry::start(&config, LogFormat::Json)?, &config);
    let addresses: Vec<_> = config.server.listen.iter().flat_map(ListenAddress::sockets).collect();
    let listening = Listening::bind(&config, &addresses)?;
    let (public, operator) = (named(&listening.public()?), named(&listening.operator()?));
    // As messages name it: without its password.
    let database = config.database_url().to_string();
    let plan = Plan {
        issuer: config.server.issuer.clone().context("server.issuer is missing")?,
        is_dev: false,
        master_key: master_key(config.sealing.master_key.as_ref())?
            .context("sealing.master_key is missing")?,
        previous_master_key: master_key(config.sealing.master_key_previous.as_ref())?,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        config,
    };
    let office = boot::office(&plan).await?;
    let services = boot::services(plan, office, None).await?;
    // Not before: a start that is refused says why in one line.
    running::warn(&services.config);
    for warning in services.config.serve_warnings() {
        tracing::warn!("{warning}");
    }
    let issuer = services.issuer.to_string();
    running::serve(services, listening, reload, move || {
        let version = env!("CARGO_PKG_VERSION");
        tracing::info!(issuer, listening = public, admin_listening = operator, database, version, "serving");
        Ok(())
    })
    .await
}

fn named(addresses: &[SocketAddr]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The master key in its own room's type.
pub(super) fn master_key(configured: Option<&config::value::MasterKey>) -> anyhow::Result<Option<MasterKey>> {
    use base64::Engine as _;
    let parse = |key: &config::value::MasterKey| {
        let text = base64::engine::general_purpose::STANDARD.encode(key.expose());
        MasterKey::parse(&text).context("sealing.master_key")
    };
    configured.map(parse).transpose()
}

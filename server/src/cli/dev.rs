//! `signet dev`: everything on one machine, with demo clients and people.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};

use super::demo::{self, Seeds};
use super::dev_data::{self, DevData};
use super::failure::LastWord;
use super::place::{Place, sealer};
use super::reload::Reload;
use super::running::{self, Given, Listening};
use super::serve::master_key;
use crate::boot::{self, Plan, owner};
use crate::clock::{Clock as _, SystemClock};
use crate::config::value::{ListenAddress, LogFormat};
use crate::config::{self, Config, Sources};
use crate::entropy::SystemEntropy;
use crate::model::demo::{Demo, DemoUser};
use crate::protocol::issuer::Issuer;
use crate::sealing::sealer::Sealer;
use crate::store::schema;
use crate::telemetry;

/// Start a complete provider on this machine, with demo clients and people
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  signet dev                              everything, on http://localhost:8080
  signet dev --listen 127.0.0.1:0         on a free port
  signet dev --client my-app.json         with a client of your own
  signet dev --json > fixture.json        as a fixture: one line once it accepts connections
  SIGNET__DATABASE__URL=postgres://... SIGNET__REDIS__URL=redis://... signet dev

Of the limits those on failed sign-ins hold here; limits.client_auth, .token and .refresh do not.
The database is dev's own, or one without clients and people: any other is refused, and left as it is.

A client file holds the metadata of RFC 7591, for instance
  {\"client_id\": \"my-app\", \"client_secret\": \"...\", \"redirect_uris\": [\"http://localhost:3000/callback\"]}")]
pub(super) struct DevArgs {
    /// The data directory: database, master key, demo secrets [default: signet-data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one [default: localhost:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// The issuer [default: http://localhost:PORT]
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Adds the client that this file describes (RFC 7591), or updates it; may be given more than once
    #[arg(long, value_name = "FILE")]
    client: Vec<PathBuf>,
    /// Configuration file [default: ./signet.toml where there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print one JSON line instead of words, once connections are accepted
    #[arg(long)]
    json: bool,
}

impl DevArgs {
    fn given(&self) -> Given<'_> {
        Given {
            config: self.config.as_deref(),
            listen: self.listen.as_deref(),
            issuer: self.issuer.as_deref(),
            data: self.data.as_deref(),
        }
    }
}

/// Runs the demo until it is told to stop.
pub(super) async fn run(args: DevArgs) -> anyhow::Result<()> {
    let sources = args.given().sources();
    let last_word = LastWord::of(&sources);
    start(args, sources).await.map_err(|error| last_word.told(error))
}

async fn start(args: DevArgs, sources: Sources) -> anyhow::Result<()> {
    let config = config::load_checked(&sources, &[Config::check_dev, boot::files::check])?;
    let reload = Reload::new(sources, telemetry::start(&config, LogFormat::Text)?, &config);
    running::warn(&config);
    // Before anything is written: a port in use ends it here, and so does a client file that cannot be read, or a
    // database that is not for `dev`.
    let listening = Listening::bind(&config, &addresses(&config))?;
    let port = listening.public()?.first().map_or(0, std::net::SocketAddr::port);
    let data = config.server.data.clone();
    let place = Place { config: args.config.clone(), data: args.data.clone() };
    place.check_makes_no_second(&config)?;
    let own_clients = demo::own_clients(&args.client)?;
    let known_key = dev_data::known_master_key(&data)?.map(|key| Sealer::new(&key, None));
    owner::check_dev(&config, sealer(&config).or(known_key).as_ref()).await?;
    let found = demo::file(&data).exists();
    let held = DevData::hold(&data, port)?;
    schema::migrate(config.database_url().expose(), SystemClock.now())
        .await
        .with_context(|| config.database_named())?;
    let plan = plan(config, port, &held)?;
    let office = boot::office(&plan).await?;
    owner::take_for_dev(&office.db, &plan.issuer).await?;
    let seeds = Seeds { issuer: plan.issuer.clone(), data: data.clone(), own_clients };
    let demo = demo::seed(&office, &seeds).await?;
    let services = boot::services(plan, office, Some(demo.clone())).await?;
    let issuer = services.issuer.clone();
    let (json, data) = (args.json, data.canonicalize().unwrap_or(data));
    running::serve(services, listening, reload, move || {
        if json {
            println!("{}", fixture(&issuer, &data, &demo));
        } else {
            println!("{}", demo::banner(&issuer, &data, &demo, found));
        }
        Ok(())
    })
    .await
}

fn plan(config: Config, port: u16, held: &DevData) -> anyhow::Result<Plan> {
    Ok(Plan {
        issuer: match &config.server.issuer {
            Some(issuer) => issuer.clone(),
            None => format!("http://localhost:{port}").parse::<Issuer>().context("the issuer")?,
        },
        is_dev: true,
        master_key: match master_key(config.sealing.master_key.as_ref())? {
            Some(key) => key,
            None => held.master_key()?,
        },
        previous_master_key: master_key(config.sealing.master_key_previous.as_ref())?,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        config,
    })
}

/// A loopback address means both loopbacks: `localhost` is either, and the issuer says localhost.
fn addresses(config: &Config) -> Vec<std::net::SocketAddr> {
    let both = |listen: &ListenAddress| {
        if listen.is_loopback() {
            ListenAddress::localhost(listen.port()).sockets()
        } else {
            listen.sockets()
        }
    };
    let mut addresses: Vec<_> = config.server.listen.iter().flat_map(both).collect();
    addresses.dedup();
    addresses
}

fn fixture(issuer: &Issuer, data: &Path, demo: &Demo) -> Value {
    let person = |user: &DemoUser| {
        let mut shown = json!({ "username": user.username, "claims": user.claims });
        if let Some(password) = &user.password {
            shown["password"] = password.as_str().into();
        }
        shown
    };
    json!({
        "issuer": issuer.as_str(),
        "pid": std::process::id(),
        "data": data.display().to_string(),
        "clients": demo.clients,
        "users": demo.users.iter().map(person).collect::<Vec<_>>(),
    })
}

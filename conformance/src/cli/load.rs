//! `conformance load`, and what it shares with `conformance compare`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::load::lanes::{Lanes, Settings};
use crate::load::measured::Measured;
use crate::load::stage::{Ground, Manners, Stage};
use crate::load::workloads::{self, Recipe};
use crate::load::{self, gate};
use crate::target::{Client, Role, Target, User};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  conformance load --target target.json
      every workload; `signet dev --json > target.json` writes such a file, with the id of its process
  conformance load --target target.json --workload client-credentials@billing --connections 32 --seconds 20
      one workload, as the client billing
  conformance load --target target.json --workload userinfo --rate 5000
      an open loop: latency is counted from when a request was due
Pin provider and driver to cores of their own (taskset -c 0, taskset -c 1).")]
pub(super) struct Arguments {
    /// Issuer, clients and people as JSON; its member pid names the process
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
    /// More people, one JSON object a line
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,
    /// More clients, one JSON object a line: services among them ask in turn
    #[arg(long, value_name = "FILE")]
    clients: Option<PathBuf>,
    /// Process of the provider, whose CPU time and memory are told [default: the target's pid]
    #[arg(long)]
    pid: Option<u32>,
    /// Operations a second in an open loop [default: as many as it takes]
    #[arg(long, value_name = "N")]
    rate: Option<f64>,
    #[command(flatten)]
    work: Work,
    /// Write everything as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What is done, and for how long.
#[derive(Debug, Clone, Args)]
pub(super) struct Work {
    /// Workload, and the client that asks; may be repeated [default: all, as the first client that fits]
    #[arg(long, value_name = "NAME[@CLIENT]")]
    pub(super) workload: Vec<String>,
    /// Connections side by side
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) connections: u16,
    /// Seconds that are timed
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    pub(super) seconds: f64,
    /// Seconds before, that are not
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0)]
    pub(super) warm_up: f64,
    /// Open a connection for every request
    #[arg(long)]
    no_keep_alive: bool,
    /// Scope of sign-ins [default: openid profile email, and offline_access where it is known]
    #[arg(long)]
    scope: Option<String>,
    /// Client that introspects [default: the one that got the token]
    #[arg(long, value_name = "CLIENT")]
    resource_server: Option<String>,
    /// Do not see first whether flows are right
    #[arg(long)]
    no_gate: bool,
}

/// The member of a target that only loads look at.
#[derive(Deserialize)]
struct Started {
    pid: Option<u32>,
}

/// A provider, ready to be loaded.
pub(super) struct Site {
    ground: Arc<Ground>,
    services: Vec<Client>,
    pid: Option<u32>,
}

pub(super) async fn load(arguments: Arguments) -> anyhow::Result<ExitCode> {
    tokio::task::spawn_blocking(|| load::runtime()?.block_on(run(arguments))).await?
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let work = &arguments.work;
    let mut site = Site::open(&arguments.target, work, arguments.pid).await?;
    site.add(arguments.users.as_deref(), arguments.clients.as_deref())?;
    let settings = Settings { rate: arguments.rate, ..work.settings() };
    let wanted = work.wanted()?;
    site.gate(&wanted, work).await?;
    println!("{}", Measured::heading());
    let mut all = Vec::new();
    for (recipe, client) in wanted {
        eprintln!("{}: {}", recipe.name, recipe.about);
        let measured = match site.lanes(recipe, client.as_deref(), work).await {
            Ok(mut lanes) => lanes.work(settings).await?,
            // A variant that this provider does not have leaves the others.
            Err(error) if work.workload.is_empty() => {
                eprintln!("  left out: {error:#}");
                continue;
            }
            Err(error) => return Err(error),
        };
        println!("{}", measured.line());
        measured.failures.iter().for_each(|failure| eprintln!("  failed: {failure}"));
        all.push(measured);
    }
    write(arguments.json.as_deref(), &all)?;
    let is_right = all.iter().all(|measured| measured.failed == 0);
    Ok(if is_right { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

impl Work {
    pub(super) fn settings(&self) -> Settings {
        Settings {
            connections: usize::from(self.connections),
            warm_up: Duration::from_secs_f64(self.warm_up),
            duration: Duration::from_secs_f64(self.seconds),
            rate: None,
        }
    }

    /// Workloads, each with the client it names.
    pub(super) fn wanted(&self) -> anyhow::Result<Vec<(Recipe, Option<String>)>> {
        if self.workload.is_empty() {
            return Ok(workloads::ALL.iter().map(|recipe| (*recipe, None)).collect());
        }
        let one = |text: &String| {
            let (name, client) =
                text.split_once('@').map_or((text.as_str(), None), |(name, id)| (name, Some(id)));
            let names = || workloads::ALL.iter().map(|one| one.name).collect::<Vec<_>>().join(", ");
            let recipe = workloads::named(name)
                .with_context(|| format!("there is no workload {name}: expected one of {}", names()))?;
            Ok((recipe, client.map(str::to_owned)))
        };
        self.workload.iter().map(one).collect()
    }
}

impl Site {
    pub(super) async fn open(file: &Path, work: &Work, pid: Option<u32>) -> anyhow::Result<Self> {
        let text = read(file)?;
        let target: Target = serde_json::from_str(&text).with_context(|| file.display().to_string())?;
        let started: Started = serde_json::from_str(&text)?;
        let manners = Manners {
            scope: work.scope.clone(),
            resource_server: work.resource_server.clone(),
            no_keep_alive: work.no_keep_alive,
        };
        let ground = Ground::discover(target, &manners).await?;
        Ok(Self { ground: Arc::new(ground), services: Vec::new(), pid: pid.or(started.pid) })
    }

    /// The issuer that a target file names.
    pub(super) fn issuer(file: &Path) -> anyhow::Result<String> {
        let target: Target =
            serde_json::from_str(&read(file)?).with_context(|| file.display().to_string())?;
        Ok(target.issuer)
    }

    fn add(&mut self, users: Option<&Path>, clients: Option<&Path>) -> anyhow::Result<()> {
        let clients: Vec<Client> = clients.map(lines).transpose()?.unwrap_or_default();
        let users: Vec<User> = users.map(lines).transpose()?.unwrap_or_default();
        self.services = clients.iter().filter(|one| one.may("client_credentials")).cloned().collect();
        let mut target = (*self.ground.target).clone();
        target.clients.extend(clients);
        target.users.extend(users);
        self.ground = Arc::new(self.ground.with(target));
        Ok(())
    }

    /// Sees that the flows of every client that people sign in at are right.
    pub(super) async fn gate(&self, wanted: &[(Recipe, Option<String>)], work: &Work) -> anyhow::Result<()> {
        let mut seen: Vec<Option<&str>> = Vec::new();
        for (_, client) in wanted.iter().filter(|(recipe, _)| recipe.role == Role::Web && !work.no_gate) {
            if !seen.contains(&client.as_deref()) {
                seen.push(client.as_deref());
                let stage = self.ground.stage(Role::Web, client.as_deref())?;
                let person = self.ground.person(Some(stage.user(0)?))?;
                gate::passes(&stage, person).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn lanes(
        &self,
        recipe: Recipe,
        client: Option<&str>,
        work: &Work,
    ) -> anyhow::Result<Lanes> {
        let mut stage: Stage = self.ground.stage(recipe.role, client)?;
        if recipe.role == Role::Service && client.is_none() && !self.services.is_empty() {
            stage.clients.clone_from(&self.services);
        }
        Lanes::open(recipe, &stage, usize::from(work.connections), self.pid).await
    }
}

pub(super) fn write<T: serde::Serialize>(file: Option<&Path>, all: &T) -> anyhow::Result<()> {
    let Some(file) = file else { return Ok(()) };
    std::fs::write(file, serde_json::to_string_pretty(all)? + "\n")
        .with_context(|| file.display().to_string())
}

fn lines<T: DeserializeOwned>(file: &Path) -> anyhow::Result<Vec<T>> {
    let text = read(file)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let parsed = lines.map(|(number, line)| {
        serde_json::from_str(line).with_context(|| format!("{}, line {}", file.display(), number + 1))
    });
    parsed.collect()
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

//! `signet doctor`: a family of checks, each of which looks at one thing and says what it found, what was expected and
//! one thing to do about it.
//!
//! | file | holds |
//! | --- | --- |
//! | `outside`, `visits` | the public address, asked once for all checks |
//! | `patient` | what is looked at, fetched once: the outside, and what lies behind it |
//! | `names` | what the checks are called |
//! | `needs` | what a check cannot do without, and which one tells why it is not there |
//! | `finding` | what a check answers |
//! | `checks/` | the checks, a file each, and their list |
//! | `report` | how findings are shown |
//!
//! **To add a check:** a file in `checks/` with a unit struct and its `Check`, and a line in `CHECKS` there. It changes
//! nothing; what it needs and another check tells of stands in `needs`, what else did not come is `unseen`, what does not
//! apply is no finding; and whatever it judges is a function of plain values, so that a test beside it can show it
//! everything that may come.

mod checks;
mod finding;
mod names;
mod needs;
mod outside;
mod patient;
mod report;
mod visits;

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use self::checks::{CHECKS, Side};
use self::finding::{Finding, Level};
use self::needs::Need;
use self::outside::Outside;
use self::patient::{Inside, Opened, Patient};
use self::report::Report;
use super::answer::Format;
use super::place::{Place, master_key_file};
use super::terminal::Terminal;
use crate::boot;
use crate::config::{Config, ConfigErrors, Origin, Problem};
use crate::outbound::probe::Probe;
use crate::protocol::issuer::Issuer;

/// Look at a running deployment from outside and inside, and say what to do about what is wrong
///
/// From outside it asks at the issuer as an application and a browser do: every address that sign-ins need, metadata,
/// keys, TLS, redirects, headers, cookies, clocks, and whether the server sees the addresses of its visitors. From inside
/// it looks at the configuration, the database and its schema, the audit log's seals, Redis, keys and the disk. It changes
/// nothing, but for a count in Redis that is gone after a second; its requests are in the log like those of any visitor.
/// What cannot be looked at because of something else is named beside that. Ends with 0 where there is no problem, and
/// with 1 otherwise; warnings do not count.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet doctor                                    inside and outside, by the configuration of `serve`
  signet doctor --config /etc/signet.toml --json
  signet doctor --data ./signet-data               the `signet dev` of this directory
  signet doctor --inside                           before the server has been started
  signet doctor --issuer https://id.example.com    from outside only, from any machine")]
pub(super) struct Args {
    /// The public address; without --config and --data nothing is looked at but what is to be seen there
    #[arg(long, value_name = "URL", value_parser = issuer)]
    issuer: Option<Issuer>,
    /// Leave the public address alone
    #[arg(long, conflicts_with = "issuer")]
    inside: bool,
    /// Certificates in PEM to trust besides the public ones [default: outbound.ca_file]
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

/// Under which name stand the checks that could not be made.
const NOT_LOOKED_AT: &str = "not looked at";

fn issuer(text: &str) -> Result<Issuer, String> {
    text.parse().map_err(|error: crate::protocol::issuer::IssuerError| error.to_string())
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let patient = self.patient(terminal).await?;
        let issuer = self.issuer_of(&patient).map(|issuer| issuer.to_string());
        let report = Report { issuer, found: examine(&patient).await };
        if let Some(Inside { database: Ok(opened), .. }) = &patient.inside {
            opened.look.close().await;
        }
        self.format.print(terminal, &report.json(), || report.text())?;
        match report.count(Level::Problem) {
            0 => Ok(()),
            1 => bail!("1 problem; its fix stands beside it"),
            n => bail!("{n} problems; the fix of each stands beside it"),
        }
    }

    async fn patient(&self, terminal: &Terminal) -> anyhow::Result<Patient> {
        let is_only_outside =
            self.issuer.is_some() && self.place.config.is_none() && self.place.data.is_none();
        let (config, misread) = if is_only_outside { (None, Vec::new()) } else { self.read(terminal)? };
        let inside = match config {
            Some(config) => Some(self.inside(config, terminal).await),
            None => None,
        };
        let mut patient = Patient { outside: None, is_to_be_asked: !self.inside, misread, inside };
        if let Some(issuer) = self.issuer_of(&patient).filter(|_| !self.inside) {
            let probe = self.probe(&patient)?;
            patient.outside = Some(Outside::of(issuer, probe).await);
        }
        Ok(patient)
    }

    fn probe(&self, patient: &Patient) -> anyhow::Result<Probe> {
        if let Some(file) = &self.ca_file {
            return Probe::new(Some(file)).context("--ca-file");
        }
        let configured = patient.inside.as_ref().and_then(|inside| inside.config.outbound.ca_file.as_deref());
        // One that is of no use is a finding, and in nobody's way.
        Ok(Probe::new(configured).or_else(|_| Probe::new(None))?)
    }

    /// The configuration as far as it is right, and all that is wrong with it.
    fn read(&self, terminal: &Terminal) -> anyhow::Result<(Option<Config>, Vec<Problem>)> {
        let mut misread = Vec::new();
        for checks in [&[boot::files::check, Config::check_serve][..], &[boot::files::check], &[]] {
            match self.place.read_checked(terminal, checks) {
                Ok(config) => return Ok((Some(config), misread)),
                Err(error) => {
                    let wrong = error.downcast::<ConfigErrors>()?;
                    let new = wrong.problems().iter().filter(|problem| !misread.contains(*problem));
                    let new: Vec<Problem> = new.cloned().collect();
                    misread.extend(new);
                }
            }
        }
        Ok((None, misread))
    }

    async fn inside(&self, config: Config, terminal: &Terminal) -> Inside {
        Inside {
            sealer: self.place.sealer(&config).map_err(|error| format!("{error:#}")),
            database: Opened::of(&config).await,
            secret_files: secret_files(&config, terminal),
            config,
        }
    }

    /// The one given, the configured one, or the one that the database has served.
    fn issuer_of(&self, patient: &Patient) -> Option<Issuer> {
        let configured = patient.inside.as_ref().and_then(|inside| inside.config.server.issuer.clone());
        let served = patient.store().and_then(|(_, _, facts)| facts.issuer.as_ref()?.parse().ok());
        self.issuer.clone().or(configured).or(served)
    }
}

/// Makes every check that can be made. The others stand together, by what stands in their way.
async fn examine(patient: &Patient) -> Vec<(Side, &'static str, Finding)> {
    let mut found = Vec::new();
    let mut unmade: Vec<(Side, &'static str, Vec<&'static str>)> = Vec::new();
    for check in CHECKS {
        let (side, name) = (check.side(), check.name());
        let of_side = if side == Side::Outside { Need::Address } else { Need::Configuration };
        let mut needs = std::iter::once(&of_side).chain(check.needs());
        // Whoever tells the cause has to look at it.
        match needs.find_map(|need| need.lacks(patient)).filter(|because| *because != name) {
            None => found.extend(check.look(patient).await.into_iter().map(|finding| (side, name, finding))),
            Some(because) => match unmade.iter_mut().find(|group| (group.0, group.1) == (side, because)) {
                Some((_, _, names)) => names.push(name),
                None => unmade.push((side, because, vec![name])),
            },
        }
    }
    found.extend(unmade.iter().map(|(side, why, names)| (*side, NOT_LOOKED_AT, needs::told(names, why))));
    found
}

/// Files that hold a secret, each by the key that it is of.
fn secret_files(config: &Config, terminal: &Terminal) -> Vec<(&'static str, PathBuf)> {
    let mut files: Vec<(&'static str, PathBuf)> = Vec::new();
    for setting in config.describe() {
        let file = match &setting.origin {
            Origin::SecretFile(name) => {
                let found = terminal.environment.iter().find(|(variable, _)| variable == name);
                found.map(|(_, file)| PathBuf::from(file))
            }
            Origin::File { path, .. } if setting.holds_secret => Some(path.clone()),
            _ => None,
        };
        files.extend(file.map(|file| (setting.key, file)));
    }
    let own = master_key_file(&config.server.data);
    files.extend(own.exists().then_some(("sealing.master_key", own)));
    files.extend(config.server.tls.iter().map(|files| ("server.tls_key", files.key.clone())));
    files
}

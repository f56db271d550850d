//! `signet check-config`.

use serde_json::{Value, json};

use super::answer::Format;
use super::place::Place;
use super::table::table;
use super::terminal::Terminal;
use crate::boot;
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;

/// Show every setting, its value and where it was set
///
/// Reads the configuration as `signet serve` does, looks at the files that it names, and says all that is wrong or
/// missing in them. It opens neither the database nor a port: whether these are there, and whether the master key is
/// that of the database, `signet serve` finds out. Secrets are hidden.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet check-config
  signet check-config --config /etc/signet.toml
  signet check-config --json | jq '.[] | select(.origin != \"default\")'")]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let right = self.place.read_checked(terminal, &[boot::files::check, Config::check_serve]);
        let (config, lacking) = match right {
            Ok(config) => (config, None),
            // What is there is right, and is shown; what `serve` lacks beside it is told all the same.
            Err(lacking) => match self.place.read_checked(terminal, &[boot::files::check]) {
                Ok(config) => (config, Some(lacking)),
                Err(_) => return Err(lacking),
            },
        };
        self.show(terminal, &config)?;
        for warning in config.warnings(SystemClock.now()) {
            terminal.note(&format!("signet: warning: {warning}"));
        }
        lacking.map_or(Ok(()), Err)
    }

    fn show(&self, terminal: &mut Terminal, config: &Config) -> anyhow::Result<()> {
        let settings = config.describe();
        let answer = settings
            .iter()
            .map(|setting| json!({"key": setting.key, "value": setting.value, "origin": setting.origin}))
            .collect::<Value>();
        self.format.print(terminal, &answer, || {
            let row = |setting: &crate::config::Effective| {
                vec![setting.key.to_owned(), setting.value.clone(), setting.origin.to_string()]
            };
            table(&["KEY", "VALUE", "SET BY"], settings.iter().map(row).collect(), "")
        })
    }
}

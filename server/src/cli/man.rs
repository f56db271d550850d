//! `signet man`.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use super::Cli;
use super::terminal::Terminal;

/// Print the manual page, or write one for every command
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet man | man -l -
  signet man --to /usr/local/share/man/man1       then: man signet-client-create")]
pub(super) struct Args {
    /// Write the pages of all commands into this directory, over older ones
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

impl Args {
    pub(super) fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let mut command = Cli::command().disable_help_subcommand(true);
        // Verbs get their whole names.
        command.build();
        let Some(folder) = self.to else {
            let mut text = Vec::new();
            page(command).render(&mut text)?;
            return Ok(terminal.say(String::from_utf8(text)?.trim_end())?);
        };
        let told = || format!("the pages cannot be written into {}", folder.display());
        std::fs::create_dir_all(&folder).with_context(told)?;
        write(&command, &folder).with_context(told)
    }
}

fn write(command: &Command, folder: &Path) -> std::io::Result<()> {
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        write(verb, folder)?;
    }
    page(command.clone()).generate_to(folder).map(drop)
}

fn page(command: Command) -> Man {
    Man::new(command).source(concat!("signet ", env!("CARGO_PKG_VERSION"))).manual("Signet")
}

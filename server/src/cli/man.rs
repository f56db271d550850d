//! `signet man`.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::CommandFactory as _;

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
        let command = Cli::command().disable_help_subcommand(true);
        let Some(folder) = self.to else {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page)?;
            return Ok(terminal.say(String::from_utf8(page)?.trim_end())?);
        };
        let told = || format!("the pages cannot be written into {}", folder.display());
        std::fs::create_dir_all(&folder).with_context(told)?;
        clap_mangen::generate_to(command, &folder).with_context(told)
    }
}

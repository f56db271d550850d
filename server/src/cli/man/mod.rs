//! `signet man`. `clap_mangen` writes most of a page; the synopsis is that of `--help`, and the examples are set as such.

mod examples;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

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
            return Ok(terminal.say(page(command)?.trim_end())?);
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
    let name = Man::new(command.clone()).get_filename();
    std::fs::write(folder.join(name), page(command.clone())?)
}

fn page(mut command: Command) -> std::io::Result<String> {
    let manual = Man::new(command.clone());
    let manual = manual.source(concat!("signet ", env!("CARGO_PKG_VERSION"))).manual("Signet");
    let mut text = Vec::new();
    manual.render_title(&mut text)?;
    // Flush left: lines that are stretched to the margin tear commands apart.
    Roff::new().control("ad", ["l"]).control("nh", []).to_writer(&mut text)?;
    manual.render_name_section(&mut text)?;
    synopsis(&mut command).to_writer(&mut text)?;
    manual.render_description_section(&mut text)?;
    manual.render_options_section(&mut text)?;
    if command.has_subcommands() {
        manual.render_subcommands_section(&mut text)?;
    }
    if let Some(help) = command.get_after_help() {
        examples::sections(&help.to_string()).to_writer(&mut text)?;
    }
    manual.render_version_section(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    // Each section begins with the same two lines, which a page needs once.
    let preamble: String = text.split_inclusive('\n').take(2).collect();
    Ok(format!("{preamble}{}", text.replace(&preamble, "")))
}

/// As `--help` has it: the words of a command with spaces between them, as they are typed.
fn synopsis(command: &mut Command) -> Roff {
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let rest = usage.strip_prefix(name).unwrap_or_default();
    let mut section = Roff::new();
    section.control("SH", ["SYNOPSIS"]).text([bold(name), roman(rest.trim_end())]);
    section
}

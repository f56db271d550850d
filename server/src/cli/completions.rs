//! `signet completions`.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::Cli;
use super::terminal::Terminal;

/// Print what makes a shell complete commands and flags
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet completions bash > /etc/bash_completion.d/signet
  signet completions zsh > /usr/local/share/zsh/site-functions/_signet
  signet completions fish > ~/.config/fish/completions/signet.fish
  signet completions elvish >> ~/.config/elvish/rc.elv
  signet completions powershell >> $PROFILE")]
pub(super) struct Args {
    /// For which shell
    shell: Shell,
}

impl Args {
    pub(super) fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "signet", &mut script);
        Ok(terminal.say(String::from_utf8(script)?.trim_end())?)
    }
}

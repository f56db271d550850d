//! How an answer is printed: as people read it, or as JSON.

use serde_json::Value;

use super::terminal::Terminal;

/// The flag of everything that prints.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Common options")]
pub(super) struct Format {
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

impl Format {
    /// Prints the one, or the other.
    pub(super) fn print(
        &self,
        terminal: &mut Terminal,
        json: &Value,
        text: impl FnOnce() -> String,
    ) -> anyhow::Result<()> {
        let answer = if self.json { serde_json::to_string_pretty(json)? } else { text() };
        terminal.say(answer.trim_end())?;
        Ok(())
    }
}

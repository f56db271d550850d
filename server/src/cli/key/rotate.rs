//! `signet key rotate`.

use serde_json::{Value, json};

use super::{describe, tell};
use crate::admin::keys;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::table::moment;
use crate::cli::terminal::Terminal;

/// Rotate the keys ahead of their time
///
/// A new key is published first; it signs once everybody has had the time to see it (keys.publish_ahead). Ask again
/// then, or leave the rest to the schedule. What the old keys signed stays good until it ends by itself.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet key rotate           publish new keys; the next call, a day later, lets them sign
  signet key rotate --now     the new keys sign at once: verifiers that keep an old key set
                              fail until they fetch it again")]
pub(in crate::cli) struct Args {
    /// Do not wait until the new keys are known
    #[arg(long)]
    now: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open(terminal).await?;
        let forced = self.now;
        let rotated = closing(office, async |office| keys::rotate_now(office, forced).await).await?;
        let waiting = rotated.waiting.iter();
        let waiting = waiting.map(|(purpose, at)| json!({"purpose": purpose.as_str(), "ready_at": at}));
        let answer = json!({
            "changes": rotated.done.iter().map(describe).collect::<Value>(),
            "waiting": waiting.collect::<Value>(),
        });
        self.format.print(terminal, &answer, || {
            let may_sign = rotated
                .waiting
                .iter()
                .map(|(purpose, at)| format!("\nthe new key for {purpose} may sign from {} on", moment(*at)));
            tell(&rotated.done) + &may_sign.collect::<String>()
        })
    }
}

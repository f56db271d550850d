//! `signet user list`.

use serde_json::Value;
use uuid::Uuid;

use crate::admin::users::{self, Account};
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::table::table;
use crate::cli::terminal::Terminal;

/// Show accounts, oldest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  signet user list
  signet user list --limit 1000 --after 018f6a2e-7c1b-7def-8a2b-1234567890ab
  signet user list --json | jq -r '.[].email'")]
pub(in crate::cli) struct Args {
    /// At most so many
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    limit: u64,
    /// Those after the account with this id
    #[arg(long, value_name = "ID", value_parser = id)]
    after: Option<Uuid>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

fn id(text: &str) -> Result<Uuid, &'static str> {
    text.parse().map_err(|_| "expected the id of an account, as the list shows it")
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open_to_read(terminal).await?;
        let page = closing(office, async |office| users::list(office, self.after, self.limit).await).await?;
        let answer = page.iter().map(Account::describe).collect::<Value>();
        let rows = page.iter().map(row).collect();
        self.format.print(terminal, &answer, || {
            table(&["ID", "USERNAME", "EMAIL", "STATUS", "ROLES"], rows, "no accounts")
        })?;
        if let Some(last) =
            page.last().filter(|_| u64::try_from(page.len()).is_ok_and(|length| length == self.limit))
        {
            terminal.note(&format!("there may be more: --after {}", last.user.id));
        }
        Ok(())
    }
}

fn row(account: &Account) -> Vec<String> {
    let user = &account.user;
    vec![
        user.id.to_string(),
        user.preferred_username.clone().unwrap_or_default(),
        user.email.clone().unwrap_or_default(),
        user.status.as_str().to_owned(),
        account.roles.join(" "),
    ]
}

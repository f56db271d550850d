//! `signet user set-password`.

use serde_json::json;

use crate::admin::users;
use crate::cli::answer::Format;
use crate::cli::input;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;

/// Set a password, and end everything that was signed in
///
/// The password is read from standard input, never from a flag, which other users of the machine could see. It keeps the rules
/// of password.rules, and the person is told by mail, where mail is set up and their address proven.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  pass show ada | signet user set-password ada@example.com --password-stdin
  signet user set-password ada --password-stdin < password.txt")]
pub(in crate::cli) struct Args {
    /// Id, e-mail address or user name
    user: String,
    /// Read the password from standard input, which is the only way
    #[arg(long, required = true)]
    password_stdin: bool,
    /// Set it even if it breaks the configured rules, which the audit log then names
    #[arg(long)]
    ignore_password_rules: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Args {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        let password = input::secret(terminal, "password")?;
        let mut office = self.place.open(terminal).await?;
        office.password_policy.is_ignored = self.ignore_password_rules;
        let work =
            async |office: &crate::admin::Office| users::set_password(office, &self.user, &password).await;
        let user = closing(office, work).await?;
        let answer = json!({"sub": user.id, "password": "set"});
        self.format.print(terminal, &answer, || {
            format!("the password of {} is set, and everything that was signed in has ended", self.user)
        })
    }
}

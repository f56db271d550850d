//! `signet client`: registered applications and services.

mod create;
mod delete;
mod disable;
mod enable;
mod list;
mod metadata;
mod rotate_secret;
mod show;
mod update;

use clap::Subcommand;

use super::answer::Format;
use super::table::fields;
use super::terminal::Terminal;
use crate::admin::clients::Registered;

/// Register, show, change and remove applications and services
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Create(Box<create::Args>),
    List(list::Args),
    Show(show::Args),
    Update(Box<update::Args>),
    RotateSecret(rotate_secret::Args),
    Disable(disable::Args),
    Enable(enable::Args),
    Delete(delete::Args),
}

impl Verb {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        match self {
            Self::Create(args) => args.run(terminal).await,
            Self::List(args) => args.run(terminal).await,
            Self::Show(args) => args.run(terminal).await,
            Self::Update(args) => args.run(terminal).await,
            Self::RotateSecret(args) => args.run(terminal).await,
            Self::Disable(args) => args.run(terminal).await,
            Self::Enable(args) => args.run(terminal).await,
            Self::Delete(args) => args.run(terminal).await,
        }
    }
}

/// Prints a client that was made or changed, its secret if there is a new one, and what was ignored.
fn tell(registered: &Registered, format: &Format, terminal: &mut Terminal) -> anyhow::Result<()> {
    if !registered.ignored.is_empty() {
        terminal.note(&format!(
            "signet: ignored, because no such metadata is known: {}",
            registered.ignored.join(", ")
        ));
    }
    let answer = registered.answer();
    format.print(terminal, &answer, || {
        let mut text = fields(&answer);
        if registered.secret.is_some() {
            text.push_str(
                "\n\nThe client_secret is shown this once. Keep it where the application reads it.",
            );
        }
        text
    })
}

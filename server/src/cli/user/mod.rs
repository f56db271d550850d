//! `signet user`: people's accounts.

mod create;
mod deactivate;
mod delete;
mod grant_role;
mod list;
mod reactivate;
mod reset_mfa;
mod revoke_role;
mod set_password;
mod show;
mod status;
mod suspend;

use clap::Subcommand;

use super::terminal::Terminal;

/// Create, import, show, change and remove people's accounts
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Create(create::Args),
    List(list::Args),
    Show(show::Args),
    SetPassword(set_password::Args),
    GrantRole(grant_role::Args),
    RevokeRole(revoke_role::Args),
    ResetMfa(reset_mfa::Args),
    Suspend(suspend::Args),
    Reactivate(reactivate::Args),
    Deactivate(deactivate::Args),
    Delete(delete::Args),
}

impl Verb {
    pub(super) async fn run(self, terminal: &mut Terminal) -> anyhow::Result<()> {
        match self {
            Self::Create(args) => args.run(terminal).await,
            Self::List(args) => args.run(terminal).await,
            Self::Show(args) => args.run(terminal).await,
            Self::SetPassword(args) => args.run(terminal).await,
            Self::GrantRole(args) => args.run(terminal).await,
            Self::RevokeRole(args) => args.run(terminal).await,
            Self::ResetMfa(args) => args.run(terminal).await,
            Self::Suspend(args) => args.run(terminal).await,
            Self::Reactivate(args) => args.run(terminal).await,
            Self::Deactivate(args) => args.run(terminal).await,
            Self::Delete(args) => args.run(terminal).await,
        }
    }
}

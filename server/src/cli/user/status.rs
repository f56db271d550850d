//! What `suspend`, `reactivate` and `deactivate` have in common.

use serde_json::json;

use crate::admin::users;
use crate::cli::answer::Format;
use crate::cli::place::{Place, closing};
use crate::cli::terminal::Terminal;
use crate::model::user::UserStatus;

/// Whose status changes.
#[derive(Debug, clap::Args)]
pub(super) struct Whose {
    /// Id, e-mail address or user name
    user: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

impl Whose {
    pub(super) async fn set(self, status: UserStatus, terminal: &mut Terminal) -> anyhow::Result<()> {
        let office = self.place.open(terminal).await?;
        let work = async |office: &crate::admin::Office| users::set_status(office, &self.user, status).await;
        let changed = closing(office, work).await?;
        let answer = json!({"user": self.user, "status": status.as_str(), "changed": changed});
        self.format.print(terminal, &answer, || {
            format!("{} {} {}", self.user, if changed { "is now" } else { "was already" }, status.as_str())
        })
    }
}

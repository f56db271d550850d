//! Removing a passkey.

use async_trait::async_trait;

use super::{Act, Asked, Outcome, Undone};
use crate::account::factors;
use crate::protocol::form::Form;
use crate::web::hosted::factors::{and_last, times};
use crate::web::hosted::passkeys::id_of;
use crate::web::pages::account::Tab;
use crate::web::pages::confirm::Question;
use crate::web::urls;

pub(super) struct RemovePasskey;

#[async_trait]
impl Act for RemovePasskey {
    fn path(&self) -> &'static str {
        urls::REMOVE_PASSKEY
    }

    fn tab(&self) -> Tab {
        Tab::Security
    }

    async fn ask(&self, asked: &Asked<'_>) -> Result<Question, Undone> {
        let (holder, frame) = (&asked.own.holder, asked.own.visit.frame());
        let id = id_of(asked.id).ok_or(Undone::Gone)?;
        let overview = factors::overview(asked.site, &holder.user).await?;
        let known = overview.passkeys.iter().find(|known| known.id == id).ok_or(Undone::Gone)?;
        factors::require_own_factor(asked.site, holder).await?;
        let is_last = overview.held.passkeys == 1 && !overview.held.totp;
        Ok(Question {
            title: frame.say_with("confirm-passkey-title", "name", known.label.as_str().into()),
            words: and_last(&frame, "confirm-passkey-words", is_last),
            name: known.label.clone(),
            details: Vec::new(),
            times: times(&frame, known.created_at, known.last_used_at, holder.now),
            yes: frame.say("passkey-remove"),
            no: frame.say("confirm-keep"),
        })
    }

    async fn carry_out(&self, asked: &Asked<'_>, _: &Form) -> Result<Outcome, Undone> {
        let id = id_of(asked.id).ok_or(Undone::Gone)?;
        factors::remove_passkey(asked.site, &asked.own.holder, &id).await?;
        Ok(Outcome::Back("passkey"))
    }
}

//! Removing the authenticator app.

use async_trait::async_trait;

use super::{Act, Asked, Outcome, Undone};
use crate::account::factors;
use crate::protocol::form::Form;
use crate::web::hosted::factors::{and_last, times};
use crate::web::pages::account::Tab;
use crate::web::pages::confirm::Question;
use crate::web::urls;

pub(super) struct RemoveTotp;

#[async_trait]
impl Act for RemoveTotp {
    fn path(&self) -> &'static str {
        urls::REMOVE_TOTP
    }

    fn tab(&self) -> Tab {
        Tab::Security
    }

    async fn ask(&self, asked: &Asked<'_>) -> Result<Question, Undone> {
        let (holder, frame) = (&asked.own.holder, asked.own.visit.frame());
        let overview = factors::overview(asked.site, &holder.user).await?;
        let since = overview.totp_since.ok_or(Undone::Gone)?;
        factors::require_own_factor(asked.site, holder).await?;
        let is_last = overview.held.passkeys == 0;
        Ok(Question {
            title: frame.say("confirm-totp-title"),
            words: and_last(&frame, "confirm-totp-words", is_last),
            name: frame.say("security-totp"),
            details: Vec::new(),
            times: times(&frame, since, overview.totp_used, holder.now),
            yes: frame.say("security-totp-remove"),
            no: frame.say("confirm-keep"),
        })
    }

    async fn carry_out(&self, asked: &Asked<'_>, _: &Form) -> Result<Outcome, Undone> {
        factors::remove_totp(asked.site, &asked.own.holder).await?;
        Ok(Outcome::Back("totp"))
    }
}

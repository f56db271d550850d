//! Making new backup codes, by which the old ones end.

use async_trait::async_trait;
use http::StatusCode;

use super::{Act, Asked, Outcome, Undone};
use crate::account::factors;
use crate::protocol::form::Form;
use crate::web::hosted::account;
use crate::web::pages::account::Tab;
use crate::web::pages::backup_codes::{BackupCodes, On};
use crate::web::pages::confirm::Question;
use crate::web::{reply, urls};

pub(super) struct RenewCodes;

#[async_trait]
impl Act for RenewCodes {
    fn path(&self) -> &'static str {
        urls::RENEW_CODES
    }

    fn tab(&self) -> Tab {
        Tab::Security
    }

    async fn ask(&self, asked: &Asked<'_>) -> Result<Question, Undone> {
        let (holder, frame) = (&asked.own.holder, asked.own.visit.frame());
        let held = factors::overview(asked.site, &holder.user).await?.held;
        if !held.is_any() {
            return Err(Undone::Gone);
        }
        factors::require_own_factor(asked.site, holder).await?;
        let left = u32::try_from(held.backup_codes).unwrap_or(u32::MAX);
        let words = if left > 0 { "confirm-codes-words" } else { "confirm-codes-first" };
        Ok(Question {
            title: frame.say("confirm-codes-title"),
            words: frame.say(words),
            name: frame.say("codes-title"),
            details: vec![frame.say_with("security-codes-left", "left", left.into())],
            times: Vec::new(),
            yes: frame.say("security-codes-renew"),
            no: frame.say("confirm-codes-keep"),
        })
    }

    async fn carry_out(&self, asked: &Asked<'_>, _: &Form) -> Result<Outcome, Undone> {
        let (holder, frame) = (&asked.own.holder, asked.own.visit.frame());
        let codes = factors::renew_codes(asked.site, holder).await?;
        let page = BackupCodes {
            tabs: Tab::Security.shown(&frame),
            frame,
            account: account(&holder.user),
            codes: codes.iter().map(|code| code.expose().to_owned()).collect(),
            is_new_app: false,
            on: On::To(urls::SECURITY.to_owned()),
        };
        Ok(Outcome::Answer(reply::page(StatusCode::OK, &page, None)))
    }
}

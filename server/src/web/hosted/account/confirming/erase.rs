//! Erasing the account.

use async_trait::async_trait;

use super::{Act, Asked, Outcome, Undone};
use crate::account::{data, factors};
use crate::protocol::form::Form;
use crate::web::hosted::account;
use crate::web::hosted::account::shown_password::{self, NotShown};
use crate::web::pages::account::Tab;
use crate::web::pages::confirm::Question;
use crate::web::{cookies, reply, urls};

pub(super) struct Erase;

#[async_trait]
impl Act for Erase {
    fn path(&self) -> &'static str {
        urls::ERASE
    }

    fn tab(&self) -> Tab {
        Tab::Data
    }

    fn takes_password(&self) -> bool {
        true
    }

    async fn ask(&self, asked: &Asked<'_>) -> Result<Question, Undone> {
        let (holder, frame) = (&asked.own.holder, asked.own.visit.frame());
        factors::require_fresh(asked.site, holder).await?;
        let account = account(&holder.user);
        Ok(Question {
            title: frame.say("confirm-erase-title"),
            words: frame.say("data-erase-words"),
            name: account.name,
            details: account.detail.into_iter().collect(),
            times: Vec::new(),
            yes: frame.say("data-erase"),
            no: frame.say("confirm-erase-keep"),
        })
    }

    async fn carry_out(&self, asked: &Asked<'_>, form: &Form) -> Result<Outcome, Undone> {
        let (site, holder) = (asked.site, &asked.own.holder);
        factors::require_fresh(site, holder).await?;
        match shown_password::require(site, asked.own, form).await {
            Ok(()) => {}
            Err(NotShown::Told(told)) => return Ok(Outcome::AskAgain(told)),
            Err(NotShown::Fault(error)) => return Err(Undone::Fault(error)),
        }
        data::erase(site, holder).await?;
        let out = reply::see_other(&format!("{}{}", site.base(), urls::LOGGED_OUT));
        Ok(Outcome::Answer(reply::with_cookie(out, cookies::clear_session(&site.issuer))))
    }
}

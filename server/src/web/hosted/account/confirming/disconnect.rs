//! Disconnecting an application.

use async_trait::async_trait;

use super::{Act, Asked, Outcome, Undone};
use crate::account::applications;
use crate::protocol::form::Form;
use crate::web::hosted::account::applications::shown;
use crate::web::pages::account::Tab;
use crate::web::pages::confirm::Question;
use crate::web::urls;

pub(super) struct Disconnect;

#[async_trait]
impl Act for Disconnect {
    fn path(&self) -> &'static str {
        urls::DISCONNECT
    }

    fn tab(&self) -> Tab {
        Tab::Applications
    }

    async fn ask(&self, asked: &Asked<'_>) -> Result<Question, Undone> {
        let connected = applications::list(asked.site, &asked.own.holder).await?;
        let known = connected.into_iter().find(|one| one.client_id == asked.id).ok_or(Undone::Gone)?;
        let frame = asked.own.visit.frame();
        let one = shown(asked.site, &frame, asked.own.holder.now, known).await;
        let name = one.application.name().to_owned();
        Ok(Question {
            title: frame.say_with("confirm-application-title", "application", name.as_str().into()),
            words: frame.say("confirm-application-words"),
            name,
            details: one.allowed,
            times: one.times,
            yes: frame.say("applications-end"),
            no: frame.say("confirm-keep"),
        })
    }

    async fn carry_out(&self, asked: &Asked<'_>, _: &Form) -> Result<Outcome, Undone> {
        let was_connected = applications::disconnect(asked.site, &asked.own.holder, asked.id).await?;
        if was_connected { Ok(Outcome::Back("ended")) } else { Err(Undone::Gone) }
    }
}

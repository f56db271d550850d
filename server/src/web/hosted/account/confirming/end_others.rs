//! Signing every other device out.

use async_trait::async_trait;

use super::{Act, Asked, Outcome, Undone};
use crate::account::sessions;
use crate::protocol::form::Form;
use crate::web::hosted::account::device;
use crate::web::pages::account::Tab;
use crate::web::pages::confirm::Question;
use crate::web::urls;

pub(super) struct EndOthers;

#[async_trait]
impl Act for EndOthers {
    fn path(&self) -> &'static str {
        urls::END_OTHERS
    }

    fn tab(&self) -> Tab {
        Tab::Sessions
    }

    async fn ask(&self, asked: &Asked<'_>) -> Result<Question, Undone> {
        let frame = asked.own.visit.frame();
        let places = sessions::list(asked.site, &asked.own.holder).await?;
        let others = places.iter().filter(|place| !place.is_current);
        let details: Vec<_> = others.map(|place| device(&frame, place.seen.user_agent.as_deref())).collect();
        let count = u32::try_from(details.len()).unwrap_or(u32::MAX);
        Ok(Question {
            title: frame.say("confirm-others-title"),
            words: frame.say("confirm-others-words"),
            name: frame.say_with("confirm-others-count", "count", count.into()),
            details,
            times: Vec::new(),
            yes: frame.say("sessions-end-others"),
            no: frame.say("confirm-keep"),
        })
    }

    async fn carry_out(&self, asked: &Asked<'_>, _: &Form) -> Result<Outcome, Undone> {
        let holder = &asked.own.holder;
        sessions::end_all(asked.site, holder, Some(holder.session_id)).await?;
        Ok(Outcome::Back("others"))
    }
}

//! Signing one device out.

use async_trait::async_trait;
use uuid::Uuid;

use super::{Act, Asked, Outcome, Undone};
use crate::account::sessions;
use crate::protocol::form::Form;
use crate::web::hosted::account::sessions::shown;
use crate::web::pages::account::Tab;
use crate::web::pages::confirm::Question;
use crate::web::{cookies, reply, urls};

pub(super) struct EndSession;

#[async_trait]
impl Act for EndSession {
    fn path(&self) -> &'static str {
        urls::END_SESSION
    }

    fn tab(&self) -> Tab {
        Tab::Sessions
    }

    async fn ask(&self, asked: &Asked<'_>) -> Result<Question, Undone> {
        let id: Uuid = asked.id.parse().map_err(|_| Undone::Gone)?;
        let places = sessions::list(asked.site, &asked.own.holder).await?;
        let place = places.into_iter().find(|place| place.seen.session.id == id).ok_or(Undone::Gone)?;
        let frame = asked.own.visit.frame();
        let place = shown(asked.site, &frame, asked.own.holder.now, place).await;
        let words = if place.is_current { "confirm-session-here" } else { "confirm-session-words" };
        let applications = (!place.applications.is_empty()).then(|| place.applications.join(", "));
        Ok(Question {
            title: frame.say_with("confirm-session-title", "device", place.device.as_str().into()),
            words: frame.say(words),
            name: place.device,
            details: place.address.into_iter().chain(applications).collect(),
            times: place.times,
            yes: frame.say("sessions-end"),
            no: frame.say("logout-no"),
        })
    }

    async fn carry_out(&self, asked: &Asked<'_>, _: &Form) -> Result<Outcome, Undone> {
        let (site, holder) = (asked.site, &asked.own.holder);
        let id: Uuid = asked.id.parse().map_err(|_| Undone::Gone)?;
        if !sessions::end(site, holder, id).await? {
            return Err(Undone::Gone);
        }
        if id != holder.session_id {
            return Ok(Outcome::Back("ended"));
        }
        let out = reply::see_other(&format!("{}{}", site.base(), urls::LOGGED_OUT));
        Ok(Outcome::Answer(reply::with_cookie(out, cookies::clear_session(&site.issuer))))
    }
}

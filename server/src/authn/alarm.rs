//! When failed sign-ins are an attack: an account has been guessed at as often as a day allows, from wherever, or so many fail
//! everywhere together as people do not mistype. Each is told once, when it is reached; neither refuses anything by itself.

use chrono::{DateTime, Utc};

use super::guessing::Guess;
use super::password::Denied;
use crate::app::Services;
use crate::audit;
use crate::ephemeral::throttle::Limit;
use crate::metrics::limits::LimitName;
use crate::model::audit_event::{AuditEvent, EventKind, Origin};
use crate::model::user::User;

/// Counts a failed sign-in, and tells of the attack that it completes.
pub(super) async fn heard(
    app: &Services,
    about: Option<&User>,
    guess: &Guess,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<(), Denied> {
    if guess.is_the_last_of_the_day() {
        let reason = "one account was guessed at as often as a day allows";
        let event = AuditEvent::refused(EventKind::LoginAttack, reason, origin);
        tell(app, AuditEvent { user_id: about.map(|user| user.id), ..event }, now).await?;
    }
    let Some(rate) = app.config.limits.login_alarm.limit() else { return Ok(()) };
    let everywhere = Limit::of(LimitName::LoginAlarm, &[], rate);
    if app.throttle.count(&everywhere, now).await? == u64::from(everywhere.most()) {
        let reason = "more sign-ins fail everywhere together than people mistype";
        // It is nobody's in particular, and from nowhere.
        let event = AuditEvent::refused(EventKind::LoginAttack, reason, &Origin::default());
        tell(app, event, now).await?;
    }
    Ok(())
}

async fn tell(app: &Services, event: AuditEvent, now: DateTime<Utc>) -> Result<(), Denied> {
    tracing::warn!(reason = event.reason, "sign-ins are under attack");
    Ok(audit::record(&app.db, audit::prepare(event, &*app.entropy, now)).await?)
}

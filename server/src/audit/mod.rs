//! The audit log: what happened, written in the transaction of what happened.
//!
//! May import `app`, `ephemeral`, `store`, `keys`, `sealing`, `model` and the seams. **To add an event:** a name in
//! `model::audit_event::EventKind`, and a record where it happens: [`prepare`] outside the
//! transaction, so that the writer only writes, then `store::auth_events::insert` inside it. Where
//! anybody can cause it without a proof, [`note_refused`] instead, which bounds how many.
//!
//! Personal values (address, user agent, the name that was typed) stand in a row of their own. The
//! event keeps their salted digest, which the chain covers: without value and salt the chain still
//! verifies. Whose row is missing is named all the same: see `server/docs/decisions/0010-personal-values-of-events-apart.md`.
//!
//! Behind it, in the background: [`chaining`] numbers and chains what was written, [`statements`]
//! signs how far, under the key that [`notary`] keeps, and [`retention`] removes what is old.

pub mod chaining;
pub mod notary;
mod refusals;
pub mod retention;
pub mod statements;

use chrono::{DateTime, Utc};

use crate::entropy::Entropy;
use crate::model::audit_event::{Actor, AuditEvent, Personal, Recorded};
use crate::store::{Db, StoreError, audit_digest, auth_events};

pub use refusals::note_refused;

/// Gives the event its id, makes its texts harmless and splits off what is personal.
pub fn prepare(event: AuditEvent, entropy: &dyn Entropy, now: DateTime<Utc>) -> Recorded {
    let personal = split_off_personal(&event, entropy);
    let event = AuditEvent {
        reason: event.reason.map(|text| printable(&text, 300)),
        client_id: event.client_id.map(|text| printable(&text, 200)),
        actor: match event.actor {
            Actor::Client(id) => Actor::Client(printable(&id, 200)),
            actor => actor,
        },
        ..event
    };
    Recorded { id: entropy.row_id(now), at: now, event, personal }
}

/// Writes an event in a transaction of its own: for refusals, which change nothing else.
pub async fn record(db: &Db, recorded: Recorded) -> Result<(), StoreError> {
    db.write(async move |tx| auth_events::insert(tx, &recorded).await).await
}

fn split_off_personal(event: &AuditEvent, entropy: &dyn Entropy) -> Option<Personal> {
    let address = event.origin.address.as_deref().map(|text| printable(text, 64));
    let user_agent = event.origin.user_agent.as_deref().map(|text| printable(text, 300));
    let identifier = event.identifier.as_deref().map(|text| printable(text, 254));
    if address.is_none() && user_agent.is_none() && identifier.is_none() {
        return None;
    }
    let country = event.origin.place.as_ref().map(|place| place.country.clone());
    let salt = entropy.bytes::<16>();
    let values = [&address, &user_agent, &identifier].map(Option::as_deref);
    let digest = audit_digest::of_personal(&salt, values, country.as_deref());
    Some(Personal { salt, address, country, user_agent, identifier, digest })
}

/// One line, no control or direction characters, at most `longest` characters: a record stays a record
/// wherever it is shown.
fn printable(text: &str, longest: usize) -> String {
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().take(longest).map(|c| if harmful(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;
    use crate::entropy::SeededEntropy;
    use crate::model::audit_event::{EventKind, Origin};

    #[test]
    fn injected_lines_become_harmless_and_long_texts_end() {
        let origin = Origin {
            address: Some("192.0.2.7".into()),
            user_agent: Some(format!("evil\r\nlevel=error \u{202e}{}", "x".repeat(70_000))),
            ..Origin::default()
        };
        let recorded =
            prepare(AuditEvent::of(EventKind::LoginFailed, &origin), &SeededEntropy::new(1), from_millis(0));
        let agent = recorded.personal.expect("there are personal values").user_agent.expect("an agent");
        assert!(agent.starts_with("evil\u{fffd}\u{fffd}level=error \u{fffd}x"));
        assert_eq!(agent.chars().count(), 300);
    }

    #[test]
    fn the_digest_depends_on_salt_and_on_where_a_value_stands() {
        let digest = |seed, address: Option<&str>, agent: Option<&str>| {
            let origin = Origin {
                address: address.map(Into::into),
                user_agent: agent.map(Into::into),
                ..Origin::default()
            };
            let event = AuditEvent::of(EventKind::Logout, &origin);
            prepare(event, &SeededEntropy::new(seed), from_millis(0)).personal.map(|personal| personal.digest)
        };
        assert_eq!(digest(1, Some("a"), None), digest(1, Some("a"), None));
        assert_ne!(digest(1, Some("a"), None), digest(2, Some("a"), None));
        assert_ne!(digest(1, Some("a"), None), digest(1, None, Some("a")));
        assert_eq!(digest(1, None, None), None);
    }
}

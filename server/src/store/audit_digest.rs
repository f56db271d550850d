//! What an event says, in 32 bytes that are the same on both databases.
//!
//! The seals of the audit log cover these digests. Each column stands in a fixed order with its length before it, so that
//! no two events have the same bytes; of a JSON column the members are sorted, since PostgreSQL keeps them in an order of
//! its own. A column that a later release adds goes to the end, and only where it has a value: old digests stay right.

use entity::{auth_event, auth_event_personal};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The digest of an event's row.
pub(super) fn of(event: &auth_event::Model) -> [u8; 32] {
    let mut bytes = Vec::with_capacity(512);
    let mut add = |value: Option<&[u8]>| match value {
        Some(value) => {
            bytes.push(1);
            bytes.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend_from_slice(value);
        }
        None => bytes.push(0),
    };
    let text = |text: &Option<String>| text.clone().map(String::into_bytes);
    add(Some(event.id.as_bytes()));
    add(Some(&event.at.to_be_bytes()));
    add(Some(event.kind.as_bytes()));
    add(Some(event.outcome.as_bytes()));
    add(text(&event.reason).as_deref());
    add(Some(event.actor_kind.as_bytes()));
    add(text(&event.actor).as_deref());
    add(event.user_id.as_ref().map(|id| &id.as_bytes()[..]));
    add(text(&event.client_id).as_deref());
    add(event.session_id.as_ref().map(|id| &id.as_bytes()[..]));
    add(event.family_id.as_ref().map(|id| &id.as_bytes()[..]));
    add(event.generation.map(i64::to_be_bytes).as_ref().map(|bytes| &bytes[..]));
    add(event.risk.map(i64::to_be_bytes).as_ref().map(|bytes| &bytes[..]));
    add(text(&event.request_id).as_deref());
    add(event.detail.as_ref().map(|detail| sorted(detail).to_string().into_bytes()).as_deref());
    add(event.personal_digest.as_deref());
    Sha256::digest(&bytes).into()
}

/// Whether personal values are those that their event was recorded with.
pub(super) fn fits(event: &auth_event::Model, personal: &auth_event_personal::Model) -> bool {
    let values = [&personal.address, &personal.user_agent, &personal.identifier];
    let digest = of_personal(&personal.salt, values.map(Option::as_deref), personal.country.as_deref());
    event.personal_digest.as_deref() == Some(&digest[..])
}

/// The salted digest of an event's address, user agent and identifier, in this order; and of the country, where one is known.
pub fn of_personal(salt: &[u8], values: [Option<&str>; 3], country: Option<&str>) -> [u8; 32] {
    let mut digest = Sha256::new().chain_update(salt);
    let values = values.map(Option::unwrap_or_default);
    for text in values.into_iter().chain(country) {
        digest.update(u64::try_from(text.len()).unwrap_or_default().to_be_bytes());
        digest.update(text);
    }
    digest.finalize().into()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut names: Vec<_> = members.keys().collect();
            names.sort();
            Value::Object(names.into_iter().map(|name| (name.clone(), sorted(&members[name]))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn event() -> auth_event::Model {
        auth_event::Model {
            id: Uuid::from_u128(7),
            at: 1_800_000_000_000,
            kind: "login.failed".into(),
            outcome: "failure".into(),
            reason: Some("wrong password".into()),
            actor_kind: "unknown".into(),
            actor: None,
            user_id: Some(Uuid::from_u128(8)),
            client_id: None,
            session_id: None,
            family_id: None,
            generation: None,
            risk: None,
            request_id: Some("r".into()),
            detail: Some(json!({"b": [{"d": 1, "c": 2}], "a": null})),
            personal_digest: None,
        }
    }

    #[test]
    fn members_of_json_count_in_any_order_and_everything_else_as_it_stands() {
        let digest = of(&event());
        let other_order = json!({"a": null, "b": [{"c": 2, "d": 1}]});
        assert_eq!(digest, of(&auth_event::Model { detail: Some(other_order), ..event() }));
        let changed = [
            auth_event::Model { at: 1_800_000_000_001, ..event() },
            auth_event::Model { outcome: "success".into(), ..event() },
            auth_event::Model { reason: None, ..event() },
            auth_event::Model { reason: None, actor: Some("wrong password".into()), ..event() },
            auth_event::Model { generation: Some(0), ..event() },
            auth_event::Model { detail: Some(json!({"b": [{"d": 1, "c": 3}], "a": null})), ..event() },
            auth_event::Model { personal_digest: Some(Vec::new()), ..event() },
        ];
        for changed in changed {
            assert_ne!(digest, of(&changed), "{changed:?}");
        }
    }
}

//! What the person says of themselves: the standard claims (OpenID Connect Core 5.1) that are theirs to say.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::Holder;
use crate::app::Services;
use crate::audit;
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::model::claim_kind::ClaimKind;
use crate::model::user::User;
use crate::store::{StoreError, auth_events, users};

/// What a person may say of themselves. An e-mail address is proven first, a name to sign in with is not freed lightly:
/// these change elsewhere.
pub const OWN: [&str; 14] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "address",
];

/// One member that cannot be as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Its name.
    pub member: String,
    /// What was expected.
    pub expected: &'static str,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotChanged {
    /// These members cannot be as they were sent.
    #[error("{} members of the profile cannot be as they were sent", .0.len())]
    Wrong(Vec<Wrong>),
    /// Somebody else has changed the account since it was read.
    #[error("the account has changed since it was read")]
    Stale,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes the profile as a merge patch (RFC 7396): what is `null` goes, what is not named stays. Where `seen_at` is given,
/// only if the account was last changed then. Returns the account as it is now.
///
/// # Errors
/// `Wrong` with every member that is not the person's to say or is no good value; `Stale`.
pub async fn change(
    app: &Services,
    holder: &Holder,
    patch: &Map<String, Value>,
    seen_at: Option<DateTime<Utc>>,
) -> Result<Arc<User>, NotChanged> {
    let wrong = problems(patch);
    if !wrong.is_empty() {
        return Err(NotChanged::Wrong(wrong));
    }
    let before = users::find(app.db.reader(), holder.user.id).await?.ok_or(NotChanged::Stale)?;
    if seen_at.is_some_and(|seen_at| seen_at != before.updated_at) {
        return Err(NotChanged::Stale);
    }
    let profile = merged(&before.profile, patch);
    if profile == before.profile {
        return Ok(Arc::new(before));
    }
    let changed: Vec<&String> =
        patch.keys().filter(|name| before.profile.get(*name) != profile.get(*name)).collect();
    // Which members, not what they say: values are personal.
    let event =
        AuditEvent { detail: Some(json!({ "changed": changed })), ..holder.event(EventKind::UserChanged) };
    let recorded = audit::prepare(event, &*app.entropy, holder.now);
    let (seen, now, written) = (before.clone(), holder.now, profile);
    let done = app.db.write(async move |tx| -> Result<bool, StoreError> {
        let replaced = users::replace_profile(tx, &seen, written, now).await?;
        if replaced {
            auth_events::insert(tx, &recorded).await?;
        }
        Ok(replaced)
    });
    if !done.await? {
        return Err(NotChanged::Stale);
    }
    let now = users::find(app.db.reader(), before.id).await?.ok_or(NotChanged::Stale)?;
    Ok(Arc::new(now))
}

fn problems(patch: &Map<String, Value>) -> Vec<Wrong> {
    let wrong = |(name, value): (&String, &Value)| {
        let expected = if OWN.contains(&name.as_str()) {
            ClaimKind::of(name).filter(|_| !value.is_null()).and_then(|kind| kind.check(value).err())
        } else {
            Some("no such member: it is unknown, or not yours to change here")
        };
        expected.map(|expected| Wrong { member: name.clone(), expected })
    };
    patch.iter().filter_map(wrong).collect()
}

fn merged(before: &Map<String, Value>, patch: &Map<String, Value>) -> Map<String, Value> {
    let mut profile = before.clone();
    for (name, value) in patch {
        if profile.get(name) == Some(value) {
            continue;
        }
        if value.is_null() {
            profile.shift_remove(name);
        } else {
            profile.insert(name.clone(), value.clone());
        }
        // A number that nobody has called yet.
        if name == "phone_number" {
            profile.shift_remove("phone_number_verified");
        }
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(members) => members,
            other => panic!("{other} is no object"),
        }
    }

    #[test]
    fn what_is_null_goes_and_what_is_not_named_stays() {
        let before = object(json!({"name": "Ada", "locale": "en", "nickname": "A"}));
        let after =
            merged(&before, &object(json!({"name": "Ada Lovelace", "nickname": null, "gender": null})));
        assert_eq!(Value::Object(after), json!({"name": "Ada Lovelace", "locale": "en"}));
    }

    #[test]
    fn another_number_is_not_a_verified_one() {
        let before = object(json!({"phone_number": "+1", "phone_number_verified": true}));
        let same = merged(&before, &object(json!({"phone_number": "+1"})));
        assert_eq!(same["phone_number_verified"], true);
        let other = merged(&before, &object(json!({"phone_number": "+2"})));
        assert!(!other.contains_key("phone_number_verified"));
    }

    #[test]
    fn only_what_is_the_persons_to_say_is_taken() {
        for name in [
            "sub",
            "email",
            "email_verified",
            "preferred_username",
            "role",
            "roles",
            "status",
            "enabled",
            "created_at",
            "updated_at",
            "epoch",
            "phone_number_verified",
            "password_hash",
            "",
        ] {
            let told = problems(&object(json!({name: "x"})));
            assert_eq!(told.len(), 1, "{name}");
        }
        assert_eq!(problems(&object(json!({"website": "javascript:alert(1)", "name": 1}))).len(), 2);
        for name in OWN {
            assert!(ClaimKind::of(name).is_some_and(ClaimKind::is_of_profile), "{name}");
            assert_eq!(problems(&object(json!({name: null}))), [], "{name}");
        }
    }
}

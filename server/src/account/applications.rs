//! Which applications act for the person, and taking that back.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::Holder;
use crate::app::Services;
use crate::audit;
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::model::consent::Given;
use crate::store::token_families::Use;
use crate::store::{StoreError, auth_events, consents, token_families};

/// An application that the person allowed something, or that is signed in for them.
#[derive(Debug, Clone)]
pub struct Connected {
    /// Its id.
    pub client_id: String,
    /// What it was allowed. First-party applications ask for nothing.
    pub given: Option<Given>,
    /// When it last fetched tokens, where it still holds some.
    pub used_at: Option<DateTime<Utc>>,
}

/// Every such application, in the order of their ids.
///
/// # Errors
/// When the store fails.
pub async fn list(app: &Services, holder: &Holder) -> Result<Vec<Connected>, StoreError> {
    let given = consents::of_user(app.db.reader(), holder.user.id).await?;
    let uses = token_families::live_of_user(app.db.reader(), &holder.user, holder.now).await?;
    Ok(connected(given, uses))
}

fn connected(given: Vec<Given>, uses: Vec<Use>) -> Vec<Connected> {
    let mut all: BTreeMap<String, Connected> = BTreeMap::new();
    let fresh = |client_id: &str| Connected { client_id: client_id.to_owned(), given: None, used_at: None };
    for given in given {
        let entry = all.entry(given.client_id.clone()).or_insert_with_key(|id| fresh(id));
        entry.given = Some(given);
    }
    for one in uses {
        let entry = all.entry(one.client_id.clone()).or_insert_with_key(|id| fresh(id));
        entry.used_at = entry.used_at.max(Some(one.used_at));
    }
    all.into_values().collect()
}

/// Takes back what the person allowed an application, and ends everything by which it acts for them. `false`: there was
/// nothing.
///
/// # Errors
/// When the store fails: then nothing has changed.
pub async fn disconnect(app: &Services, holder: &Holder, client_id: &str) -> Result<bool, StoreError> {
    let event = AuditEvent {
        client_id: Some(client_id.to_owned()),
        detail: holder.client_id.as_ref().map(|through| json!({ "through": through })),
        ..holder.event(EventKind::ConsentRevoked)
    };
    let recorded = audit::prepare(event, &*app.entropy, holder.now);
    let (user, client_id, now) = (holder.user.id, client_id.to_owned(), holder.now);
    app.db
        .write(async move |tx| {
            let forgotten = consents::remove(tx, user, &client_id).await?;
            let because = EventKind::ConsentRevoked.as_str();
            let ended = token_families::revoke_of_user_and_client(tx, user, &client_id, because, now).await?;
            let was_connected = forgotten || ended > 0;
            if was_connected {
                auth_events::insert(tx, &recorded).await?;
            }
            Ok(was_connected)
        })
        .await
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::clock::from_millis;
    use crate::model::consent::Consent;

    #[test]
    fn consents_and_tokens_of_one_application_are_one_line() {
        let given = |client: &str| Given {
            client_id: client.to_owned(),
            consent: Consent::default(),
            granted_at: from_millis(1),
            updated_at: from_millis(1),
        };
        let used = |client: &str, at| Use {
            client_id: client.to_owned(),
            session_id: Uuid::nil(),
            created_at: from_millis(1),
            used_at: from_millis(at),
        };
        let all = connected(vec![given("b"), given("a")], vec![used("b", 7), used("b", 5), used("c", 6)]);
        let told: Vec<_> =
            all.iter().map(|one| (one.client_id.as_str(), one.given.is_some(), one.used_at)).collect();
        let at = |millis| Some(from_millis(millis));
        assert_eq!(told, [("a", true, None), ("b", true, at(7)), ("c", false, at(6))]);
    }
}

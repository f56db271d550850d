//! Reading the audit log, and finding out whether somebody has changed it.

mod export;
mod verify;

use serde_json::{Value, json};

use super::{AdminError, Office};
use crate::audit::statements::{self, Notary, StatementError};
use crate::clock::from_millis;
use crate::keys::holder::Keys;
use crate::keys::keyring::Keyring;
use crate::model::audit_statement::Checkpoint;
use crate::store::auth_events::{self, Entry, Filter};
use crate::store::signing_keys;

pub use export::{Export, Page};
pub use verify::{Finding, Report, verify};

/// Events that pass the filter, newest first. Members without a value are left out.
pub async fn list(office: &Office, filter: &Filter) -> Result<Vec<Value>, AdminError> {
    let entries = auth_events::list(office.db.reader(), filter).await?;
    Ok(entries.into_iter().map(describe).collect())
}

/// The signed checkpoint of everything that is sealed so far; `None` before anything is.
pub async fn checkpoint(office: &Office) -> Result<Option<Checkpoint>, AdminError> {
    let Some(issuer) = &office.issuer else {
        return Err(AdminError::Refused(
            "expected server.issuer to be set: a checkpoint names it".to_owned(),
        ));
    };
    let keys = keys(office).await?;
    let notary = Notary { keys: &keys, issuer };
    let made = statements::checkpoint(&office.db, notary, office.clock.now()).await;
    made.map_err(|error| match error {
        StatementError::Store(error) => error.into(),
        StatementError::Key(error) => error.into(),
    })
}

async fn keys(office: &Office) -> Result<Keys, AdminError> {
    let rows = signing_keys::list(office.db.reader()).await?;
    Ok(Keys::new(Keyring::open(&rows, &office.sealer, office.clock.now())?))
}

fn describe(Entry { event, personal }: Entry) -> Value {
    let personal = personal.map(|row| (row.address, row.country, row.user_agent, row.identifier));
    let (address, country, user_agent, identifier) = personal.unwrap_or_default();
    let mut described = json!({
        "id": event.id,
        "at": from_millis(event.at),
        "kind": event.kind,
        "outcome": event.outcome,
        "reason": event.reason,
        "actor_kind": event.actor_kind,
        "actor": event.actor,
        "user_id": event.user_id,
        "client_id": event.client_id,
        "session_id": event.session_id,
        "family_id": event.family_id,
        "generation": event.generation,
        "risk": event.risk,
        "request_id": event.request_id,
        "detail": event.detail,
        "address": address,
        "country": country,
        "user_agent": user_agent,
        "identifier": identifier,
    });
    if let Some(members) = described.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    described
}

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::testing::{Desk, object};
    use crate::admin::{clients, users};

    #[tokio::test]
    async fn events_come_newest_first_and_by_kind_client_and_limit() {
        let desk = Desk::open().await;
        let client = json!({"grant_types": ["client_credentials"], "client_id": "svc"});
        clients::create(&desk.office, &object(client)).await.unwrap();
        desk.clock.advance(chrono::TimeDelta::seconds(1));
        users::create(&desk.office, &object(json!({"email": "ada@example.com"}))).await.unwrap();
        let all = list(&desk.office, &Filter { limit: 10, ..Filter::default() }).await.unwrap();
        assert_eq!(all[0]["kind"], "user.registered");
        assert_eq!(all[1]["kind"], "client.created");
        assert_eq!(all[1]["actor_kind"], "operator");
        assert_eq!(all[1]["at"], "2027-01-15T08:00:00Z");
        assert!(all[1].get("reason").is_none());
        let of_client = Filter { client_id: Some("svc".into()), limit: 10, ..Filter::default() };
        assert_eq!(list(&desk.office, &of_client).await.unwrap(), [all[1].clone()]);
        let kind = Filter { kind: Some("client.created".into()), limit: 10, ..Filter::default() };
        assert_eq!(list(&desk.office, &kind).await.unwrap().len(), 1);
        assert_eq!(list(&desk.office, &Filter { limit: 1, ..Filter::default() }).await.unwrap().len(), 1);
    }
}

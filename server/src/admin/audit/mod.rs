//! Reading the audit log, and finding out whether somebody has changed it.

mod daily;
mod export;
mod verify;

use serde_json::{Value, json};

use super::keys::Raced;
use super::{AdminError, Office};
use crate::audit::notary::{self, Notary};
use crate::audit::statements;
use crate::clock::from_millis;
use crate::model::audit_statement::Checkpoint;
use crate::store::auth_events::{self, Entry, Filter};

pub use daily::daily;
pub use export::{Export, Page};
pub use verify::{Finding, Kept, Report, verify};

/// How often to begin anew when retention leaves a tombstone meanwhile.
const TRIES: usize = 8;

/// Events that pass the filter, newest first. Members without a value are left out.
pub async fn list(office: &Office, filter: &Filter) -> Result<Vec<Value>, AdminError> {
    let entries = auth_events::list(office.db.reader(), filter).await?;
    Ok(entries.into_iter().map(describe).collect())
}

/// The signed checkpoint of everything that is sealed so far; `None` before anything is.
pub async fn checkpoint(office: &Office) -> Result<Option<Checkpoint>, AdminError> {
    Ok(statements::checkpoint(&office.db, notary(office)?, office.clock.now()).await?)
}

/// The key that verifies checkpoints, as a public JWK (RFC 7517). It is made where there is none yet.
pub async fn public_key(office: &Office) -> Result<Value, AdminError> {
    let key = notary(office)?.key(&office.db, office.clock.now()).await?;
    Ok(Value::Object(key.public_jwk().clone()))
}

/// Puts a fresh key in the place of the log's, and signs the latest tombstone anew: where somebody may have the one before,
/// or it does not open any more. `false` where there is none yet.
pub async fn renew_key(office: &Office) -> Result<bool, AdminError> {
    for _ in 0..TRIES {
        let now = office.clock.now();
        let fresh = notary::renew(&office.db, &office.sealer, &*office.entropy, now).await?;
        let Some(fresh) = fresh else { return Ok(false) };
        let written = office.db.write(async move |tx| match fresh.write(tx).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Raced::Lost),
            Err(error) => Err(Raced::Store(error)),
        });
        match written.await {
            Ok(()) => return Ok(true),
            Err(Raced::Lost) => {}
            Err(Raced::Store(error)) => return Err(error.into()),
        }
    }
    Err(AdminError::Contended)
}

fn notary(office: &Office) -> Result<Notary<'_>, AdminError> {
    let issuer = office.issuer.as_ref().ok_or_else(|| {
        AdminError::Refused("expected server.issuer to be set: a checkpoint names it".to_owned())
    })?;
    Ok(Notary { sealer: &office.sealer, entropy: &*office.entropy, issuer })
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

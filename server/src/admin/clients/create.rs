//! Registering a client.

use serde_json::{Map, Value};

use super::revise::{Given, update};
use super::{Registered, identity, secret};
use crate::admin::{AdminError, Office, Problems, by_operator, client_rules};
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::model::client::Client;
use crate::protocol::client_metadata::ClientMetadata;
use crate::secret::Secret;
use crate::store::changes::{Change, Kind};
use crate::store::{StoreError, auth_events, clients};

/// Registers a client from the metadata of RFC 7591. `client_id` and `client_secret` among the members
/// are taken, since this is the operator; left out, random ones are made.
pub async fn create(office: &Office, given: &Map<String, Value>) -> Result<Registered, AdminError> {
    let Chosen { id, secret: chosen, metadata } = read(office, given).map_err(AdminError::Metadata)?;
    let now = office.clock.now();
    let mut client = Client {
        id: id.unwrap_or_else(|| identity::generate(&*office.entropy)),
        metadata,
        secret_digest: None,
        sealed_secret: None,
        disabled_at: None,
        created_at: now,
        updated_at: now,
    };
    let has_secret = client.metadata.token_endpoint_auth_method.has_secret();
    let fresh = chosen.or_else(|| has_secret.then(|| secret::generate(office)));
    if let Some(fresh) = &fresh {
        secret::keep(office, &mut client, fresh);
    }
    let event = AuditEvent { client_id: Some(client.id.clone()), ..by_operator(EventKind::ClientCreated) };
    let (recorded, row) = (office.recorded(event, now), client.clone());
    let written = office.db.write(async move |tx| {
        clients::insert(tx, &row).await?;
        tx.announce(Change::of(Kind::Client, &row.id));
        auth_events::insert(tx, &recorded).await
    });
    match written.await {
        Ok(()) => Ok(Registered { client, secret: fresh, ignored: ignored(given) }),
        Err(StoreError::Conflict(_)) => Err(AdminError::Taken(format!(
            "there is a client {} already; `signet client update {}` changes it",
            client.id, client.id
        ))),
        Err(error) => Err(error.into()),
    }
}

/// Registers the client, or replaces what is known of it where the `client_id` is known.
pub async fn put(office: &Office, given: &Map<String, Value>) -> Result<Registered, AdminError> {
    let id = given.get("client_id").and_then(Value::as_str);
    if let Some(id) = id
        && clients::find(office.db.reader(), id).await?.is_some()
    {
        return update(office, id, Given::All(given)).await;
    }
    create(office, given).await
}

/// Holds the client to the rules, and writes nothing. Answers the members that mean nothing here.
pub fn check(office: &Office, given: &Map<String, Value>) -> Result<Vec<String>, AdminError> {
    read(office, given).map_err(AdminError::Metadata)?;
    Ok(ignored(given))
}

/// What an operator chose.
pub(super) struct Chosen {
    pub(super) id: Option<String>,
    pub(super) secret: Option<Secret>,
    pub(super) metadata: ClientMetadata,
}

/// The members by the rules, with all problems at once.
pub(super) fn read(office: &Office, given: &Map<String, Value>) -> Result<Chosen, Problems> {
    let mut problems = Problems::default();
    let id = text(given, "client_id", &mut problems);
    if let Some(id) = &id {
        identity::check(id, &mut problems);
    }
    let secret = text(given, "client_secret", &mut problems).map(Secret::new);
    match client_rules::accept(office, given) {
        Ok(metadata) => {
            if let Some(secret) = &secret {
                secret::check(office, metadata.token_endpoint_auth_method, secret, &mut problems);
            }
            problems.none_or(Chosen { id, secret, metadata })
        }
        Err(broken) => {
            for problem in broken.iter() {
                problems.add(&problem.member, problem.message.clone());
            }
            Err(problems)
        }
    }
}

/// Members that mean nothing here; those of an earlier answer do no harm.
pub(super) fn ignored(given: &Map<String, Value>) -> Vec<String> {
    let answered =
        ["client_id", "client_secret", "client_id_issued_at", "client_secret_expires_at", "disabled_at"];
    let mut ignored = client_rules::unknown_members(given);
    ignored.retain(|member| !answered.contains(&member.as_str()));
    ignored
}

fn text(given: &Map<String, Value>, member: &str, problems: &mut Problems) -> Option<String> {
    match given.get(member) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(_) => {
            problems.add(member, "expected a string");
            None
        }
    }
}

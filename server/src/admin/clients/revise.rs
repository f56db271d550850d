//! Changing a client that is there. Two who change it at once are told apart by one conditional write:
//! whoever comes second looks again.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::create::{Chosen, ignored, read};
use super::{Registered, find, merge, secret};
use crate::admin::{AdminError, Office, Problems, by_operator};
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::model::client::Client;
use crate::protocol::client_metadata::ClientMetadata;
use crate::secret::Secret;
use crate::store::changes::{Change, Kind};
use crate::store::{StoreError, auth_events, clients, consents};

/// How often one looks again.
const TRIES: usize = 5;

/// What an update is made of.
#[derive(Debug, Clone, Copy)]
pub enum Given<'g> {
    /// These members change, the others stay; `null` takes one back to its default.
    Some(&'g Map<String, Value>),
    /// These are all members (RFC 7592 section 2.2).
    All(&'g Map<String, Value>),
}

/// Changes metadata. A change of `token_endpoint_auth_method` to one that needs another kind of secret makes a
/// new one; `client_secret` among the members sets it.
pub async fn update(office: &Office, id: &str, given: Given<'_>) -> Result<Registered, AdminError> {
    let (Given::Some(members) | Given::All(members)) = given;
    let names: Vec<_> = members.keys().filter(|name| *name != "client_id").collect();
    let event =
        AuditEvent { detail: Some(json!({"members": names})), ..by_operator(EventKind::ClientChanged) };
    let revised = revise(office, id, event, |client| {
        let given = match given {
            Given::Some(members) => merge::merge(&client.metadata, members),
            Given::All(members) => members.clone(),
        };
        let Chosen { id: named, secret: chosen, metadata } =
            read(office, &given).map_err(AdminError::Metadata)?;
        if let Some(other) = named.filter(|named| *named != client.id) {
            return Err(AdminError::Refused(format!(
                "client_id: expected {}, found {other}; an id never changes",
                client.id
            )));
        }
        let before = client.metadata.token_endpoint_auth_method;
        client.metadata = metadata;
        if let Some(chosen) = chosen {
            if !secret::rests(office, client, &chosen) {
                secret::keep(office, client, &chosen);
            }
            return Ok(Some(chosen));
        }
        Ok(secret::follow_method(office, client, before))
    });
    Ok(Registered { ignored: ignored(members), ..revised.await? })
}

/// Makes a new secret, or sets the one that was chosen. The old one is of no use from this moment.
pub async fn rotate_secret(
    office: &Office,
    id: &str,
    chosen: Option<Secret>,
) -> Result<Registered, AdminError> {
    revise(office, id, by_operator(EventKind::ClientSecretRotated), |client| {
        let method = client.metadata.token_endpoint_auth_method;
        if !method.has_secret() {
            return Err(AdminError::Refused(format!(
                "the client {} authenticates by {} and has no secret",
                client.id,
                method.as_str()
            )));
        }
        if let Some(chosen) = &chosen {
            let mut problems = Problems::default();
            secret::check(office, method, chosen, &mut problems);
            problems.none_or(()).map_err(AdminError::Metadata)?;
        }
        let fresh = chosen.clone().unwrap_or_else(|| secret::generate(office));
        secret::keep(office, client, &fresh);
        Ok(Some(fresh))
    })
    .await
}

/// Stops a client, or lets it go on. A client that is stopped keeps what it is registered with.
pub async fn set_enabled(office: &Office, id: &str, enabled: bool) -> Result<Client, AdminError> {
    let detail = json!({"enabled": enabled});
    let event = AuditEvent { detail: Some(detail), ..by_operator(EventKind::ClientChanged) };
    let now = office.clock.now();
    let revised = revise(office, id, event, |client| {
        client.disabled_at = if enabled { None } else { client.disabled_at.or(Some(now)) };
        Ok(None)
    });
    Ok(revised.await?.client)
}

/// Reads, changes and writes the client, again if somebody else has changed it meanwhile. What changes nothing is not
/// written, and is no event.
async fn revise(
    office: &Office,
    id: &str,
    event: AuditEvent,
    change: impl Fn(&mut Client) -> Result<Option<Secret>, AdminError>,
) -> Result<Registered, AdminError> {
    let event = AuditEvent { client_id: Some(id.to_owned()), ..event };
    for _ in 0..TRIES {
        let now = office.clock.now();
        let mut client = find(office, id).await?;
        let seen = client.updated_at;
        let before = client.clone();
        let secret = change(&mut client)?;
        if client == before {
            return Ok(Registered { client, secret, ignored: Vec::new() });
        }
        client.updated_at = later_than(seen, now);
        let is_another = !looks_alike(&before.metadata, &client.metadata);
        let (recorded, row) = (office.recorded(event.clone(), now), client.clone());
        let written = office.db.write(async move |tx| {
            let done = clients::update(tx, &row, seen).await?;
            if done {
                tx.announce(Change::of(Kind::Client, &row.id));
                if is_another {
                    consents::ask_again(tx, &row.id, now).await?;
                }
                auth_events::insert(tx, &recorded).await?;
            }
            Ok::<_, StoreError>(done)
        });
        if written.await? {
            return Ok(Registered { client, secret, ignored: Vec::new() });
        }
    }
    Err(AdminError::Contended)
}

/// Whether people would see the application that they allowed: its name, and where their details go.
fn looks_alike(before: &ClientMetadata, after: &ClientMetadata) -> bool {
    before.client_name == after.client_name && before.redirect_uris == after.redirect_uris
}

/// No two states of a client carry one time, however quickly they follow each other.
fn later_than(seen: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    now.max(seen + TimeDelta::milliseconds(1))
}

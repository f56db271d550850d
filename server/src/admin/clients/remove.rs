//! Removing a client.

use super::not_found;
use crate::admin::{AdminError, Office, by_operator};
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::store::changes::{Change, Kind};
use crate::store::{StoreError, auth_events, clients, token_families};

/// Removes a client with its consents, and ends its token families: should its id ever be registered
/// again, no old refresh token comes back to life.
pub async fn delete(office: &Office, id: &str) -> Result<(), AdminError> {
    let now = office.clock.now();
    let event = AuditEvent { client_id: Some(id.to_owned()), ..by_operator(EventKind::ClientDeleted) };
    let (recorded, row) = (office.recorded(event, now), id.to_owned());
    let deleted = office.db.write(async move |tx| {
        let was_there = clients::delete(tx, &row).await?;
        if was_there {
            let because = EventKind::ClientDeleted.as_str();
            if token_families::revoke_of_client(tx, &row, because, now).await? > 0 {
                // Which families these were is nobody's business but the row's.
                tx.announce(Change::Everything);
            }
            tx.announce(Change::of(Kind::Client, &row));
            auth_events::insert(tx, &recorded).await?;
        }
        Ok::<_, StoreError>(was_there)
    });
    if deleted.await? { Ok(()) } else { Err(not_found(id)) }
}

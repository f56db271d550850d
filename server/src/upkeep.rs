//! What goes on in the background: keys that change, rows that have expired, partitions of the audit log.
//!
//! Each chore is bounded and may be cut off anywhere; what it did not finish, the next round does.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::task::JoinSet;
use tokio::time::interval;

use crate::admin::{self, AdminError, Office};
use crate::app::Services;
use crate::keys::KeyError;
use crate::keys::keyring::Keyring;
use crate::store::changes::{Change, Kind};
use crate::store::{StoreError, maintenance, schema, signing_keys, sweeping};

/// How often expired rows are swept and keys are looked at.
const ROUND: Duration = Duration::from_mins(1);

/// Starts the chores; they end when the set is dropped.
pub fn start(services: &Arc<Services>) -> JoinSet<()> {
    let mut chores = JoinSet::new();
    chores.spawn(follow_keys(Arc::clone(services)));
    chores.spawn(rounds(Arc::clone(services)));
    chores
}

/// Keys change on any instance: the ring is opened again as soon as it is heard.
async fn follow_keys(services: Arc<Services>) {
    let mut news = services.db.changes().subscribe();
    while let Some(change) = news.next().await {
        if matches!(change, Change::Everything | Change::One { kind: Kind::Key, .. })
            && let Err(error) = open_again(&services).await
        {
            let advice = match error {
                AdminError::Key(KeyError::Sealed(_)) => {
                    ": start this instance again with the new sealing.master_key, and the one before as \
                     sealing.master_key_previous"
                }
                _ => "",
            };
            tracing::error!(%error, "keys have changed and cannot be read; the old ones stay{advice}");
        }
    }
}

async fn open_again(services: &Services) -> Result<(), AdminError> {
    let rows = signing_keys::list(services.db.reader()).await?;
    services.keys.replace(Keyring::open(&rows, &services.sealer, services.clock.now())?);
    Ok(())
}

async fn rounds(services: Arc<Services>) {
    let office = Office::of(&services);
    let mut clock = interval(ROUND);
    loop {
        clock.tick().await;
        if let Err(error) = admin::keys::keep_up(&office).await {
            tracing::error!(%error, "keys could not be brought up to date");
        }
        if let Err(error) = round(&services, services.clock.now()).await {
            tracing::warn!(%error, "upkeep goes on in the next round");
        }
    }
}

async fn round(services: &Services, now: DateTime<Utc>) -> Result<(), StoreError> {
    let swept = sweeping::expired(&services.db, now).await?;
    if swept > 0 {
        tracing::debug!(swept, "expired rows removed");
    }
    schema::make_partitions(&services.db, now).await?;
    maintenance::checkpoint(&services.db).await?;
    Ok(())
}

//! Takes up keys that have changed: on every instance, since each signs by itself.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use crate::app::Services;
use crate::causes::with_causes;
use crate::keys::KeyError;
use crate::keys::keyring::Keyring;
use crate::store::changes::{Change, Kind};
use crate::store::{StoreError, signing_keys};

/// As the metrics call it.
const NAME: &str = "taking up keys";

/// How soon changed keys are read again that could not be read.
const AGAIN: Duration = Duration::from_millis(300);

/// Keys change on any instance: the ring is opened again as soon as it is heard, and again while the database is away.
pub(super) async fn follow_keys(services: Arc<Services>) {
    let mut news = services.db.changes().subscribe();
    services.metrics.upkeep.expects(NAME);
    while let Some(change) = news.next().await {
        if !matches!(change, Change::Everything | Change::One { kind: Kind::Key, .. }) {
            continue;
        }
        let mut is_told = false;
        while let Err(error) = open_again(&services).await {
            services.metrics.upkeep.failed(NAME);
            if !is_told {
                let (error, todo) = (with_causes(&error), error.todo());
                tracing::error!(error, todo, "keys have changed and cannot be read; the old ones stay");
            }
            is_told = true;
            if !error.may_pass() {
                break;
            }
            sleep(AGAIN).await;
        }
    }
}

/// Why changed keys were not taken up.
#[derive(Debug, thiserror::Error)]
enum Unread {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Unread {
    /// What the operator can do about it.
    fn todo(&self) -> &'static str {
        match self {
            Self::Key(KeyError::Sealed(_)) => {
                "the master key of this instance does not fit the keys any more, as after `signet key rewrap`: set \
                 sealing.master_key to the new one and restart this instance"
            }
            Self::Key(_) => "see `signet key list`",
            Self::Store(_) if self.may_pass() => "none: it is tried again until they can be read",
            Self::Store(_) => "see `signet key list`; it is tried again with the next change",
        }
    }

    /// Whether the database is only away.
    fn may_pass(&self) -> bool {
        use StoreError::{Busy, NoConnection, Unavailable};
        matches!(self, Self::Store(Busy | NoConnection(_) | Unavailable(_)))
    }
}

async fn open_again(services: &Services) -> Result<(), Unread> {
    let rows = signing_keys::list(services.db.reader()).await?;
    services.keys.replace(Keyring::open(&rows, &services.sealer, services.clock.now())?);
    Ok(())
}

//! Events that no seal has: new ones wait for theirs, an old one was put there behind our back.

use uuid::Uuid;

use super::report::{Finding, Report};
use crate::admin::{AdminError, Office};
use crate::audit::chaining::{self, LOOKS_BACK};
use crate::model::audit_seal::{Head, time_of};
use crate::store::{StoreError, audit_pages};

/// Events that are looked for in the seals at once.
const PAGE: u64 = 2000;

/// Looks at each event. Without a head, or beside seals that are none, nobody can tell.
pub(super) async fn look(
    office: &Office,
    head: Option<&Head>,
    report: &mut Report,
) -> Result<(), AdminError> {
    let Some(head) = head else { return Ok(()) };
    let (db, now) = (&office.db, office.clock.now());
    let settled = head.looked_until - LOOKS_BACK;
    let mut after = Uuid::nil();
    loop {
        let page = audit_pages::all_ids(db.reader(), after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = *last;
        let unsealed = match chaining::unsealed(db, &page, head.sequence).await {
            Ok(unsealed) => unsealed,
            // The walk has named that seal.
            Err(StoreError::Corrupt { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        for id in unsealed {
            let at = time_of(id);
            // Whoever slips one in chooses its id, and with it a time.
            if at < settled || at > now + LOOKS_BACK {
                report.findings.push(Finding::Stranger { id, at });
            } else {
                report.waiting += 1;
            }
        }
    }
}

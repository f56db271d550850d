//! Where the person is signed in, and signing out there.

use uuid::Uuid;

use super::Holder;
use crate::app::Services;
use crate::audit;
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::model::session::{Seen, Session};
use crate::store::{StoreError, auth_events, remembered_devices, sessions, token_families, users};

/// So many sessions are listed at most; the ones used last.
const LISTED: u64 = 200;

/// A place where the person is signed in.
#[derive(Debug, Clone)]
pub struct Place {
    /// The session, with from where it was begun.
    pub seen: Seen,
    /// The applications that were signed in to there, by id, in order.
    pub clients: Vec<String>,
    /// Whether it is the session in which this is asked.
    pub is_current: bool,
}

/// Where the person is signed in: this session first, then the ones used last.
///
/// # Errors
/// When the store fails.
pub async fn list(app: &Services, holder: &Holder) -> Result<Vec<Place>, StoreError> {
    let seen = sessions::of_user(app.db.reader(), &holder.user, LISTED, holder.now).await?;
    let mut places = places(app, holder, seen).await?;
    places.sort_by_key(|place| !place.is_current);
    Ok(places)
}

/// A part of them, the one begun last first: at most `limit`, of those begun before the session `after`.
///
/// # Errors
/// When the store fails.
pub async fn page(
    app: &Services,
    holder: &Holder,
    part: (Option<Uuid>, u64),
) -> Result<Vec<Place>, StoreError> {
    let seen = sessions::page_of_user(app.db.reader(), &holder.user, part, holder.now).await?;
    places(app, holder, seen).await
}

async fn places(app: &Services, holder: &Holder, seen: Vec<Seen>) -> Result<Vec<Place>, StoreError> {
    let uses = token_families::live_of_user(app.db.reader(), &holder.user, holder.now).await?;
    let place = |seen: Seen| {
        let here = uses.iter().filter(|one| one.session_id == seen.session.id);
        let mut clients: Vec<String> = here.map(|one| one.client_id.clone()).collect();
        clients.sort_unstable();
        clients.dedup();
        let is_current = seen.session.id == holder.session_id;
        Place { seen, clients, is_current }
    };
    Ok(seen.into_iter().map(place).collect())
}

/// The session in which something is done.
///
/// # Errors
/// When the store fails.
pub async fn find(app: &Services, id: Uuid) -> Result<Option<Session>, StoreError> {
    sessions::find(app.db.reader(), id).await
}

/// Ends a session of the person with every token family begun in it. `false`: it is none of theirs, or had ended.
///
/// # Errors
/// When the store fails: then nothing has ended.
pub async fn end(app: &Services, holder: &Holder, session: Uuid) -> Result<bool, StoreError> {
    let found = sessions::find(app.db.reader(), session).await?;
    if found.is_none_or(|found| found.user_id != holder.user.id) {
        return Ok(false);
    }
    let recorded = audit::prepare(revoked(holder, session), &*app.entropy, holder.now);
    let now = holder.now;
    app.db
        .write(async move |tx| {
            let was_live = sessions::end(tx, session, now).await?;
            if was_live {
                let because = EventKind::SessionRevoked.as_str();
                token_families::revoke_of_session(tx, session, &[], because, now).await?;
                auth_events::insert(tx, &recorded).await?;
            }
            Ok(was_live)
        })
        .await
}

/// Ends every session of the person but `kept`, with every token family of the account but those begun in it; no device is
/// remembered any more. Returns how many sessions ended; each has its event.
///
/// # Errors
/// When the store fails: then nothing has ended.
pub async fn end_all(app: &Services, holder: &Holder, kept: Option<Uuid>) -> Result<usize, StoreError> {
    let (holder, entropy) = (holder.clone(), app.entropy.clone());
    app.db
        .write(async move |tx| {
            let (user, now) = (holder.user.id, holder.now);
            let ended = sessions::end_of_user(tx, user, kept, now).await?;
            // Sign-ins that are under way end too. Of an account that has moved on meanwhile everything has ended.
            let epoch = holder.user.epoch;
            if users::raise_epoch(tx, user, epoch).await?
                && let Some(kept) = kept
            {
                sessions::carry_over(tx, kept, epoch).await?;
                token_families::carry_over(tx, kept, epoch).await?;
            }
            remembered_devices::delete_all(tx, user).await?;
            let because = EventKind::SessionRevoked.as_str();
            token_families::revoke_of_user(tx, user, kept, because, now).await?;
            for session in &ended {
                let recorded = audit::prepare(revoked(&holder, *session), &*entropy, now);
                auth_events::insert(tx, &recorded).await?;
            }
            Ok(ended.len())
        })
        .await
}

fn revoked(holder: &Holder, session: Uuid) -> AuditEvent {
    AuditEvent { session_id: Some(session), ..holder.event(EventKind::SessionRevoked) }
}

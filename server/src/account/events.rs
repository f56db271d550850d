//! What happened to the person's account, as the audit log has it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Holder;
use crate::app::Services;
use crate::clock::from_millis;
use crate::model::audit_event::EventKind;
use crate::store::StoreError;
use crate::store::auth_events::{self, Entry, Filter};

/// What happens all the time and says nothing new to a person: each sign-in has an event of its own.
const ROUTINE: [EventKind; 3] = [EventKind::CodeIssued, EventKind::TokenIssued, EventKind::TokenRefreshed];

/// An event, with what a person may know of it.
#[derive(Debug, Clone)]
pub struct OwnEvent {
    /// Its id, which is the cursor behind it.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// What, as the catalogue names it.
    pub kind: String,
    /// `success`, `failure` or `refusal`.
    pub outcome: String,
    /// Through which application.
    pub client_id: Option<String>,
    /// In which session.
    pub session_id: Option<Uuid>,
    /// From which address, as long as it is kept.
    pub address: Option<String>,
    /// From which country.
    pub country: Option<String>,
    /// With which browser.
    pub user_agent: Option<String>,
}

/// The person's events that come after `after` in a list where the newest is first: at most `limit`. With `routine` also
/// each code and token.
///
/// # Errors
/// When the store fails.
pub async fn list(
    app: &Services,
    holder: &Holder,
    (after, limit): (Option<Uuid>, u64),
    routine: bool,
) -> Result<Vec<OwnEvent>, StoreError> {
    let except = if routine { Vec::new() } else { ROUTINE.map(|kind| kind.as_str().to_owned()).to_vec() };
    let filter = Filter { user_id: Some(holder.user.id), after, limit, except, ..Filter::default() };
    Ok(auth_events::list(app.db.reader(), &filter).await?.into_iter().map(own).collect())
}

fn own(Entry { event, personal }: Entry) -> OwnEvent {
    let personal = personal.map(|row| (row.address, row.country, row.user_agent));
    let (address, country, user_agent) = personal.unwrap_or_default();
    OwnEvent {
        id: event.id,
        at: from_millis(event.at),
        kind: event.kind,
        outcome: event.outcome,
        client_id: event.client_id,
        session_id: event.session_id,
        address,
        country,
        user_agent,
    }
}

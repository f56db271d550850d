//! What happened to the person's account, as the audit log has it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Holder;
use crate::app::Services;
use crate::clock::from_millis;
use crate::model::audit_event::{EventKind, Outcome};
use crate::model::topic::Topic;
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

/// Which of the person's events are wanted. By default the newest of all that says something new.
#[derive(Debug, Clone, Copy, Default)]
pub struct Selection {
    /// Those that come after this one in a list where the newest is first.
    pub after: Option<Uuid>,
    /// At most so many.
    pub limit: u64,
    /// Also each code and token.
    pub routine: bool,
    /// What they are about.
    pub topic: Option<Topic>,
    /// How they ended.
    pub outcome: Option<Outcome>,
}

/// The person's events that are wanted, the newest first.
///
/// # Errors
/// When the store fails.
pub async fn list(app: &Services, holder: &Holder, wanted: Selection) -> Result<Vec<OwnEvent>, StoreError> {
    let Selection { after, limit, routine, topic, outcome } = wanted;
    let names = |kinds: Vec<EventKind>| kinds.into_iter().map(|kind| kind.as_str().to_owned()).collect();
    let filter = Filter {
        user_id: Some(holder.user.id),
        after,
        limit,
        among: topic.map(|topic| names(topic.kinds())).unwrap_or_default(),
        except: if routine { Vec::new() } else { names(ROUTINE.to_vec()) },
        outcome: outcome.map(|outcome| outcome.as_str().to_owned()),
        ..Filter::default()
    };
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

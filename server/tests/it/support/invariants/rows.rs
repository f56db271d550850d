//! The rows that the rules are about, as they lie in the store: nothing of the server's own judgement.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::{auth_event, auth_event_personal, consent, oauth_client, session, token_family, user};
use sea_orm::EntityTrait as _;
use uuid::Uuid;

use crate::support::TestApp;

pub struct Rows {
    pub users: BTreeMap<Uuid, user::Model>,
    pub clients: BTreeMap<String, oauth_client::Model>,
    pub sessions: BTreeMap<Uuid, session::Model>,
    pub families: BTreeMap<Uuid, token_family::Model>,
    pub consents: BTreeMap<(Uuid, String), consent::Model>,
    pub events: Vec<auth_event::Model>,
    pub personal: BTreeMap<Uuid, auth_event_personal::Model>,
}

impl Rows {
    /// One after the other: a pool would open a connection for each, which costs more than all of them.
    pub async fn of(app: &TestApp) -> Self {
        let db = app.services.db.reader();
        let users = user::Entity::find().all(db).await.unwrap();
        let clients = oauth_client::Entity::find().all(db).await.unwrap();
        let sessions = session::Entity::find().all(db).await.unwrap();
        let consents = consent::Entity::find().all(db).await.unwrap();
        let personal = auth_event_personal::Entity::find().all(db).await.unwrap();
        let mut rows = Self {
            users: users.into_iter().map(|row| (row.id, row)).collect(),
            clients: clients.into_iter().map(|row| (row.id.clone(), row)).collect(),
            sessions: sessions.into_iter().map(|row| (row.id, row)).collect(),
            consents: consents.into_iter().map(|row| ((row.user_id, row.client_id.clone()), row)).collect(),
            personal: personal.into_iter().map(|row| (row.event_id, row)).collect(),
            families: BTreeMap::new(),
            events: Vec::new(),
        };
        rows.read_history(app).await;
        rows
    }

    /// Reads families and events again.
    pub async fn read_history(&mut self, app: &TestApp) {
        let db = app.services.db.reader();
        let families = token_family::Entity::find().all(db).await.unwrap();
        self.families = families.into_iter().map(|row| (row.id, row)).collect();
        self.events = auth_event::Entity::find().all(db).await.unwrap();
    }

    /// Why nothing of a family may count any more; `None` while it may.
    pub fn end_of(&self, family: Uuid, now: DateTime<Utc>) -> Option<&'static str> {
        let Some(family) = self.families.get(&family) else { return Some("the family's row is gone") };
        if family.revoked_at.is_some() {
            return Some("the family was revoked");
        }
        if now.timestamp_millis() >= family.absolute_expires_at {
            return Some("the family is over");
        }
        self.end_of_person(family.user_id, family.user_epoch)
            .or_else(|| self.end_of_client(&family.client_id))
            .or_else(|| self.end_of_consent(family))
            .or_else(|| self.end_by_session(family))
    }

    /// Why nothing of a session may count any more.
    pub fn end_of_session(&self, session: Uuid, now: DateTime<Utc>) -> Option<&'static str> {
        let Some(session) = self.sessions.get(&session) else { return Some("the session's row is gone") };
        let now = now.timestamp_millis();
        if session.ended_at.is_some() {
            return Some("the session was ended");
        }
        if now >= session.idle_expires_at || now >= session.keep_until {
            return Some("the session has run out");
        }
        self.end_of_person(session.user_id, session.user_epoch)
    }

    pub fn end_of_client(&self, client: &str) -> Option<&'static str> {
        match self.clients.get(client) {
            None => Some("the client is gone"),
            Some(client) => client.disabled_at.map(|_| "the client is disabled"),
        }
    }

    fn end_of_person(&self, user: Uuid, epoch: i64) -> Option<&'static str> {
        match self.users.get(&user) {
            None => Some("the account is gone"),
            Some(user) if user.status != "active" => Some("the account may not be used"),
            Some(user) if user.epoch != epoch => Some("the account has moved on"),
            Some(_) => None,
        }
    }

    /// The operator's own applications need no consent.
    fn end_of_consent(&self, family: &token_family::Model) -> Option<&'static str> {
        let key = (family.user_id, family.client_id.clone());
        let lacks = !self.is_first_party(&family.client_id) && !self.consents.contains_key(&key);
        lacks.then_some("nobody allows the client anything")
    }

    /// A session that was ended takes its families along; signing out leaves those of third parties that may act while the
    /// person is away. One that ran out takes none.
    pub fn end_by_session(&self, family: &token_family::Model) -> Option<&'static str> {
        self.sessions.get(&family.session_id)?.ended_at?;
        let signed_out = self
            .events
            .iter()
            .any(|event| event.kind == "logout" && event.session_id == Some(family.session_id));
        let stays = signed_out && family.refreshable && !self.is_first_party(&family.client_id);
        (!stays).then_some("its session was ended")
    }

    fn is_first_party(&self, client: &str) -> bool {
        self.clients.get(client).is_some_and(|client| client.metadata["first_party"] == true)
    }
}

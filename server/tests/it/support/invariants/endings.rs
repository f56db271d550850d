//! Nothing counts that hangs on what has ended: what the server says of each token and cookie that was seen, on each
//! instance and out of its caches, against the rows.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderValue};
use signet::app::Services;
use signet::authorize::browser::Browser;
use signet::authorize::signed_in;
use signet::secret::Secret;
use signet::tokens::lookup::live_access_token;
use signet::web::cookies;
use signet::words::{Locale, Words};

use super::rows::Rows;
use crate::support::TestApp;
use crate::support::recorder::Seen;

/// How long news may take to another instance (1 s), in steps.
const STEPS: usize = 10;
const STEP: Duration = Duration::from_millis(100);

pub async fn wrong(app: &TestApp, rows: &Rows) -> Vec<String> {
    let (seen, now) = (app.ledger.recorder.seen(), app.services.clock.now());
    let mut wrong = in_rows(rows, now);
    for services in app.instances() {
        let mut alive = alive_though(services, rows, &seen, now).await;
        for _ in 0..STEPS {
            if alive.is_empty() || !app.setup.has_redis() {
                break;
            }
            tokio::time::sleep(STEP).await;
            alive = alive_though(services, rows, &seen, now).await;
        }
        wrong.extend(alive);
    }
    wrong
}

/// Endings that are written where they happen, so that no look-up has to remember them. Of an account that was removed
/// nothing is written: its id never comes back, and that of a client may.
fn in_rows(rows: &Rows, now: DateTime<Utc>) -> Vec<String> {
    let stands = |row: &entity::token_family::Model| {
        row.revoked_at.is_none() && row.generation > 0 && now.timestamp_millis() < row.absolute_expires_at
    };
    let standing = rows.families.values().filter(|row| stands(row));
    standing
        .filter_map(|family| {
            let client_gone = (!rows.clients.contains_key(&family.client_id)).then_some("its client is gone");
            let why = client_gone.or_else(|| rows.end_by_session(family))?;
            Some(format!("family {} of {} stands, but {why}", family.id, family.client_id))
        })
        .collect()
}

async fn alive_though(services: &Services, rows: &Rows, seen: &Seen, now: DateTime<Utc>) -> Vec<String> {
    let mut wrong = Vec::new();
    for token in &seen.access_tokens {
        let Ok(Some(live)) = live_access_token(services, token, now).await else { continue };
        let end = match live.token.family {
            Some(family) => rows.end_of(family, now),
            None => rows.end_of_client(&live.token.client_id),
        };
        wrong.extend(end.map(|end| format!("an access token of {} counts: {end}", live.token.client_id)));
    }
    for cookie in &seen.sessions {
        let Ok(value) = HeaderValue::from_str(cookie) else { continue };
        let headers = HeaderMap::from_iter([(http::header::COOKIE, value)]);
        let Some(session) = cookies::session(&headers, &services.issuer) else { continue };
        let id = session.id;
        let browser = Browser {
            secret: Secret::new(String::new()),
            session: Some(session),
            device: None,
            known: None,
            words: Words::of(Locale::English),
        };
        let is_live = matches!(signed_in(services, &browser, now).await, Ok(Some(_)));
        let end = rows.end_of_session(id, now).filter(|_| is_live);
        wrong.extend(end.map(|end| format!("a browser is signed in: {end}")));
    }
    wrong
}

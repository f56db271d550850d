//! A call that is sent again with the same `Idempotency-Key` is done once (draft-ietf-httpapi-idempotency-key-header-07).
//!
//! Before it is done, its key is taken by one conditional write; of many at once one wins. Whoever comes later with the same
//! body is told what the first was told, with another body that the key is taken (section 2.7). What was refused has changed
//! nothing, and gives the key back. All that is kept is sealed: replies carry secrets, and bodies passwords.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::request::Parts};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderName, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracing::Instrument as _;
use uuid::Uuid;

use super::body::Object;
use super::person::Person;
use super::problem::{Kind, Problem};
use crate::causes::with_causes;
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::{shelves, standing};
use crate::model::audit_event::Origin;
use crate::protocol::error::OAuthError;
use crate::sealing::place::Place;
use crate::secret::digest;
use crate::store::StoreError;
use crate::web::Site;

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Characters of a key.
const LONGEST: usize = 255;
/// How long a reply is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

const SHELF: Shelf<String> = shelves::idempotency_keys(KEPT);

/// The key that came with a call, if one did: a string of RFC 8941 section 3.3.3, or the same without its quotes.
#[derive(Debug)]
pub(super) struct IdempotencyKey(Option<String>);

impl FromRequestParts<Site> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Site) -> Result<Self, Problem> {
        let mut sent = parts.headers.get_all(HEADER).iter();
        let (first, more) = (sent.next(), sent.next());
        let Some(first) = first else { return Ok(Self(None)) };
        let read = first.to_str().ok().filter(|_| more.is_none()).and_then(key);
        let expected = "expected one Idempotency-Key of at most 255 characters, in quotes";
        read.map(|key| Self(Some(key))).ok_or_else(|| Problem::of(Kind::Malformed).because(expected))
    }
}

fn key(text: &str) -> Option<String> {
    let text = text.trim();
    let key = match text.strip_prefix('"') {
        Some(quoted) => unquoted(quoted.strip_suffix('"')?)?,
        None => text.to_owned(),
    };
    let is_plain = |c: char| matches!(c, ' '..='~');
    let is_bare = text.starts_with('"') || !text.contains(['"', ',', ';', ' ']);
    (is_bare && (1..=LONGEST).contains(&key.len()) && key.chars().all(is_plain)).then_some(key)
}

fn unquoted(text: &str) -> Option<String> {
    let (mut key, mut letters) = (String::new(), text.chars());
    while let Some(letter) = letters.next() {
        key.push(match letter {
            '"' => return None,
            '\\' => letters.next().filter(|escaped| matches!(escaped, '"' | '\\'))?,
            plain => plain,
        });
    }
    Some(key)
}

/// What is answered, in a form that can be kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Reply {
    status: u16,
    body: Value,
}

impl Reply {
    pub(super) fn of(status: StatusCode, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_value(body).map_err(|error| Problem::from(OAuthError::server(error)))?;
        Ok(Self { status: status.as_u16(), body })
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self.body)).into_response()
    }
}

/// Whose call it is, and which: a key means something to whoever chose it alone.
#[derive(Debug)]
pub(super) struct Call {
    route: &'static str,
    /// The application, or nothing where none is known.
    client: String,
    /// The person, or the network that a stranger calls from.
    whose: String,
}

impl Call {
    pub(super) fn of_stranger(route: &'static str, origin: &Origin) -> Self {
        Self { route, client: String::new(), whose: origin.source() }
    }

    pub(super) fn of_person(route: &'static str, person: &Person) -> Self {
        let client = person.holder.client_id.clone().unwrap_or_default();
        Self { route, client, whose: Uuid::to_string(&person.holder.user.id) }
    }
}

/// What is kept of a call.
#[derive(Debug, Serialize, Deserialize)]
struct Seen {
    /// SHA-256 of the body.
    body: [u8; 32],
    /// What was answered; nothing while it is under way.
    reply: Option<Reply>,
}

/// A key that was taken.
#[derive(Debug, Clone)]
struct Taken {
    parts: [String; 4],
    /// What lies there while the call is under way.
    mark: String,
    body: [u8; 32],
}

/// Does `work` with the body, or answers as before, where the call came before.
pub(super) async fn once<F>(
    site: &Site,
    call: Call,
    key: Result<IdempotencyKey, Problem>,
    body: Result<Object, Problem>,
    work: impl FnOnce(Object) -> F,
) -> Result<Reply, Problem>
where
    F: Future<Output = Result<Reply, Problem>> + Send + 'static,
{
    let (IdempotencyKey(key), body) = (key?, body?);
    let Some(key) = key else { return work(body).await };
    let now = site.clock.now();
    let parts = [call.client, call.whose, call.route.to_owned(), key];
    let digest = digest(Value::Object(body.0.clone()).to_string().as_bytes());
    let mark = sealed(site, &parts, &Seen { body: digest, reply: None })?;
    let taken = Taken { parts, mark, body: digest };
    if !take(site, &taken, now).await? {
        return again(site, &taken, now).await;
    }
    // Whoever hangs up in the middle finds the reply when they ask again.
    let finishing = finish(site.clone(), taken, standing::observed(work(body)), now).in_current_span();
    let (answer, standings) = tokio::spawn(finishing).await.map_err(OAuthError::server)?;
    standing::note_all(standings);
    answer
}

async fn take(site: &Site, taken: &Taken, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let Taken { parts, mark, .. } = taken.clone();
    site.db
        .write(async move |tx| SHELF.put_new(tx, &parts.each_ref().map(String::as_str), &mark, now).await)
        .await
}

/// The reply takes the place of the mark; a refusal gives the key back.
async fn finish(
    site: Site,
    taken: Taken,
    work: impl Future<Output = (Result<Reply, Problem>, Vec<standing::Standing>)>,
    now: DateTime<Utc>,
) -> (Result<Reply, Problem>, Vec<standing::Standing>) {
    let (answer, standings) = work.await;
    let (answer, after) = match answer {
        Ok(reply) => {
            let seen = Seen { body: taken.body, reply: Some(reply) };
            let after = sealed(&site, &taken.parts, &seen);
            (seen.reply.ok_or_else(|| Problem::of(Kind::Fault)), after.ok())
        }
        Err(problem) => (Err(problem), None),
    };
    let Taken { parts, mark, .. } = taken;
    let kept = site.db.write(async move |tx| {
        let parts = parts.each_ref().map(String::as_str);
        match &after {
            Some(after) => SHELF.replace(tx, &parts, (&mark, after), now).await.map(drop),
            None => SHELF.claim(tx, &parts, now).await.map(drop),
        }
    });
    // It is done, and that is what is told: asked once more, nobody will know how it ended.
    if let Err::<(), StoreError>(error) = kept.await {
        tracing::warn!(
            error = with_causes(&error),
            "the reply to a call with an Idempotency-Key is not kept"
        );
    }
    (answer, standings)
}

async fn again(site: &Site, taken: &Taken, now: DateTime<Utc>) -> Result<Reply, Problem> {
    let parts = taken.parts.each_ref().map(String::as_str);
    let under_way = || Problem::of(Kind::UnderWay).because("the same call is under way: ask again shortly");
    // It was given back in this very moment.
    let Some(found) = SHELF.read(site.db.reader(), &parts, now).await? else { return Err(under_way()) };
    let unreadable =
        || Problem::of(Kind::UnderWay).because("the reply cannot be read any more: take another key");
    let seen = opened(site, &taken.parts, &found).ok_or_else(unreadable)?;
    if seen.body != taken.body {
        let other = "this Idempotency-Key came before with another body: take another key";
        return Err(Problem::of(Kind::KeyReused).because(other));
    }
    seen.reply.ok_or_else(under_way)
}

fn sealed(site: &Site, parts: &[String; 4], seen: &Seen) -> Result<String, Problem> {
    let bytes = serde_json::to_vec(seen).map_err(|error| Problem::from(OAuthError::server(error)))?;
    Ok(STANDARD.encode(with_place(parts, |place| site.sealer.seal(&*site.entropy, place, &bytes))))
}

fn opened(site: &Site, parts: &[String; 4], text: &str) -> Option<Seen> {
    let blob = STANDARD.decode(text).ok()?;
    let bytes = with_place(parts, |place| site.sealer.open(place, &blob)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Bound to the row that it lies in: carried to another, it does not open.
fn with_place<T>(parts: &[String; 4], then: impl FnOnce(&Place<'_>) -> T) -> T {
    let row = SHELF.row(&parts.each_ref().map(String::as_str));
    then(&Place { table: "kept_record", column: "value", row: &row })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_string_with_its_quotes_or_without() {
        for (sent, read) in [
            ("\"8e03978e-40d5\"", "8e03978e-40d5"),
            ("8e03978e-40d5", "8e03978e-40d5"),
            ("\"a \\\"b\\\\\"", "a \"b\\"),
            (" \"x\" ", "x"),
        ] {
            assert_eq!(key(sent).as_deref(), Some(read), "{sent}");
        }
        let long = "x".repeat(256);
        for odd in ["", "\"", "\"\"", "\"a", "a\"", "\"a\"b\"", "\"\\a\"", "a, b", "a;b", "é", "\"é\"", &long]
        {
            assert_eq!(key(odd), None, "{odd}");
        }
    }
}

//! Keys that others publish: the JWK Sets (RFC 7517 section 5) behind clients' `jwks_uri`, read
//! under the outbound policy and kept for a while.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;
use serde_json::Value;
use url::Url;

use crate::outbound::fetch::{Fetched, Fetcher};
use crate::outbound::fetch_error::{Cause, FetchError};
use crate::outbound::single_flight::{Fresh, Room, SingleFlight};
use crate::protocol::{media_type, strict_json};

/// Room for a thousand sets of a usual size, together 8 MiB as they came.
const ROOM: Room = Room { most: 1_000, each: 8 * 1024 };

/// Keys in one set. Each is a trial for a signature without a `kid`.
const MOST_KEYS: usize = 100;

/// The bounds of what a peer may say about how long its keys are to be kept: at least so long that
/// a stampede is one request, at most so long that a removed key is soon refused.
const SHORTEST: TimeDelta = TimeDelta::minutes(1);
const LONGEST: TimeDelta = TimeDelta::hours(1);

/// For a peer that does not say.
const USUAL: TimeDelta = TimeDelta::minutes(10);

/// Unknown key ids come from anybody: they cause one request in this time.
const REFRESH_PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Members of a JWK that only its owner may know (RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The published keys of others, by URL.
#[derive(Debug)]
pub struct RemoteJwks {
    fetcher: Arc<Fetcher>,
    kept: SingleFlight<KeptSet>,
    /// The sets that could not be read the last time, and are in the log.
    failing: Cache<String, ()>,
}

#[derive(Debug)]
struct KeptSet {
    document: Arc<Value>,
    size: usize,
}

impl RemoteJwks {
    /// Keys read through `fetcher`.
    pub fn new(fetcher: Arc<Fetcher>) -> Self {
        let kept = SingleFlight::new(ROOM, |set: &KeptSet| set.size);
        Self { fetcher, kept, failing: Cache::new(ROOM.most) }
    }

    /// The JWK Set at `url`: an object whose `keys` are public keys, each `kid` once. `client` is whose it is, for the log.
    pub async fn read(&self, url: &str, client: &str, now: DateTime<Utc>) -> Result<Arc<Value>, FetchError> {
        let set = self.kept.read(url, now, self.load(url, client)).await?;
        Ok(Arc::clone(&set.document))
    }

    /// The JWK Set at `url` for somebody who did not find a `kid` in it: read again, but only once
    /// a minute.
    pub async fn refreshed(
        &self,
        url: &str,
        client: &str,
        now: DateTime<Utc>,
    ) -> Result<Arc<Value>, FetchError> {
        let load = self.load(url, client);
        let set = self.kept.reload(url, now, REFRESH_PAUSE, load).await?;
        Ok(Arc::clone(&set.document))
    }

    fn load(
        &self,
        url: &str,
        client: &str,
    ) -> impl Future<Output = Result<Fresh<KeptSet>, FetchError>> + Send + use<> {
        let (fetcher, failing) = (Arc::clone(&self.fetcher), self.failing.clone());
        let (url, client) = (url.to_owned(), client.to_owned());
        let accept = "application/jwk-set+json, application/json";
        async move {
            let loaded = fetcher.read(&url, accept, |fetched| judge(&fetched)).await;
            note(&failing, &url, &client, loaded.as_ref().err());
            loaded
        }
    }
}

/// A line of the log when a set can be read no more, and when it can again; not for each who would have needed it. Of the
/// address the host alone: the rest may hold somebody's secret.
fn note(failing: &Cache<String, ()>, url: &str, client: &str, error: Option<&FetchError>) {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let was_failing = failing.contains_key(url);
    match error {
        Some(error) if !was_failing => {
            failing.insert(url.to_owned(), ());
            let cause = error.cause();
            tracing::warn!(client, host, %cause, "the keys behind a client's jwks_uri cannot be read");
        }
        None if was_failing => {
            failing.invalidate(url);
            tracing::info!(client, host, "the keys behind a client's jwks_uri can be read again");
        }
        _ => {}
    }
}

fn judge(fetched: &Fetched) -> Result<Fresh<KeptSet>, Cause> {
    if !fetched.media_type.as_deref().is_none_or(media_type::is_json) {
        return Err(Cause::Content("the media type is not JSON"));
    }
    let document =
        strict_json::parse(&fetched.body).map_err(|_| Cause::Content("no JSON with unique names"))?;
    check_set(&document)?;
    let document = KeptSet { document: Arc::new(document), size: fetched.body.len() };
    Ok(Fresh { document, keep: fetched.max_age.unwrap_or(USUAL).clamp(SHORTEST, LONGEST) })
}

/// Whether `document` is a JWK Set that somebody may publish.
fn check_set(document: &Value) -> Result<(), Cause> {
    let keys = document.get("keys").and_then(Value::as_array).ok_or(Cause::Content("no array of keys"))?;
    if keys.len() > MOST_KEYS {
        return Err(Cause::Content("too many keys"));
    }
    let mut kids = HashSet::new();
    for key in keys {
        let key = key.as_object().ok_or(Cause::Content("a key is no object"))?;
        if !key.get("kty").is_some_and(Value::is_string) {
            return Err(Cause::Content("a key without a type"));
        }
        // A private key that is public belongs to everybody: nothing it signs proves anything.
        if PRIVATE.iter().any(|member| key.contains_key(*member)) {
            return Err(Cause::Content("a private or symmetric key"));
        }
        match key.get("kid") {
            None => {}
            Some(Value::String(kid)) if kids.insert(kid) => {}
            Some(Value::String(_)) => return Err(Cause::Content("a kid stands twice")),
            Some(_) => return Err(Cause::Content("a kid is no text")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbound::peer::{Peer, Script, quick_fetcher};

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn set(kid: usize) -> String {
        format!(r#"{{"keys":[{{"kty":"EC","crv":"P-256","kid":"{kid}","x":"a","y":"b"}}]}}"#)
    }

    fn kid(document: &Value) -> &str {
        document["keys"][0]["kid"].as_str().unwrap()
    }

    #[tokio::test]
    async fn a_thousand_callers_make_one_request() {
        let peer = Peer::start(Script::json(&set(1))).await;
        let (remote, url) = (RemoteJwks::new(quick_fetcher()), peer.url("/jwks"));
        let answers = futures::future::join_all((0..1_000).map(|_| remote.read(&url, "c", NOW))).await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(peer.hits(), 1);
        let unknown_kids = (0..1_000).map(|_| remote.refreshed(&url, "c", NOW + REFRESH_PAUSE));
        let answers = futures::future::join_all(unknown_kids).await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(peer.hits(), 2);
    }

    #[tokio::test]
    async fn a_new_key_is_found_after_a_minute() {
        let peer = Peer::scripted(|before, _| Script::json(&set(before))).await;
        let (remote, url) = (RemoteJwks::new(quick_fetcher()), peer.url("/jwks"));
        let at = |seconds| NOW + TimeDelta::seconds(seconds);
        assert_eq!(kid(&remote.refreshed(&url, "c", at(0)).await.unwrap()), "0");
        assert_eq!(kid(&remote.refreshed(&url, "c", at(59)).await.unwrap()), "0");
        assert_eq!(kid(&remote.refreshed(&url, "c", at(60)).await.unwrap()), "1");
        assert_eq!(kid(&remote.read(&url, "c", at(61)).await.unwrap()), "1");
        assert_eq!(kid(&remote.read(&url, "c", at(659)).await.unwrap()), "1");
        assert_eq!(kid(&remote.read(&url, "c", at(660)).await.unwrap()), "2");
    }

    #[tokio::test]
    async fn a_peers_own_time_counts_within_bounds() {
        for (header, seconds) in
            [("no-store", 60), ("max-age=1", 60), ("max-age=120", 120), ("max-age=99999", 3_600)]
        {
            let head = format!("Content-Type: application/jwk-set+json\r\nCache-Control: {header}\r\n");
            let peer = Peer::start(Script::answer(200, &head, set(1).as_bytes())).await;
            let (remote, url) = (RemoteJwks::new(quick_fetcher()), peer.url("/jwks"));
            for (now, hits) in [(0, 1), (seconds - 1, 1), (seconds, 2)] {
                remote.read(&url, "c", NOW + TimeDelta::seconds(now)).await.unwrap();
                assert_eq!(peer.hits(), hits, "{header} after {now} s");
            }
        }
    }

    #[tokio::test]
    async fn wrong_content_is_refused_and_not_asked_for_again_at_once() {
        let many = format!(r#"{{"keys":[{}]}}"#, vec![r#"{"kty":"EC"}"#; 10_000].join(","));
        let bodies = [
            "<html>",
            "",
            "null",
            "[]",
            "{}",
            r#"{"keys":null}"#,
            r#"{"keys":{}}"#,
            r#"{"keys":[null]}"#,
            r#"{"keys":[{}]}"#,
            r#"{"keys":[{"kty":1}]}"#,
            r#"{"keys":[{"kty":"EC","kid":"a"},{"kty":"RSA","kid":"a"}]}"#,
            r#"{"keys":[{"kty":"EC","kid":7}]}"#,
            r#"{"keys":[{"kty":"EC","d":"x"}]}"#,
            r#"{"keys":[{"kty":"RSA","qi":"x"}]}"#,
            r#"{"keys":[{"kty":"oct","k":"x"}]}"#,
            r#"{"keys":[],"keys":[]}"#,
            r#"{"keys":[{"kty":"EC","kty":"RSA"}]}"#,
            r#"{"keys":["#,
            &many,
        ];
        for body in bodies {
            let peer = Peer::start(Script::json(body)).await;
            let (remote, url) = (RemoteJwks::new(quick_fetcher()), peer.url("/jwks"));
            for _ in 0..3 {
                let error = remote.read(&url, "c", NOW).await.expect_err(body);
                assert!(matches!(error.cause(), Cause::Content(_)), "{body}: {}", error.cause());
                assert_eq!(error.to_string(), "the document could not be read");
            }
            assert_eq!(peer.hits(), 1);
        }
    }

    #[tokio::test]
    async fn a_set_in_another_type_is_refused() {
        for (head, well) in
            [("Content-Type: text/html\r\n", false), ("Content-Type: image/png\r\n", false), ("", true)]
        {
            let peer = Peer::start(Script::answer(200, head, set(1).as_bytes())).await;
            let answer = RemoteJwks::new(quick_fetcher()).read(&peer.url("/jwks"), "c", NOW).await;
            assert_eq!(answer.is_ok(), well, "{head}");
        }
    }

    #[test]
    fn a_hundred_keys_are_fine() {
        let keys = |count| serde_json::json!({ "keys": vec![serde_json::json!({ "kty": "EC" }); count] });
        assert_eq!(check_set(&keys(0)), Ok(()));
        assert_eq!(check_set(&keys(MOST_KEYS)), Ok(()));
        assert!(check_set(&keys(MOST_KEYS + 1)).is_err());
    }
}

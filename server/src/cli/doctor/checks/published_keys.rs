//! The key set that clients verify with: reachable, public halves alone, and that of this database.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::outside::Outside;
use crate::cli::doctor::patient::Patient;
use crate::clock::{Clock as _, SystemClock};
use crate::model::signing_key::{KeyPurpose, SigningKey};
use crate::outbound::probe::Seen;
use crate::web::urls;

pub(super) struct PublishedKeys;

#[async_trait]
impl Check for PublishedKeys {
    fn name(&self) -> &'static str {
        names::KEY_SET
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Metadata, Need::Answer(urls::JWKS)]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        let Some(metadata) = outside.metadata() else { return Vec::new() };
        let address = outside.at(urls::JWKS);
        // Where the metadata name another address, `metadata` says so.
        let Some(seen) = outside.answer(urls::JWKS) else { return Vec::new() };
        let Some(keys) = read(seen) else {
            return vec![Finding::problem(
                format!("the key set at {address}"),
                "a document without keys",
                "let the proxy pass this address to the server",
            )];
        };
        let mut found = judge(&keys, &metadata);
        if let Some((_, _, facts)) = patient.store() {
            found.extend(compare(&keys, &facts.keys, SystemClock.now()));
        }
        or_sound(found, || format!("{} at {address}", of_keys(keys.len())))
    }
}

fn read(seen: &Seen) -> Option<Vec<Value>> {
    let mut document: Value = serde_json::from_slice(&seen.body).ok()?;
    match document.get_mut("keys")?.take() {
        Value::Array(keys) => Some(keys),
        _ => None,
    }
}

/// Whether the keys at the public address are all of this database; `None` where nobody can tell.
pub(super) fn are_of_store(outside: &Outside, kept: &[SigningKey]) -> Option<bool> {
    let keys = read(outside.answer(urls::JWKS)?)?;
    Some(compare(&keys, kept, SystemClock.now()).is_none())
}

fn judge(keys: &[Value], metadata: &Value) -> Vec<Finding> {
    let mut found = Vec::new();
    // RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1.
    if keys
        .iter()
        .any(|key| ["d", "p", "q", "dp", "dq", "qi", "k"].iter().any(|part| key.get(part).is_some()))
    {
        found.push(Finding::problem(
            "public halves alone",
            "the private half of a key, for everybody to read",
            "take the address off the network, and make new keys: `signet key rotate --now`, `signet key retire KID --now`",
        ));
    }
    let kids = kids(keys);
    if kids.len() < keys.len() {
        found.push(Finding::problem(
            "a kid of its own for each key",
            "one that is missing or stands twice",
            "let the proxy pass the server's key set unchanged",
        ));
    }
    let promised = metadata["id_token_signing_alg_values_supported"].as_array();
    let unmet: Vec<&str> = promised
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|name| keys.iter().all(|key| key["alg"] != **name))
        .collect();
    if !unmet.is_empty() {
        found.push(Finding::problem(
            format!("a key for each algorithm that the metadata promise, {} too", unmet.join(" and ")),
            "none",
            "empty the caches between the world and the server: metadata and key set are of different times",
        ));
    }
    found
}

/// Whether the published keys are those of this database.
fn compare(published: &[Value], kept: &[SigningKey], now: DateTime<Utc>) -> Option<Finding> {
    let published = kids(published);
    let counts = |key: &&SigningKey| matches!(key.purpose, KeyPurpose::Signing(_)) && key.verifies_at(now);
    let kept: BTreeSet<&str> = kept.iter().filter(counts).map(|key| key.id.as_str()).collect();
    let strangers: Vec<&&str> = published.difference(&kept).collect();
    let unpublished: Vec<&&str> = kept.difference(&published).collect();
    let expected = "the keys of this database at the public address";
    if strangers.is_empty() && unpublished.is_empty() {
        return None;
    }
    Some(if strangers.len() == published.len() {
        Finding::problem(
            expected,
            "none of them, but others",
            "give this command the configuration of the server that answers there: it has another database",
        )
    } else {
        Finding::problem(
            expected,
            format!("{} missing, {} unknown", of_keys(unpublished.len()), strangers.len()),
            "restart the instance that answers old keys, and empty the caches before it: `signet key list` shows the present ones",
        )
    })
}

fn kids(keys: &[Value]) -> BTreeSet<&str> {
    keys.iter().filter_map(|key| key["kid"].as_str()).collect()
}

fn of_keys(count: usize) -> String {
    if count == 1 { "1 key".to_owned() } else { format!("{count} keys") }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use serde_json::json;

    use super::*;
    use crate::model::signing_key::KeyState;
    use crate::protocol::signing_algorithm::SigningAlgorithm;

    fn kept(id: &str, state: KeyState) -> SigningKey {
        SigningKey {
            id: id.to_owned(),
            purpose: KeyPurpose::Signing(SigningAlgorithm::ES256),
            public_jwk: None,
            sealed_private: Vec::new(),
            state,
            created_at: DateTime::UNIX_EPOCH,
            activate_at: None,
            retired_at: None,
            expires_at: None,
        }
    }

    #[test]
    fn a_private_half_a_kid_twice_and_a_promise_unmet_are_told() {
        let metadata = json!({"id_token_signing_alg_values_supported": ["ES256"]});
        let good = json!({"kid": "a", "alg": "ES256", "x": ""});
        assert_eq!(judge(std::slice::from_ref(&good), &metadata), []);
        let told = |keys: &[Value]| judge(keys, &metadata)[0].expected.clone().unwrap();
        assert_eq!(told(&[json!({"kid": "a", "alg": "ES256", "d": ""})]), "public halves alone");
        assert_eq!(told(&[good.clone(), good.clone()]), "a kid of its own for each key");
        assert!(told(&[json!({"kid": "a", "alg": "RS256"})]).contains("ES256 too"));
    }

    #[test]
    fn keys_of_another_database_and_old_ones_are_told_apart() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let published = [json!({"kid": "a"}), json!({"kid": "b"})];
        let rows = [kept("a", KeyState::Active), kept("b", KeyState::Next), kept("old", KeyState::Retired)];
        assert_eq!(compare(&published, &rows, now), None, "a retired key without an end is dead");
        let others = compare(&published, &[kept("c", KeyState::Active)], now).unwrap();
        assert!(others.fix.unwrap().contains("another database"));
        let behind =
            compare(&published, &[kept("a", KeyState::Active), kept("c", KeyState::Next)], now).unwrap();
        assert_eq!(behind.found, "1 key missing, 1 unknown");
    }
}

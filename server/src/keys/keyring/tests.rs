//! Rings of good keys, and rows that make none.

use serde_json::json;

use super::*;
use crate::keys::compact::Compact;
use crate::keys::sealed_place;
use crate::keys::specimens::{now, published, ring, row, sealer, token_key};
use crate::model::signing_key::{KeyState, SigningKey};
use crate::protocol::strict_json;

const ES256: SigningAlgorithm = SigningAlgorithm::ES256;

fn open(rows: &[SigningKey]) -> Result<Keyring, KeyError> {
    Keyring::open(rows, &sealer(), now())
}

fn claims() -> Map<String, Value> {
    strict_json::object(br#"{"iss":"https://op.test","sub":"someone"}"#).unwrap()
}

#[test]
fn verifies_what_it_signed_with_every_algorithm() {
    let ring = ring();
    assert_eq!(ring.algorithms(), SigningAlgorithm::ALL);
    for algorithm in SigningAlgorithm::ALL {
        let token = ring.sign(algorithm, "at+jwt", &claims()).unwrap();
        assert_eq!(ring.verify(&token, &["JWT", "at+jwt"]), Ok(claims()));
        let header = Compact::read(&token).unwrap().header;
        let kid = &published(algorithm)["kid"];
        let expected = json!({"alg": algorithm.as_str(), "typ": "at+jwt", "kid": kid});
        assert_eq!(Value::Object(header), expected);
    }
}

#[test]
fn every_state_is_published_and_verifies_and_the_active_key_comes_first() {
    let active = row(ES256, KeyState::Active);
    let mut retired = row(SigningAlgorithm::EdDSA, KeyState::Active);
    let token = open(&[retired.clone()]).unwrap();
    let token = token.sign(SigningAlgorithm::EdDSA, "JWT", &claims()).unwrap();
    retired.retire(now() - TimeDelta::hours(1), TimeDelta::hours(2));
    let next = row(SigningAlgorithm::RS256, KeyState::Next);
    let rows = [retired, next, active, token_key(1, KeyState::Active)];

    let ring = open(&rows).unwrap();
    assert_eq!(ring.algorithms(), [ES256]);
    assert!(ring.verify(&token, &["JWT"]).is_ok());
    let set: Value = serde_json::from_slice(&ring.jwks().body()).unwrap();
    let order = [ES256, SigningAlgorithm::RS256, SigningAlgorithm::EdDSA];
    assert_eq!(set["keys"], json!(order.map(published)));

    let later = Keyring::open(&rows, &sealer(), now() + TimeDelta::hours(1)).unwrap();
    let gone = Err(KeyError::NotOurs("the kid names no published key"));
    assert_eq!(later.verify(&token, &["JWT"]), gone);
    assert_ne!(later.jwks().tag(), ring.jwks().tag());
}

#[test]
fn the_published_set_holds_public_members_alone_and_no_token_key() {
    let body = ring().jwks().body();
    let set: Value = serde_json::from_slice(&body).unwrap();
    let keys = set["keys"].as_array().unwrap();
    assert_eq!(keys.len(), SigningAlgorithm::ALL.len());
    let known = ["kty", "crv", "x", "y", "n", "e", "use", "alg", "kid"];
    for key in keys {
        assert!(key.as_object().unwrap().keys().all(|name| known.contains(&name.as_str())));
    }
}

#[test]
fn refuses_to_sign_without_an_active_key() {
    let ring = open(&[row(ES256, KeyState::Next)]).unwrap();
    let missing = Err(KeyError::NoActiveKey(KeyPurpose::Signing(ES256)));
    assert_eq!(ring.sign(ES256, "JWT", &claims()), missing);
    assert_eq!(ring.algorithms(), []);
}

#[test]
fn refuses_rows_that_contradict_each_other_or_themselves() {
    let good = row(ES256, KeyState::Active);
    let refusal = |rows: &[SigningKey]| open(rows).err();
    let twice = [good.clone(), row(ES256, KeyState::Next)];
    assert_eq!(refusal(&twice), Some(KeyError::DuplicateId(good.id.clone())));
    let tokens = [token_key(1, KeyState::Active), token_key(2, KeyState::Active)];
    assert_eq!(refusal(&tokens), Some(KeyError::TwoActive(KeyPurpose::Token)));

    let carried = SigningKey { id: "another".into(), ..good.clone() };
    assert_eq!(refusal(&[carried]), Some(KeyError::Sealed("another".into())));
    let purpose = KeyPurpose::Signing(SigningAlgorithm::RS256);
    let bent = SigningKey { purpose, ..good.clone() };
    assert!(matches!(refusal(&[bent]), Some(KeyError::Corrupt { .. })));
    let bent = SigningKey { purpose: KeyPurpose::Token, ..good };
    assert!(matches!(refusal(&[bent]), Some(KeyError::Corrupt { .. })));
}

#[test]
fn an_id_that_does_not_follow_from_the_key_is_refused() {
    let good = row(ES256, KeyState::Active);
    let (sealer, id) = (sealer(), "another".to_owned());
    let private = sealer.open(&sealed_place(&good.id), &good.sealed_private);
    let entropy = crate::entropy::SeededEntropy::new(9);
    let sealed_private = sealer.seal(&entropy, &sealed_place(&id), &private.unwrap());
    let named = SigningKey { id, sealed_private, ..good };
    let what = "the id is not the thumbprint of the key";
    let refusal = KeyError::Corrupt { id: "another".into(), what };
    assert_eq!(open(&[named]).err(), Some(refusal));
}

#[test]
fn a_public_key_written_into_the_store_is_not_believed() {
    let forged = published(SigningAlgorithm::EdDSA);
    let mut row = row(ES256, KeyState::Active);
    row.public_jwk = Some(Value::Object(forged));
    let set: Value = serde_json::from_slice(&open(&[row]).unwrap().jwks().body()).unwrap();
    assert_eq!(set["keys"], json!([published(ES256)]));
}

#[test]
fn debug_shows_key_ids_and_no_keys() {
    let ring = open(&[row(ES256, KeyState::Active)]).unwrap();
    let kid = &published(ES256)["kid"];
    assert_eq!(format!("{ring:?}"), format!("Keyring {{\"ES256\": {kid}}}"));
}

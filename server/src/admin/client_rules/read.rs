//! From JSON to typed metadata: strict types, each member by itself, so that all mistakes are told at once.

use serde_json::{Map, Value};

use super::Problems;
use crate::protocol::client_metadata::ClientMetadata;
use crate::protocol::grant_type::GrantType;
use crate::protocol::response_type;
use crate::protocol::signing_algorithm::SigningAlgorithm;

/// Members that an algorithm of ours fills when the client registers no choice.
const SIGNED_WITH: [&str; 2] = ["id_token_signed_response_alg", "access_token_signed_response_alg"];

/// The metadata with defaults for what is not given. `null` is "not given" (RFC 7592 section 2.2);
/// members that nobody knows are ignored (RFC 7591 section 2).
pub(super) fn read(
    given: &Map<String, Value>,
    default_algorithm: SigningAlgorithm,
    problems: &mut Problems,
) -> ClientMetadata {
    let mut sound = Map::new();
    for (member, value) in given.iter().filter(|(_, value)| !value.is_null()) {
        match alone(member, value) {
            Ok(_) => drop(sound.insert(member.clone(), value.clone())),
            Err(error) => problems.add(member, explain(member, value, &error)),
        }
    }
    let derives_types = !sound.contains_key("response_types");
    for member in SIGNED_WITH {
        sound.entry(member).or_insert_with(|| default_algorithm.as_str().into());
    }
    // Each member was read alone, so all together are read as well.
    let mut metadata: ClientMetadata = serde_json::from_value(Value::Object(sound)).unwrap_or_default();
    if derives_types && !metadata.may_use(GrantType::AuthorizationCode) {
        metadata.response_types = Vec::new();
    } else if derives_types {
        metadata.response_types = vec![response_type::CODE.to_owned()];
    }
    metadata
}

/// The given members that mean nothing here: perhaps they were misspelt.
pub(in crate::admin) fn unknown_members(given: &Map<String, Value>) -> Vec<String> {
    // No member takes a list of lists of objects but `jwks`, which takes anything.
    let impossible = serde_json::json!([[{}]]);
    let known = |member: &str| member == "jwks" || alone(member, &impossible).is_err();
    given.keys().filter(|member| !known(member)).cloned().collect()
}

fn alone(member: &str, value: &Value) -> serde_json::Result<ClientMetadata> {
    serde_json::from_value(Value::Object(Map::from_iter([(member.to_owned(), value.clone())])))
}

fn explain(member: &str, value: &Value, error: &serde_json::Error) -> String {
    if member == "profile" && value == "fapi2" {
        return "fapi2 is not offered by this release; leave it out, or say oidc".to_owned();
    }
    error.to_string().replace('`', "")
}

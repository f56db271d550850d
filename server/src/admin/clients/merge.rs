//! Some members laid over those that are stored.

use serde_json::{Map, Value};

use crate::protocol::client_metadata::ClientMetadata;

/// When the first is given, the second no longer says what it said.
const OVERRIDES: [(&str, &str); 4] = [
    ("grant_types", "response_types"),
    ("jwks", "jwks_uri"),
    ("jwks_uri", "jwks"),
    ("token_endpoint_auth_method", "token_endpoint_auth_signing_alg"),
];

/// All members as they would now be given. `null` takes a member back to its default.
pub(super) fn merge(stored: &ClientMetadata, given: &Map<String, Value>) -> Map<String, Value> {
    let mut members = match serde_json::to_value(stored) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    for (cause, stale) in OVERRIDES {
        if given.get(cause).is_some_and(|value| !value.is_null()) {
            members.remove(stale);
        }
    }
    members.extend(given.iter().map(|(member, value)| (member.clone(), value.clone())));
    members
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::admin::testing::object;

    #[test]
    fn what_is_given_counts_and_takes_what_hangs_on_it_along() {
        let stored: ClientMetadata =
            serde_json::from_value(json!({"client_name": "A", "jwks_uri": "https://rp.test/jwks"})).unwrap();
        let given =
            object(json!({"client_name": "B", "jwks": {"keys": []}, "grant_types": ["client_credentials"]}));
        let merged = merge(&stored, &given);
        assert_eq!(merged["client_name"], "B");
        assert!(!merged.contains_key("jwks_uri") && !merged.contains_key("response_types"));
        assert_eq!(merged["require_pkce"], true);
        let nothing = merge(&stored, &object(json!({"jwks": null})));
        assert_eq!(nothing["jwks_uri"], "https://rp.test/jwks");
    }
}

//! What the provider metadata promise can be kept by clients of today (OpenID Connect Discovery section 3).

use async_trait::async_trait;
use serde_json::Value;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::protocol::issuer::Issuer;

/// Without these a client cannot begin.
const REQUIRED: [&str; 6] = [
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "response_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
];

pub(super) struct Metadata;

#[async_trait]
impl Check for Metadata {
    fn name(&self) -> &'static str {
        names::METADATA
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Metadata]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        let Some(metadata) = outside.metadata() else { return Vec::new() };
        let members = metadata.as_object().map_or(0, serde_json::Map::len);
        or_sound(judge(&metadata, &outside.issuer), || format!("{members} members, as they should be"))
    }
}

fn judge(metadata: &Value, issuer: &Issuer) -> Vec<Finding> {
    let mut found = Vec::new();
    let lacking: Vec<&str> =
        REQUIRED.into_iter().filter(|name| metadata.get(name).is_none_or(Value::is_null)).collect();
    if !lacking.is_empty() {
        found.push(Finding::problem(
            format!("metadata with {}", lacking.join(", ")),
            "none",
            "let the proxy pass the server's document unchanged",
        ));
    }
    let below = issuer.join("/");
    let elsewhere = metadata.as_object().into_iter().flatten().filter(|(name, value)| {
        let is_address = name.ends_with("_endpoint") || *name == "jwks_uri";
        is_address && !value.as_str().is_some_and(|address| address.starts_with(&below))
    });
    found.extend(elsewhere.map(|(name, value)| {
        Finding::problem(
            format!("{name} below {issuer}"),
            value.to_string(),
            "set server.issuer to the public address, and let the proxy pass the server's document unchanged",
        )
    }));
    let algorithms = texts(metadata, "id_token_signing_alg_values_supported");
    if !algorithms.is_empty() && !algorithms.contains(&"RS256") {
        found.push(Finding::warning(
            "RS256 among the algorithms of ID tokens, which every client knows",
            algorithms.join(", "),
            "add RS256 to keys.algorithms",
        ));
    }
    if !texts(metadata, "code_challenge_methods_supported").contains(&"S256") {
        found.push(Finding::warning(
            "S256 among code_challenge_methods_supported",
            "none: clients leave PKCE out",
            "let the proxy pass the server's document unchanged",
        ));
    }
    found
}

fn texts<'a>(metadata: &'a Value, name: &str) -> Vec<&'a str> {
    metadata[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::doctor::finding::Level;

    fn sound() -> Value {
        json!({
            "issuer": "https://id.test", "authorization_endpoint": "https://id.test/authorize",
            "token_endpoint": "https://id.test/token", "jwks_uri": "https://id.test/jwks",
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
        })
    }

    #[test]
    fn what_a_client_stumbles_over_is_told() {
        let issuer: Issuer = "https://id.test".parse().unwrap();
        assert_eq!(judge(&sound(), &issuer), []);
        for (name, value, level, words) in [
            ("token_endpoint", json!(null), Level::Problem, "metadata with token_endpoint"),
            (
                "jwks_uri",
                json!("http://10.0.0.7:8080/jwks"),
                Level::Problem,
                "jwks_uri below https://id.test",
            ),
            ("jwks_uri", json!("https://id.test.evil/jwks"), Level::Problem, "jwks_uri below"),
            ("id_token_signing_alg_values_supported", json!(["ES256"]), Level::Warning, "RS256"),
            ("code_challenge_methods_supported", json!([]), Level::Warning, "S256"),
        ] {
            let mut metadata = sound();
            metadata[name] = value;
            let found = judge(&metadata, &issuer);
            let told = found.iter().find(|finding| finding.expected.as_ref().unwrap().contains(words));
            assert_eq!(told.unwrap().level, level, "{found:?}");
        }
    }
}

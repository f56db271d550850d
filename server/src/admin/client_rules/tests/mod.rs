//! Each rule: what it lets pass, what it refuses, and that the refusal names the member.

mod addresses;

use serde_json::{Value, json};

use super::*;
use crate::admin::testing::{Desk, object};
use crate::protocol::signing_algorithm::SigningAlgorithm;

/// A client that keeps every rule, with some members set.
fn with(changes: Value) -> Map<String, Value> {
    let mut given = object(json!({"redirect_uris": ["https://rp.test/cb"]}));
    given.extend(object(changes));
    given
}

async fn judge(changes: Value) -> Result<ClientMetadata, Vec<(String, String)>> {
    let desk = Desk::open().await;
    judge_at(&desk.office, changes)
}

fn judge_at(office: &Office, changes: Value) -> Result<ClientMetadata, Vec<(String, String)>> {
    let told = |problems: Problems| {
        problems.iter().map(|problem| (problem.member.clone(), problem.message.clone())).collect()
    };
    accept(office, &with(changes)).map_err(told)
}

/// What is refused: the changes, the member that is named, a part of the reason.
async fn refuses(cases: &[(Value, &str, &str)]) {
    let desk = Desk::open().await;
    for (changes, member, part) in cases {
        let problems = judge_at(&desk.office, changes.clone()).expect_err(&changes.to_string());
        assert_eq!(problems.len(), 1, "{changes}: {problems:?}");
        assert_eq!(problems[0].0, *member, "{changes}");
        assert!(problems[0].1.contains(part), "{changes}: {}", problems[0].1);
    }
}

async fn passes(cases: &[Value]) {
    let desk = Desk::open().await;
    for changes in cases {
        let judged = judge_at(&desk.office, changes.clone());
        assert!(judged.is_ok(), "{changes}: {judged:?}");
    }
}

#[tokio::test]
async fn defaults_are_those_of_the_specification_and_fit_each_other() {
    let metadata = judge(json!({"unheard_of": 1, "client_name": null})).await.unwrap();
    assert_eq!(metadata.response_types, ["code"]);
    assert!(metadata.require_pkce && !metadata.first_party);
    assert_eq!(metadata.client_name, None);
    let service = json!({"grant_types": ["client_credentials"], "redirect_uris": []});
    assert_eq!(judge(service).await.unwrap().response_types, Vec::<String>::new());
}

#[tokio::test]
async fn without_a_choice_the_operators_algorithm_signs() {
    let desk = Desk::open().await;
    let mut office = desk.office.clone();
    office.keys.default_algorithm = SigningAlgorithm::ES256;
    let metadata = judge_at(&office, json!({})).unwrap();
    assert_eq!(metadata.id_token_signed_response_alg, SigningAlgorithm::ES256);
    assert_eq!(metadata.access_token_signed_response_alg, SigningAlgorithm::ES256);
    let chosen = judge_at(&office, json!({"id_token_signed_response_alg": "RS256"})).unwrap();
    assert_eq!(chosen.id_token_signed_response_alg, SigningAlgorithm::RS256);
}

#[tokio::test]
async fn types_are_strict_and_every_mistake_is_told_at_once() {
    refuses(&[
        (json!({"require_pkce": "true"}), "require_pkce", "expected a boolean"),
        (json!({"client_name": 5}), "client_name", "expected a string"),
        (json!({"redirect_uris": "https://rp.test/cb"}), "redirect_uris", "expected a sequence"),
        (json!({"default_max_age": 1.5}), "default_max_age", "expected u32"),
        (json!({"default_max_age": -1}), "default_max_age", "expected u32"),
        (json!({"grant_types": ["password"]}), "grant_types", "unknown variant password"),
        (
            json!({"token_endpoint_auth_method": "tls_client_auth"}),
            "token_endpoint_auth_method",
            "expected one of none",
        ),
        (json!({"access_token_format": "JWT"}), "access_token_format", "expected jwt or opaque"),
        (json!({"profile": "fapi2"}), "profile", "not offered by this release"),
        (json!({"profile": "fapi1"}), "profile", "expected oidc"),
    ])
    .await;
    let problems = judge(json!({"require_pkce": 1, "contacts": "x", "scope": "a\tb"})).await.unwrap_err();
    let members: Vec<_> = problems.iter().map(|(member, _)| member.as_str()).collect();
    assert_eq!(members, ["require_pkce", "contacts", "scope"]);
}

#[tokio::test]
async fn br_04_redirect_uris_are_refused_when_they_are_entered_with_the_reason() {
    let native = |uri: &str| json!({"application_type": "native", "redirect_uris": [uri]});
    let web = |uri: &str| json!({"redirect_uris": [uri]});
    passes(&[
        native("com.example.app:/oauth2redirect"),
        native("com.example.app:///cb"),
        native("com.example.app://auth/cb"),
        native("http://127.0.0.1/callback"),
        web("https://rp.test/cb?tenant=acme"),
    ])
    .await;
    let uris = "redirect_uris";
    refuses(&[
        (native("myapp://cb"), uris, "redirect URI myapp://cb: its scheme"),
        (native("javascript:alert(1)"), uris, "redirect URI javascript:alert(1): "),
        (native("JaVaScRiPt:alert(1)"), uris, "it is not absolute"),
        (native("data:text/html,x"), uris, "redirect URI data:text/html,x"),
        (native("com.example.my_app:/cb"), uris, "it is not absolute"),
        (web("com.example.app:/cb"), uris, "for clients of application_type native"),
        (web("https://rp.test/cb#"), uris, "fragment"),
        (web("https://*.rp.test/cb"), uris, "wildcards"),
        (web("http://rp.test/cb"), uris, "http is for 127.0.0.1"),
        (web("http://localhost.evil.test/cb"), uris, "http is for 127.0.0.1"),
        (web("https://user@rp.test/cb"), uris, "user information"),
        (json!({"redirect_uris": []}), uris, "at least one"),
        (json!({"redirect_uris": ["https://rp.test/a", "https://rp.test/a"]}), uris, "twice"),
    ])
    .await;
    let many: Vec<_> = (0..1000).map(|n| format!("https://rp.test/{n}")).collect();
    refuses(&[(json!({"redirect_uris": many}), uris, "at most 100 entries, found 1000")]).await;
}

#[tokio::test]
async fn grants_and_response_types_fit_each_other() {
    passes(&[
        json!({"grant_types": ["authorization_code", "refresh_token", "client_credentials"]}),
        json!({"grant_types": ["client_credentials"], "redirect_uris": [], "response_types": []}),
    ])
    .await;
    refuses(&[
        (json!({"grant_types": []}), "grant_types", "at least one"),
        (
            json!({"grant_types": ["client_credentials", "refresh_token"]}),
            "grant_types",
            "authorization_code beside",
        ),
        (
            json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "none"}),
            "grant_types",
            "authenticate",
        ),
        (
            json!({"grant_types": ["client_credentials"], "response_types": ["code"]}),
            "response_types",
            "needs authorization_code",
        ),
        (json!({"response_types": []}), "response_types", "expected code"),
        (json!({"response_types": ["id_token token"]}), "response_types", "all that is offered"),
        (json!({"response_types": ["code", "code"]}), "response_types", "once"),
        (json!({"response_modes": []}), "response_modes", "at least one"),
        (json!({"response_modes": ["jwt"]}), "response_modes", "unknown variant"),
    ])
    .await;
    let metadata = judge(json!({})).await.unwrap();
    assert!(!metadata.response_modes.contains(&crate::protocol::response_mode::ResponseMode::Fragment));
    passes(&[json!({"response_modes": ["fragment"]})]).await;
}

#[tokio::test]
async fn a_public_client_keeps_pkce() {
    refuses(&[(
        json!({"token_endpoint_auth_method": "none", "require_pkce": false}),
        "require_pkce",
        "public",
    )])
    .await;
    passes(&[json!({"token_endpoint_auth_method": "none"}), json!({"require_pkce": false})]).await;
}

#[tokio::test]
async fn algorithms_are_known_ours_and_fit_the_method() {
    let method = |name: &str, alg: &str| {
        json!({"token_endpoint_auth_method": name, "token_endpoint_auth_signing_alg": alg,
            "jwks_uri": "https://rp.test/jwks"})
    };
    let member = "token_endpoint_auth_signing_alg";
    refuses(&[
        (
            json!({"id_token_signed_response_alg": "none"}),
            "id_token_signed_response_alg",
            "unknown variant none",
        ),
        (json!({"id_token_signed_response_alg": "HS256"}), "id_token_signed_response_alg", "unknown variant"),
        (
            json!({"access_token_signed_response_alg": "PS256"}),
            "access_token_signed_response_alg",
            "expected one of RS256, ES256",
        ),
        (method("private_key_jwt", "HS256"), member, "for private_key_jwt"),
        (method("private_key_jwt", "none"), member, "for private_key_jwt"),
        (method("client_secret_jwt", "RS256"), member, "HS256 for client_secret_jwt"),
        (method("client_secret_basic", "HS256"), member, "only with"),
    ])
    .await;
    passes(&[method("private_key_jwt", "PS256"), method("client_secret_jwt", "HS256")]).await;
}

#[test]
fn a_misspelt_member_is_noticed_and_every_real_one_is_known() {
    let given = object(json!({"redirect_uri": [], "First_Party": true, "jwks": {}, "client_name": "x"}));
    assert_eq!(unknown_members(&given), ["redirect_uri", "First_Party"]);
    let Value::Object(all) = serde_json::to_value(ClientMetadata::default()).unwrap() else {
        panic!("an object");
    };
    assert_eq!(unknown_members(&all), Vec::<String>::new());
}

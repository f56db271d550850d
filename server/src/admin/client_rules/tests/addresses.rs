//! Keys, addresses and the texts that people see.

use serde_json::json;

use super::*;

#[tokio::test]
async fn keys_are_public_strong_in_one_place_and_there_when_needed() {
    let key = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let mut private = key.clone();
    private["d"] = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A".into();
    let uri = "https://rp.test/jwks";
    refuses(&[
        (json!({"jwks": {"keys": [key]}, "jwks_uri": uri}), "jwks", "found both"),
        (json!({"jwks": {"keys": [private]}}), "jwks", "private"),
        (json!({"jwks": {"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}}), "jwks", "too weak"),
        (json!({"jwks": [key]}), "jwks", "keys member"),
        (json!({"token_endpoint_auth_method": "private_key_jwt"}), "jwks", "needs the client's public keys"),
        (json!({"jwks_uri": "http://rp.test/jwks"}), "jwks_uri", "expected an https address"),
        (json!({"jwks_uri": "https://rp.test/jwks#x"}), "jwks_uri", "fragment"),
        (json!({"jwks_uri": "https:/rp.test"}), "jwks_uri", "expected an https address"),
    ])
    .await;
    passes(&[
        json!({"jwks": {"keys": [key]}, "token_endpoint_auth_method": "private_key_jwt"}),
        json!({"jwks_uri": uri, "token_endpoint_auth_method": "private_key_jwt"}),
    ])
    .await;
}

#[tokio::test]
async fn pages_are_web_addresses_and_what_we_fetch_is_https_outside_dev() {
    let member = |name: &str, address: &str| object(json!({name: address})).into_iter().collect::<Value>();
    refuses(&[
        (member("client_uri", "javascript:alert(1)"), "client_uri", "address of a page"),
        (member("policy_uri", "data:text/html,x"), "policy_uri", "address of a page"),
        (member("tos_uri", "/terms"), "tos_uri", "address of a page"),
        (member("tos_uri", "https://user:pw@rp.test/"), "tos_uri", "address of a page"),
        (member("client_uri", "https://rp.test/\u{7f}"), "client_uri", "address of a page"),
        (member("logo_uri", "http://rp.test/l.png"), "logo_uri", "expected an https address"),
        (member("logo_uri", "ftp://rp.test/l.png"), "logo_uri", "expected an https address"),
    ])
    .await;
    passes(&[member("client_uri", "http://rp.test/"), member("logo_uri", "https://rp.test/l.png?x=1")]).await;
    let desk = Desk::open().await;
    let dev = Office { is_dev: true, ..desk.office.clone() };
    judge_at(&dev, member("logo_uri", "http://localhost:3000/l.png")).unwrap();
    judge_at(&dev, member("jwks_uri", "http://127.0.0.1:3000/jwks")).unwrap();
    judge_at(&dev, member("logo_uri", "file:///etc/passwd")).unwrap_err();
}

#[tokio::test]
async fn where_a_sign_out_ends_keeps_to_the_rules_of_redirect_uris() {
    let uris = |uri: &str| json!({"post_logout_redirect_uris": [uri]});
    passes(&[uris("https://rp.test/bye"), uris("http://localhost:3000/")]).await;
    let member = "post_logout_redirect_uris";
    refuses(&[
        (uris("/bye"), member, "not absolute"),
        (uris("https://rp.test/bye#x"), member, "fragment"),
        (uris("javascript:alert(1)"), member, "scheme"),
    ])
    .await;
}

#[tokio::test]
async fn origins_are_as_browsers_send_them() {
    let origins = |origin: &str| json!({"allowed_origins": [origin]});
    passes(&[
        origins("https://app.test"),
        origins("https://app.test:8443"),
        origins("http://localhost:3000"),
    ])
    .await;
    let bad = [
        "*",
        "null",
        "https://app.test/",
        "https://APP.test",
        "https://app.test:443",
        "https://*.app.test",
        "http://app.test",
        "app.test",
        "com.example.app://x",
        "",
    ];
    for origin in bad {
        refuses(&[(origins(origin), "allowed_origins", "expected an origin")]).await;
    }
}

#[tokio::test]
async fn audiences_are_uris_or_client_ids_and_nobody_serves_the_issuer() {
    passes(&[json!({"audience": ["https://api.test/v1", "urn:example:api", "ticker"], "serves": ["https://api.test"]})]).await;
    for bad in ["", "a b", "https://api.test/#x", "/relative", "caf\u{e9}"] {
        refuses(&[
            (json!({"audience": [bad]}), "audience", "absolute URI"),
            (json!({"serves": [bad]}), "serves", "absolute URI"),
        ])
        .await;
    }
    refuses(&[(json!({"serves": ["https://id.example.com"]}), "serves", "found the issuer")]).await;
}

#[tokio::test]
async fn texts_that_people_see_are_plain_and_lists_are_short() {
    refuses(&[
        (json!({"client_name": ""}), "client_name", "1 to 200"),
        (json!({"client_name": "x".repeat(201)}), "client_name", "1 to 200"),
        (json!({"client_name": "Bank\u{202e}knaB"}), "client_name", "1 to 200"),
        (json!({"client_name": "a\nb"}), "client_name", "one line"),
        (json!({"contacts": ["a\u{1b}[2J"]}), "contacts", "one-line"),
        (json!({"scope": "read \"write\""}), "scope", "characters that are not allowed"),
        (json!({"default_acr_values": ["a b"]}), "default_acr_values", "without spaces"),
    ])
    .await;
    passes(&[json!({"client_name": "Caf\u{e9} \u{1f980}", "scope": "openid authz:check"})]).await;
}

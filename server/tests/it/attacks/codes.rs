//! Authorization codes in the wrong hands, at the wrong time, in the wrong shape (RFC 6749 section 4.1.3).

use serde_json::{Map, Value, json};
use signet::admin::clients::{self, Given};
use signet::admin::users;
use signet::model::user::UserStatus;
use signet::secret::Secret;

use crate::support::app::{Answer, PARTNER, SPA, WEB};
use crate::support::attack::Watch;
use crate::support::authorization::VERIFIER;
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

fn offline() -> AuthorizationRequest {
    AuthorizationRequest::default().with("scope", "openid email offline_access")
}

/// The exchange of `code` with these parameters changed; an empty value leaves one out.
async fn exchange(
    app: &TestApp,
    client: (&str, Option<&str>),
    code: &str,
    changes: &[(&str, &str)],
) -> Answer {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", "https://rp.test/cb"),
        ("code_verifier", VERIFIER),
    ];
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        if !value.is_empty() {
            form.push((name, value));
        }
    }
    app.token(client, &form).await
}

fn members(value: Value) -> Map<String, Value> {
    crate::support::app::object(value)
}

in_each_setup! {
    /// A right exchange gives what it says, and no more.
    async fn a_right_exchange_gives_what_it_says(app: TestApp) {
        let answer = offline().tokens(&app).await;
        assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
        assert!(answer.header("content-type").starts_with("application/json"));
        assert!(!answer.headers.contains_key("set-cookie"));
        let mut names: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
        names.sort();
        assert_eq!(names, ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"]);
        assert_eq!((&answer.json()["token_type"], &answer.json()["expires_in"]), (&"Bearer".into(), &900.into()));
        assert_eq!(app.count_events("token.issued").await, 1);
    }

    /// A code used twice kills what it produced, every descendant, whenever it comes again.
    async fn a_code_used_twice_kills_what_it_produced(app: TestApp) {
        for wait in [0, 1, 30, 3600] {
            let request = offline();
            let code = request.code(&app).await;
            let first = request.exchange(&app, &code).await;
            let refresh = [("grant_type", "refresh_token"), ("refresh_token", &first.text("refresh_token"))];
            let second = app.token(WEB, &refresh).await;
            app.travel(wait);
            let watch = Watch::over(&app).await;
            request.exchange(&app, &code).await.is_error(400, "invalid_grant");
            watch.is_recorded(&format!("after {wait} s"), Some(("code.replay", "presented again"))).await;
            for tokens in [&first, &second] {
                assert_eq!(app.userinfo(&tokens.text("access_token")).await.status, 401, "after {wait} s");
                for token in [tokens.text("access_token"), tokens.text("refresh_token")] {
                    assert_eq!(app.introspect(WEB, &token).await, json!({ "active": false }), "after {wait} s");
                }
                let form = [("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))];
                app.token(WEB, &form).await.is_error(400, "invalid_grant");
            }
            let mut watch = Watch::over(&app).await;
            request.exchange(&app, &code).await.is_error(400, "invalid_grant");
            watch.is_unmoved("the third time", Some(("token.refused", "invalid_grant"))).await;
        }
    }

    /// A code of another client is nothing to whoever found it, and not lost to its owner.
    async fn a_code_of_another_client_is_nothing(app: TestApp) {
        let code = offline().code(&app).await;
        for thief in [PARTNER, SPA, ("service", crate::support::app::SERVICE.1)] {
            let mut watch = Watch::over(&app).await;
            let answer = exchange(&app, thief, &code, &[]).await;
            let expected = if thief.0 == "service" { "unauthorized_client" } else { "invalid_grant" };
            watch.is_json(thief.0, &answer, (400, expected), Some(("token.refused", expected))).await;
        }
        assert_eq!(exchange(&app, WEB, &code, &[]).await.status, 200, "its owner can still redeem it");
    }

    /// Another redirect URI, none, or one that only means the same: no tokens, and nothing is lost.
    async fn the_redirect_uri_is_the_same_to_the_byte(app: TestApp) {
        let code = offline().code(&app).await;
        for wrong in [
            "https://rp.test/cb2?tenant=1",
            "",
            "https://rp.test:443/cb",
            "https://rp.test/cb/",
            "https://RP.test/cb",
            "https://rp.test/cb#",
            "https://rp.test/%63b",
            "https://rp.test/cb?",
            " https://rp.test/cb",
            "http://rp.test/cb",
            "web\0https://rp.test/cb",
        ] {
            let mut watch = Watch::over(&app).await;
            let answer = exchange(&app, WEB, &code, &[("redirect_uri", wrong)]).await;
            let (expected, event) = if wrong.contains('\0') { ("invalid_request", "client.auth_failed") } else { ("invalid_grant", "token.refused") };
            watch.is_json(wrong, &answer, (400, expected), Some((event, expected))).await;
        }
        assert_eq!(exchange(&app, WEB, &code, &[]).await.status, 200);
    }

    /// PKCE holds in both directions: a verifier without a challenge is a downgrade, a wrong or missing one is
    /// none.
    async fn pkce_is_not_talked_down(app: TestApp) {
        app.add_client(json!({
            "client_id": "lax", "client_secret": WEB.1, "first_party": true, "require_pkce": false,
            "redirect_uris": ["https://rp.test/cb"],
        })).await;
        let lax = ("lax", WEB.1);
        let request = AuthorizationRequest::of(lax, "https://rp.test/cb").without("code_challenge").without("code_challenge_method");
        let code = request.code(&app).await;
        for verifier in [VERIFIER, "x"] {
            let mut watch = Watch::over(&app).await;
            let answer = exchange(&app, lax, &code, &[("code_verifier", verifier)]).await;
            watch.is_json(verifier, &answer, (400, "invalid_grant"), Some(("token.refused", "code_verifier"))).await;
        }
        assert_eq!(exchange(&app, lax, &code, &[("code_verifier", "")]).await.status, 200);

        let code = offline().code(&app).await;
        let challenge = crate::support::authorization::CHALLENGE;
        let (long, padded) = ("A".repeat(129), format!("{VERIFIER}="));
        for verifier in ["", "x", challenge, &VERIFIER.to_lowercase(), &VERIFIER[..42], &long, &padded, "\u{e9}"] {
            let mut watch = Watch::over(&app).await;
            let answer = exchange(&app, WEB, &code, &[("code_verifier", verifier)]).await;
            watch.is_json(verifier, &answer, (400, "invalid_grant"), Some(("token.refused", "code_verifier"))).await;
        }
        assert_eq!(exchange(&app, WEB, &code, &[]).await.status, 200);
    }

    /// What changed between the code and its exchange counts.
    async fn a_code_does_not_outlive_what_it_stands_on(app: TestApp) {
        let office = app.office();
        let grants = members(json!({ "grant_types": ["client_credentials"], "response_types": [], "redirect_uris": [], "scope": "read" }));
        for change in ["suspended", "deactivated", "locked and back", "password", "logout", "client off", "grant type", "user deleted", "client deleted"] {
            let name = change.replace(' ', "-");
            app.add_user(json!({ "preferred_username": name, "password": app.user.password })).await;
            let id = format!("client-{name}");
            let id: &'static str = Box::leak(id.into_boxed_str());
            app.add_client(json!({ "client_id": id, "client_secret": WEB.1, "first_party": true, "redirect_uris": ["https://rp.test/cb"] })).await;
            let mut browser = Browser::new(&app);
            let page = AuthorizationRequest::of((id, WEB.1), "https://rp.test/cb").open(&mut browser).await;
            let code = browser.submit(&page, &[("username", &name), ("password", app.user.password)]).await.code();
            match change {
                "suspended" => drop(users::set_status(&office, &name, UserStatus::Suspended).await.unwrap()),
                "deactivated" => drop(users::set_status(&office, &name, UserStatus::Deactivated).await.unwrap()),
                "locked and back" => {
                    users::set_status(&office, &name, UserStatus::Suspended).await.unwrap();
                    users::set_status(&office, &name, UserStatus::Active).await.unwrap();
                }
                "password" => drop(users::set_password(&office, &name, &Secret::new("another good password")).await.unwrap()),
                "logout" => {
                    let page = browser.open("/logout").await;
                    browser.submit(&page, &[("action", "yes")]).await;
                }
                "client off" => drop(clients::set_enabled(&office, id, false).await.unwrap()),
                "grant type" => drop(clients::update(&office, id, Given::Some(&grants)).await.unwrap()),
                "user deleted" => drop(users::delete(&office, &name).await.unwrap()),
                _ => clients::delete(&office, id).await.unwrap(),
            }
            let mut watch = Watch::over(&app).await;
            let answer = exchange(&app, (id, WEB.1), &code, &[]).await;
            let (status, error, event) = match change {
                "client off" | "client deleted" => (401, "invalid_client", "client.auth_failed"),
                "grant type" => (400, "unauthorized_client", "token.refused"),
                _ => (400, "invalid_grant", "token.refused"),
            };
            watch.is_json(change, &answer, (status, error), Some((event, error))).await;
        }
    }

    /// A code in any other spelling is none, and the right one is still good.
    async fn a_mangled_code_is_none(app: TestApp) {
        let code = offline().code(&app).await;
        let mut mangled = vec![
            code[..code.len() - 1].to_owned(),
            code[1..].to_owned(),
            format!("{code}A"),
            format!("{code}="),
            format!(" {code}"),
            format!("{code}\n"),
            code.to_uppercase(),
            code.to_lowercase(),
            code.replace("sgc_", "sgr_"),
            code.replace("sgc_", ""),
            code.replacen('_', "%5F", 1),
            format!("{code}{code}"),
            "x".repeat(60_000),
        ];
        for at in 0..code.len() {
            for bit in 0..7 {
                let mut bytes = code.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                if bytes[at] != 0 {
                    mangled.push(String::from_utf8(bytes).unwrap());
                }
            }
        }
        let refused = app.count_events("token.refused").await;
        let count = mangled.len();
        for chunk in mangled.chunks(16) {
            let answers = futures::future::join_all(chunk.iter().map(|wrong| exchange(&app, WEB, wrong, &[]))).await;
            for (wrong, answer) in chunk.iter().zip(answers) {
                assert_eq!((answer.status, answer.json()["error"].as_str()), (400, Some("invalid_grant")), "{wrong:?}");
            }
        }
        assert_eq!(app.count_events("token.refused").await, refused + count, "one event each");
        let mut watch = Watch::over(&app).await;
        let answer = exchange(&app, WEB, &format!("{code}\0"), &[]).await;
        watch.is_json("a NUL", &answer, (400, "invalid_request"), Some(("client.auth_failed", "UTF-8"))).await;
        assert_eq!(exchange(&app, WEB, &code, &[]).await.status, 200);
    }
}

//! Token requests that ask for what there is not, or in a way that is none (RFC 6749 sections 3.2 and 4).

use serde_json::json;
use signet::admin::clients::{self, Given};
use signet::admin::users;
use signet::model::user::UserStatus;
use signet::secret::Secret;

use crate::support::app::{API, Answer, SERVICE, SPA, WEB, object};
use crate::support::attack::Watch;
use crate::support::authorization::{VERIFIER, claims_of, header_of};
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

const FORM: &str = "application/x-www-form-urlencoded";

in_each_setup! {
    /// Grant types that are missing, doubled, unknown, not offered, or not this client's.
    async fn grant_types_are_those_we_have(app: TestApp) {
        let ask = async |client: (&str, Option<&str>), grant_type: &str| app.token(client, &[("grant_type", grant_type), ("code", "x"), ("username", "ada"), ("password", app.user.password), ("assertion", "a.b.c")]).await;
        for unknown in [
            "password", "implicit", "unknown", "Client_Credentials", "client_credentials ", "authorization_code refresh_token", "[\"client_credentials\"]",
            "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:saml2-bearer", "urn:openid:params:grant-type:ciba",
            "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange",
        ] {
            let mut watch = Watch::over(&app).await;
            let answer = ask(SERVICE, unknown).await;
            watch.is_json(unknown, &answer, (400, "unsupported_grant_type"), Some(("token.refused", "unsupported_grant_type"))).await;
        }
        for (what, form) in [("missing", vec![]), ("empty", vec![("grant_type", "")]), ("an array", vec![("grant_type[]", "client_credentials")])] {
            let mut watch = Watch::over(&app).await;
            let answer = app.token(SERVICE, &form).await;
            watch.is_json(what, &answer, (400, "invalid_request"), Some(("token.refused", "grant_type"))).await;
        }
        let mut watch = Watch::over(&app).await;
        let twice = app.token(SERVICE, &[("grant_type", "client_credentials"), ("grant_type", "client_credentials")]).await;
        watch.is_json("twice", &twice, (400, "invalid_request"), Some(("client.auth_failed", "more than once"))).await;
        for (client, grant_type) in [(SERVICE, "authorization_code"), (SERVICE, "refresh_token"), (WEB, "client_credentials"), (SPA, "client_credentials")] {
            let mut watch = Watch::over(&app).await;
            let answer = ask(client, grant_type).await;
            watch.is_json(grant_type, &answer, (400, "unauthorized_client"), Some(("token.refused", "unauthorized_client"))).await;
        }
    }

    /// A service gets a token for itself, never a person's, and never beyond its list.
    async fn a_service_speaks_for_itself_alone(app: TestApp) {
        for scope in ["openid", "offline_access", "email", "authz:check openid", "admin", "authz:check admin", "authz:*", "AUTHZ:CHECK", "a\"b", "\u{e9}"] {
            let mut watch = Watch::over(&app).await;
            let answer = app.token(SERVICE, &[("grant_type", "client_credentials"), ("scope", scope)]).await;
            watch.is_json(scope, &answer, (400, "invalid_scope"), Some(("token.refused", "invalid_scope"))).await;
        }
        let mut watch = Watch::over(&app).await;
        let answer = app.token(SPA, &[("grant_type", "client_credentials")]).await;
        watch.is_json("a public client", &answer, (400, "unauthorized_client"), Some(("token.refused", ""))).await;
        let given = app.token(SERVICE, &[("grant_type", "client_credentials"), ("username", "ada"), ("sub", &app.user.id)]).await;
        let mut names: Vec<String> = given.json().as_object().unwrap().keys().cloned().collect();
        names.sort();
        assert_eq!(names, ["access_token", "expires_in", "scope", "token_type"]);
        assert_eq!(claims_of(&given.text("access_token"))["sub"], SERVICE.0);
    }

    /// No machine is taken for a person, whatever it is called.
    async fn no_machine_passes_as_a_person(app: TestApp) {
        let id = app.user.id.clone();
        let named = object(json!({
            "client_id": id, "client_secret": WEB.1, "grant_types": ["client_credentials"], "response_types": [], "scope": "openid read",
        }));
        let created = clients::create(&app.office(), &named).await;
        assert!(created.is_err(), "a client is called what a person's sub is");
        for name in [id.to_uppercase(), id.replace('-', "")] {
            let named = object(json!({ "client_id": name, "client_secret": WEB.1, "grant_types": ["client_credentials"], "response_types": [], "scope": "read" }));
            let _ = clients::create(&app.office(), &named).await;
            let answer = app.token((&name, WEB.1), &[("grant_type", "client_credentials")]).await;
            if answer.status == 200 {
                app.userinfo(&answer.text("access_token")).await.is_error(401, "invalid_token");
            }
        }
        let token = app.token(SERVICE, &[("grant_type", "client_credentials")]).await.text("access_token");
        app.userinfo(&token).await.is_error(401, "invalid_token");
        let claims = claims_of(&token);
        for name in ["sid", "fid", "auth_time", "acr", "amr", "roles"] {
            assert!(claims.get(name).is_none(), "{name} speaks of a person");
        }
        assert_eq!(header_of(&token)["typ"], "at+jwt");
    }

    /// Parameters come as a form in the body of a POST, and in no other way; a secret in a query is neither
    /// taken nor told.
    async fn parameters_come_in_a_form(app: TestApp) {
        let (id, secret) = (SERVICE.0, SERVICE.1.unwrap());
        let query = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let form = "grant_type=client_credentials";
        for (what, method, path, media_type, body, status) in [
            ("GET", "GET", format!("/token?{query}"), None, "", 405),
            ("PUT", "PUT", "/token".into(), Some(FORM), form, 405),
            ("all in the query", "POST", format!("/token?{query}"), Some(FORM), "", 400),
            ("a secret in the query", "POST", format!("/token?client_secret={secret}"), Some(FORM), form, 400),
            ("a parameter in the query", "POST", "/token?scope=authz:check".into(), Some(FORM), form, 400),
            ("one in both", "POST", "/token?grant_type=client_credentials".into(), Some(FORM), form, 400),
            ("JSON", "POST", "/token".into(), Some("application/json"), r#"{"grant_type":"client_credentials"}"#, 415),
            ("multipart", "POST", "/token".into(), Some("multipart/form-data; boundary=x"), "--x\r\n--x--\r\n", 415),
            ("text", "POST", "/token".into(), Some("text/plain"), form, 415),
            ("no type", "POST", "/token".into(), None, form, 415),
            ("UTF-16", "POST", "/token".into(), Some("application/x-www-form-urlencoded; charset=utf-16"), form, 415),
            ("bad UTF-8", "POST", "/token".into(), Some(FORM), "grant_type=%ff", 400),
            ("bad escapes", "POST", "/token".into(), Some(FORM), "grant_type=%zz", 400),
        ] {
            let mut watch = Watch::over(&app).await;
            watch.keeps_secret(secret);
            let mut request = app.http.request(method.parse().unwrap(), app.at(&path)).basic_auth(id, Some(secret)).body(body);
            if let Some(media_type) = media_type {
                request = request.header("content-type", media_type);
            }
            let answer = Answer::of(request.send().await.unwrap()).await;
            if status == 405 {
                assert_eq!((answer.status, answer.header("cache-control")), (405, "no-store"), "{what}");
                watch.is_unmoved(what, None).await;
            } else {
                watch.is_json(what, &answer, (status, "invalid_request"), Some(("client.auth_failed", "invalid_request"))).await;
            }
        }
    }

    /// A parameter that comes twice is refused, even where both say the same, and even one that is not known.
    async fn every_parameter_comes_once(app: TestApp) {
        let request = AuthorizationRequest::default().with("scope", "openid offline_access");
        let code = request.code(&app).await;
        let form = [
            ("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", "https://rp.test/cb"), ("code_verifier", VERIFIER),
            ("client_id", "web"), ("scope", "openid"), ("resource", "https://api.test"), ("unknown", "x"),
        ];
        for (name, value) in form {
            for second in [value, "", "other"] {
                for order in [vec![(name, second)], vec![]] {
                    let (mut pairs, last) = (form.to_vec(), order.is_empty().then_some((name, second)));
                    pairs.splice(0..0, order);
                    pairs.extend(last);
                    let mut watch = Watch::over(&app).await;
                    let answer = app.token(WEB, &pairs).await;
                    watch.is_json(name, &answer, (400, "invalid_request"), Some(("client.auth_failed", "more than once"))).await;
                }
            }
        }
        assert_eq!(request.exchange(&app, &code).await.status, 200, "and the code is still good");
    }

    /// The framework has no words of its own at the endpoints of the protocol.
    async fn refusals_are_in_the_protocols_words(app: TestApp) {
        for path in ["/token", "/introspect", "/revoke", "/userinfo"] {
            for (what, media_type, body, status) in [
                ("no type", None, "token=x".into(), if path == "/userinfo" { 401 } else { 415 }),
                ("an odd type", Some("x"), "token=x".into(), 415),
                ("a bad form", Some(FORM), "a=%".to_owned(), 400),
                ("bad UTF-8", Some(FORM), "a=%fe%ff".into(), 400),
                ("too long", Some(FORM), format!("a={}", "x".repeat(70_000)), 413),
            ] {
                let mut request = app.http.post(app.at(path)).body(body);
                if let Some(media_type) = media_type {
                    request = request.header("content-type", media_type);
                }
                let answer = Answer::of(request.send().await.unwrap()).await;
                assert_eq!(answer.status, status, "{path} {what}: {}", answer.body);
                assert!(answer.header("content-type").starts_with("application/json"), "{path} {what}");
                assert_eq!(answer.header("cache-control"), "no-store", "{path} {what}");
                assert!(answer.json()["error_description"].is_string(), "{path} {what}: {}", answer.body);
            }
        }
    }

    /// Every state that takes something away, against everything that was given before: the default is to
    /// refuse. What is allowed stands in the table.
    async fn nothing_outlives_what_it_stands_on(app: TestApp) {
        for (number, state) in ["suspended", "deactivated", "suspended and back", "password", "session ended", "client off", "client deleted", "scope removed", "grant types removed", "user deleted"].into_iter().enumerate() {
            let held = Held::new(&app, number).await;
            held.enter(&app, state).await;
            for (what, is_alive) in held.worth(&app).await {
                let may_live = matches!(
                    (state, what),
                    // The session ended, the account did not; an access token ends with its chain all the same.
                    ("scope removed", "code" | "refresh" | "introspection" | "userinfo")
                        | ("grant types removed", "introspection" | "userinfo")
                );
                assert_eq!(is_alive, may_live, "{state}: {what}");
            }
        }
    }
}

/// What one person holds through one client, before its ground goes.
struct Held {
    user: String,
    client: &'static str,
    browser: std::collections::HashMap<String, String>,
    code: String,
    access: String,
    refresh: String,
}

impl Held {
    async fn new(app: &TestApp, number: usize) -> Self {
        let user = format!("person-{number}");
        let client: &'static str = Box::leak(format!("client-{number}").into_boxed_str());
        app.add_user(json!({ "preferred_username": user, "email": format!("{user}@example.com"), "password": app.user.password })).await;
        app.add_client(json!({
            "client_id": client, "client_secret": WEB.1, "first_party": true, "redirect_uris": ["https://rp.test/cb"],
            "grant_types": ["authorization_code", "refresh_token"], "audience": ["https://api.test"],
        }))
        .await;
        let request = AuthorizationRequest::of((client, WEB.1), "https://rp.test/cb")
            .with("scope", "openid email offline_access");
        let mut browser = Browser::new(app);
        let page = request.open(&mut browser).await;
        let code =
            browser.submit(&page, &[("username", &user), ("password", app.user.password)]).await.code();
        let tokens = request.exchange(app, &code).await;
        let code = request.open(&mut browser).await.code();
        let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
        Self { user, client, browser: browser.cookies, code, access, refresh }
    }

    async fn enter(&self, app: &TestApp, state: &str) {
        let (office, user) = (app.office(), self.user.as_str());
        let change = async |members| {
            clients::update(&office, self.client, Given::Some(&object(members))).await.unwrap();
        };
        match state {
            "suspended" => drop(users::set_status(&office, user, UserStatus::Suspended).await.unwrap()),
            "deactivated" => drop(users::set_status(&office, user, UserStatus::Deactivated).await.unwrap()),
            "suspended and back" => {
                users::set_status(&office, user, UserStatus::Suspended).await.unwrap();
                users::set_status(&office, user, UserStatus::Active).await.unwrap();
            }
            "password" => drop(users::set_password(&office, user, &Secret::new("another good password")).await.unwrap()),
            "session ended" => {
                let mut browser = Browser::new(app);
                browser.cookies.clone_from(&self.browser);
                let page = browser.open("/logout").await;
                browser.submit(&page, &[("action", "yes")]).await;
            }
            "client off" => drop(clients::set_enabled(&office, self.client, false).await.unwrap()),
            "client deleted" => clients::delete(&office, self.client).await.unwrap(),
            "scope removed" => change(json!({ "scope": "openid offline_access" })).await,
            "grant types removed" => change(json!({ "grant_types": ["client_credentials"], "response_types": [], "redirect_uris": [], "scope": "read" })).await,
            _ => drop(users::delete(&office, user).await.unwrap()),
        }
    }

    /// Whether each thing is still worth something.
    async fn worth(&self, app: &TestApp) -> Vec<(&'static str, bool)> {
        let client = (self.client, WEB.1);
        let introspected = app.introspect(API, &self.access).await["active"] == true;
        let userinfo = app.userinfo(&self.access).await.status == 200;
        let refreshed =
            app.token(client, &[("grant_type", "refresh_token"), ("refresh_token", &self.refresh)]).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", self.code.as_str()),
            ("redirect_uri", "https://rp.test/cb"),
            ("code_verifier", VERIFIER),
        ];
        let exchanged = app.token(client, &form).await;
        for answer in [&refreshed, &exchanged] {
            assert!(answer.status < 500, "{}", answer.body);
            if answer.status == 200 && self.client == "client-7" {
                assert_eq!(
                    answer.text("scope"),
                    "openid offline_access",
                    "what was removed is given no more"
                );
            }
        }
        vec![
            ("introspection", introspected),
            ("userinfo", userinfo),
            ("refresh", refreshed.status == 200),
            ("code", exchanged.status == 200),
        ]
    }
}

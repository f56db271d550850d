//! TK-057, PT-05: what happens to a person, a session or a client, and what still works afterwards. The table decides, and what
//! is not in it is refused.

use reqwest::Method;
use serde_json::{Value, json};
use signet::admin::clients::{self, Given};
use signet::admin::users;
use signet::model::user::UserStatus;
use signet::secret::Secret;

use crate::api::Caller;
use crate::factors::phone::{Phone, STEP};
use crate::support::app::{Answer, object};
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

const PASSWORD: &str = "Kestrel-harbour-9";
const SECRET: &str = "a-secret-of-an-application-with-plenty-of-characters";
const CALLBACK: &str = "https://app.test/cb";

/// What may have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Happened {
    Nothing,
    Suspended,
    Deactivated,
    Pending,
    Deleted,
    PasswordSet,
    FactorsReset,
    RoleRevoked,
    SignedOut,
    SignedOutEverywhere,
    ConsentRevoked,
    ClientDisabled,
    ClientDeleted,
    SecretRotated,
    RefreshWithdrawn,
    ScopeWithdrawn,
    DirectLoginWithdrawn,
}

/// What was begun before: a session, a code, tokens, a sign-in that waits for its second factor.
const BEGUN: &[&str] = &["session", "introspection", "userinfo", "api", "refresh", "code", "challenge"];

/// What works afterwards, of what was begun and of what begins: a sign-in on the page, and one through the application.
fn works(happened: Happened) -> Vec<&'static str> {
    let all_but = |without: &[&str]| {
        let all = BEGUN.iter().chain(&["direct", "page"]).copied();
        all.filter(|way| !without.contains(way)).collect::<Vec<_>>()
    };
    match happened {
        // After a rotation it is another secret, and the same application.
        Happened::Nothing | Happened::RoleRevoked | Happened::SecretRotated | Happened::ScopeWithdrawn => {
            all_but(&[])
        }
        Happened::Suspended | Happened::Deactivated | Happened::Pending | Happened::Deleted => Vec::new(),
        Happened::PasswordSet | Happened::FactorsReset | Happened::SignedOutEverywhere => {
            vec!["direct", "page"]
        }
        // Whoever waits for the second step has begun elsewhere.
        Happened::SignedOut => vec!["challenge", "direct", "page"],
        Happened::ConsentRevoked | Happened::ClientDisabled | Happened::ClientDeleted => {
            vec!["session", "page"]
        }
        Happened::RefreshWithdrawn => all_but(&["refresh"]),
        Happened::DirectLoginWithdrawn => all_but(&["challenge", "direct"]),
    }
}

const ALL: [Happened; 17] = [
    Happened::Nothing,
    Happened::Suspended,
    Happened::Deactivated,
    Happened::Pending,
    Happened::Deleted,
    Happened::PasswordSet,
    Happened::FactorsReset,
    Happened::RoleRevoked,
    Happened::SignedOut,
    Happened::SignedOutEverywhere,
    Happened::ConsentRevoked,
    Happened::ClientDisabled,
    Happened::ClientDeleted,
    Happened::SecretRotated,
    Happened::RefreshWithdrawn,
    Happened::ScopeWithdrawn,
    Happened::DirectLoginWithdrawn,
];

/// A person with an application of their own, in the middle of everything.
struct Case<'a> {
    app: &'a TestApp,
    name: &'static str,
    secret: &'static str,
    request: AuthorizationRequest,
    browser: Browser<'a>,
    phone: Phone,
    tokens: Answer,
    code: String,
    challenge: String,
}

fn request_of(name: &'static str, secret: &'static str) -> AuthorizationRequest {
    AuthorizationRequest::of((name, Some(secret)), CALLBACK).with("scope", "openid email offline_access")
}

impl<'a> Case<'a> {
    async fn begin(app: &'a TestApp, happened: Happened) -> Self {
        let name: &'static str = format!("{happened:?}").to_lowercase().leak();
        app.add_user(json!({"preferred_username": name, "password": PASSWORD})).await;
        users::grant_role(&app.office(), name, "compliance").await.unwrap();
        app.add_client(json!({
            "client_id": name, "client_secret": SECRET, "redirect_uris": [CALLBACK],
            "first_party": happened != Happened::ConsentRevoked, "direct_login": happened != Happened::ConsentRevoked,
            "grant_types": ["authorization_code", "refresh_token"],
        }))
        .await;
        let mut browser = Browser::new(app);
        let page = browser.open("/sign-in").await;
        browser.submit(&page, &[("username", name), ("password", PASSWORD)]).await;
        let page = browser.open("/account/security/totp").await;
        let phone = Phone::reads(&page);
        browser.submit(&page, &[("code", &phone.code(app))]).await;
        app.travel(STEP);
        let request = request_of(name, SECRET);
        let mut page = request.open(&mut browser).await;
        if page.answer.body.contains("id=\"consent-form\"") {
            page = browser.submit(&page, &[("action", "approve")]).await;
        }
        let tokens = request.exchange(app, &page.code()).await;
        let code = request.clone().with("prompt", "none").open(&mut browser).await.code();
        let mut case = Self {
            app,
            name,
            secret: SECRET,
            request,
            browser,
            phone,
            tokens,
            code,
            challenge: String::new(),
        };
        let asked = case.direct().await.json();
        asked["challenge"].as_str().unwrap_or_default().clone_into(&mut case.challenge);
        case
    }

    async fn let_happen(&mut self, happened: Happened) {
        let (office, name) = (self.app.office(), self.name);
        match happened {
            Happened::Nothing => {}
            Happened::Suspended | Happened::Deactivated | Happened::Pending => {
                let status = match happened {
                    Happened::Suspended => UserStatus::Suspended,
                    Happened::Deactivated => UserStatus::Deactivated,
                    _ => UserStatus::PendingVerification,
                };
                assert!(users::set_status(&office, name, status).await.unwrap());
            }
            Happened::Deleted => drop(users::delete(&office, name).await.unwrap()),
            Happened::PasswordSet => {
                users::set_password(&office, name, &Secret::new(PASSWORD)).await.unwrap();
            }
            Happened::FactorsReset => assert!(users::reset_mfa(&office, name).await.unwrap()),
            Happened::RoleRevoked => assert!(users::revoke_role(&office, name, "compliance").await.unwrap()),
            Happened::SignedOut => {
                let page = self.browser.open("/logout").await;
                let cookies = self.browser.cookies.clone();
                self.browser.submit(&page, &[("action", "yes")]).await;
                // As if the cookie had been copied.
                self.browser.cookies = cookies;
            }
            Happened::SignedOutEverywhere => {
                let caller = Caller::with(self.app, &self.tokens.text("access_token"));
                let out = json!({"all_devices": true});
                assert_eq!(caller.posts("/v1/auth/logout", &out, None).await.status, 200);
            }
            Happened::ConsentRevoked => {
                let code = AuthorizationRequest::default().open(&mut self.browser).await.code();
                let own =
                    AuthorizationRequest::default().exchange(self.app, &code).await.text("access_token");
                let path = format!("/v1/users/me/consents/{name}");
                assert_eq!(Caller::with(self.app, &own).asks(Method::DELETE, &path).await.status, 204);
            }
            Happened::ClientDisabled => drop(clients::set_enabled(&office, name, false).await.unwrap()),
            Happened::ClientDeleted => clients::delete(&office, name).await.unwrap(),
            Happened::SecretRotated => {
                self.secret = "another-secret-of-an-application-with-plenty-of-characters";
                clients::rotate_secret(&office, name, Some(Secret::new(self.secret))).await.unwrap();
                self.request = request_of(name, self.secret);
            }
            Happened::RefreshWithdrawn => self.revise(json!({"grant_types": ["authorization_code"]})).await,
            Happened::ScopeWithdrawn => self.revise(json!({"scope": "openid offline_access"})).await,
            Happened::DirectLoginWithdrawn => self.revise(json!({"direct_login": false})).await,
        }
    }

    async fn revise(&self, members: Value) {
        clients::update(&self.app.office(), self.name, Given::Some(&object(members))).await.unwrap();
    }

    fn client(&self) -> (&'static str, Option<&'static str>) {
        (self.name, Some(self.secret))
    }

    async fn call(&self, path: &str, body: Value) -> Answer {
        let (id, secret) = self.client();
        let request = self.app.http.post(self.app.at(path)).basic_auth(id, secret);
        let request = request.header("content-type", "application/json").body(body.to_string());
        Answer::of(request.send().await.unwrap()).await
    }

    async fn direct(&self) -> Answer {
        self.call("/v1/auth/login", json!({"username": self.name, "password": PASSWORD})).await
    }

    /// Whether this way works.
    async fn tries(&mut self, way: &str) -> bool {
        let access = self.tokens.text("access_token");
        match way {
            "session" => {
                // Of the person, whatever became of the application.
                let page =
                    AuthorizationRequest::default().with("prompt", "none").open(&mut self.browser).await;
                page.parameter("code").is_some()
            }
            "introspection" => {
                let answer = self.app.post("/introspect", self.client(), &[("token", &access)]).await;
                answer.status == 200 && answer.json()["active"] == true
            }
            "userinfo" => self.app.userinfo(&access).await.status == 200,
            "api" => Caller::with(self.app, &access).get("/v1/users/me").await.status == 200,
            "refresh" => {
                let token = self.tokens.text("refresh_token");
                let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
                self.app.token(self.client(), &form).await.status == 200
            }
            "code" => self.request.exchange(self.app, &self.code).await.status == 200,
            "challenge" => {
                let code = self.phone.code(self.app);
                let body = json!({"challenge": self.challenge, "method": "totp", "code": code});
                self.call("/v1/auth/mfa/verify", body).await.status == 200
            }
            "direct" => matches!(self.direct().await.status, 200 | 202),
            "page" => {
                let mut browser = Browser::new(self.app);
                let page = browser.open("/sign-in").await;
                let next = browser.submit(&page, &[("username", self.name), ("password", PASSWORD)]).await;
                next.url == "/" || next.answer.body.contains("id=\"second-factor-form\"")
            }
            _ => unreachable!("{way}"),
        }
    }
}

in_each_setup! {
    async fn what_happened_decides_what_still_works(app: TestApp) {
        for happened in ALL {
            let mut case = Case::begin(&app, happened).await;
            case.let_happen(happened).await;
            let mut worked = Vec::new();
            for way in BEGUN.iter().chain(&["direct", "page"]) {
                if case.tries(way).await {
                    worked.push(*way);
                }
            }
            assert_eq!(worked, works(happened), "{happened:?}");
        }
    }
}

//! Taking everything along, and having it erased.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use reqwest::Method;
use serde_json::{Value, json};
use signet::model::mail::Mail;
use signet::model::place::Place;
use signet::store::passkeys::StoredPasskey;
use signet::store::remembered_devices::RememberedDevice;
use signet::store::{mails, passkeys, personal, remembered_devices, sign_in_places};

use super::{Caller, is_problem, partner_tokens};
use crate::support::{AuthorizationRequest, Browser, TestApp, in_each_setup};

/// The archive's files.
pub async fn archive(app: &TestApp, caller: &Caller<'_>) -> BTreeMap<String, String> {
    let request = app.http.get(app.at("/v1/users/me/export")).bearer_auth(&caller.token);
    let answer = request.send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"application/zip".parse().unwrap())
    );
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.bytes().await.unwrap())).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.insert(file.name().to_owned(), text);
    }
    files
}

pub fn rows(files: &BTreeMap<String, String>, table: &str) -> Vec<Value> {
    files[&format!("{table}.jsonl")].lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Ada, who has used everything there is.
async fn busy_ada<'a>(app: &'a TestApp, browser: &mut Browser<'_>) -> Caller<'a> {
    crate::factors::phone::set_up(app, browser).await;
    let ada = Caller::at_once(app, browser).await;
    partner_tokens(app, browser, "openid offline_access").await;
    ada.sends(Method::PUT, "/v1/users/me/preferences", &json!({"theme": "dark"}), None).await;
    signet::admin::users::grant_role(&app.office(), "ada", "compliance").await.unwrap();
    ada
}

/// The person's rows in this table.
async fn rows_of(app: &TestApp, table: &personal::Table) -> usize {
    let person = app.user.id.parse().unwrap();
    personal::rows(app.services.db.reader(), table, person, (0, 10)).await.unwrap().len()
}

/// What else there can be of her, put where it lies: what mails, a passkey and a database of places would have left.
async fn leave_traces_everywhere(app: &TestApp) {
    let (person, now): (uuid::Uuid, _) = (app.user.id.parse().unwrap(), app.services.clock.now());
    let passkey = StoredPasskey {
        id: vec![7; 16],
        user_id: person,
        credential: json!({}),
        counter: 0,
        label: "Ada's phone".to_owned(),
        transports: String::new(),
        created_at: now,
        last_used_at: None,
    };
    let device = RememberedDevice {
        id: uuid::Uuid::from_u128(1),
        user_id: person,
        secret_digest: [0; 32],
        user_epoch: 0,
        user_agent: Some("Lovelace/1".to_owned()),
        created_at: now,
        keep_until: now,
    };
    let mail = Mail {
        id: uuid::Uuid::from_u128(2),
        letter: "new_device".to_owned(),
        recipient: "ada@example.com".to_owned(),
        user_id: Some(person),
        sealed: vec![1, 2, 3],
        attempts: 0,
        next_try_at: now,
        expires_at: now + chrono::TimeDelta::days(1),
        created_at: now,
    };
    let written = app.services.db.write(async move |tx| {
        passkeys::insert(tx, passkey).await?;
        remembered_devices::insert(tx, device).await?;
        sign_in_places::note(tx, person, &Place { country: "GB".to_owned(), point: None }, now).await?;
        mails::insert(tx, &mail).await
    });
    written.await.unwrap();
    for table in personal::tables() {
        assert!(rows_of(app, &table).await > 0, "{} has nothing of her", table.name);
    }
}

in_each_setup! {
    async fn the_archive_has_everything_about_the_person_and_no_secret(app: TestApp) {
        app.add_user(json!({"preferred_username": "grace", "email": "grace@example.com", "password": "another long password"})).await;
        let ada = busy_ada(&app, &mut Browser::new(&app)).await;
        leave_traces_everywhere(&app).await;
        let files = archive(&app, &ada).await;
        for table in personal::tables() {
            // Secrets are in none: of what holds nothing else there is nothing to show.
            let rows = rows(&files, table.name);
            assert!(table.columns.is_empty() || !rows.is_empty(), "{} has nothing of her", table.name);
        }
        let user = &rows(&files, "user")[0];
        assert_eq!((&user["email"], &user["profile"]["birthdate"]), (&"ada@example.com".into(), &"1815-12-10".into()));
        assert!(user["created_at"].as_str().unwrap().ends_with('Z'));
        assert_eq!(rows(&files, "user_preference")[0]["document"], json!({"theme": "dark"}));
        assert_eq!(rows(&files, "user_role")[0]["role"], "compliance");
        let all: String = files.values().cloned().collect();
        for secret in ["argon2id", "sgc_", "sgr_", "eyJ", "grace@example.com", app.user.password, ada.token.as_str()] {
            assert!(!all.contains(secret), "{secret} is in the archive");
        }
        assert!(files["README.txt"].contains("sign-in, canonical form"));
        assert_eq!(app.count_events("data.exported").await, 1);
    }

    async fn what_cannot_be_undone_needs_a_fresh_sign_in(app: TestApp) {
        let ada = Caller::ada(&app).await;
        app.travel(5 * 60 + 1);
        for (method, path) in [(Method::GET, "/v1/users/me/export"), (Method::DELETE, "/v1/users/me")] {
            let refused = ada.asks(method, path).await;
            is_problem(&refused, 401, "sign-in-again");
            let challenge = refused.header("www-authenticate");
            assert!(challenge.contains("insufficient_user_authentication") && challenge.contains("max_age=300"));
        }
        assert_eq!(ada.get("/v1/users/me").await.status, 200);
    }

    async fn nothing_of_an_erased_person_is_found_afterwards(app: TestApp) {
        let mut browser = Browser::new(&app);
        let ada = busy_ada(&app, &mut browser).await;
        let request = AuthorizationRequest::default().with("scope", "openid offline_access");
        let refresh = request.exchange(&app, &request.open(&mut browser).await.code()).await.text("refresh_token");
        leave_traces_everywhere(&app).await;
        is_problem(&ada.asks(Method::DELETE, "/v1/users/me").await, 428, "not-conditional");
        let unread = ada.sends(Method::DELETE, "/v1/users/me", &json!({}), Some("*")).await;
        is_problem(&unread, 428, "not-conditional");
        is_problem(&ada.sends(Method::DELETE, "/v1/users/me", &json!({}), Some("\"1\"")).await, 412, "stale");
        let version = ada.get("/v1/users/me").await.header("etag").to_owned();
        assert_eq!(ada.sends(Method::DELETE, "/v1/users/me", &json!({}), Some(&version)).await.status, 204);
        is_problem(&ada.get("/v1/users/me").await, 401, "invalid-token");
        let web = crate::support::app::WEB;
        app.token(web, &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await.is_error(400, "invalid_grant");
        for table in personal::tables().iter().filter(|table| table.name != "auth_event") {
            assert_eq!(rows_of(&app, table).await, 0, "{}", table.name);
        }
        for (place, text) in crate::support::invariants::dump::places(&app).await {
            for trace in ["ada@example.com", "Lovelace", "1815-12-10"] {
                assert!(!text.contains(trace), "{trace} is still in {place}");
            }
        }
        let page = AuthorizationRequest::default().open(&mut browser).await;
        let refused = browser.submit(&page, &[("username", "ada"), ("password", app.user.password)]).await;
        assert_eq!(refused.answer.status, 400, "nobody of this name can sign in");
        assert_eq!(app.count_events("user.erased").await, 1);
        let report = signet::admin::audit::verify(&app.office(), &[], |_| {}).await.unwrap();
        assert!(report.findings.is_empty(), "the log still verifies: {:?}", report.findings);
    }
}

//! The whole way of a newcomer without one page: registers, proves the address, sets an app up, signs in with it, loses the
//! phone, comes back with a code on paper, ends the session elsewhere, takes everything along and goes.

use reqwest::Method;
use serde_json::{Value, json};

use super::mfa::with_app;
use super::{Caller, is_problem, strangers};
use crate::accounts::{PASSWORD, mail_to, mails, with_mail};
use crate::support::TestApp;
use crate::support::app::Answer;

const EMAIL: &str = "rosalind@example.com";
const MOBILE: (&str, &str) = ("mobile", "mobile-secret-with-plenty-of-characters-0123456");

/// A call of the application's own, which proves who it is.
async fn mobile(app: &TestApp, path: &str, body: &Value) -> Answer {
    let request = app.http.post(app.at(path)).basic_auth(MOBILE.0, Some(MOBILE.1));
    let request = request.header("content-type", "application/json").body(body.to_string());
    Answer::of(request.send().await.unwrap()).await
}

/// The second step of a sign-in with what the person has at hand.
async fn second(app: &TestApp, method: &str, code: &str) -> Answer {
    let first = mobile(app, "/v1/auth/login", &json!({"username": EMAIL, "password": PASSWORD})).await;
    assert_eq!(first.status, 202, "{}", first.body);
    let body = json!({"challenge": first.text("challenge"), "method": method, "code": code});
    mobile(app, "/v1/auth/mfa/verify", &body).await
}

with_mail! {
    async fn from_the_first_mail_to_the_last_trace(app: TestApp) {
        app.add_client(json!({
            "client_id": MOBILE.0, "client_secret": MOBILE.1, "first_party": true, "direct_login": true,
            "grant_types": ["authorization_code", "refresh_token"], "redirect_uris": ["https://mobile.test/cb"],
        }))
        .await;
        let asked = strangers(&app, "/v1/auth/register", &json!({"email": EMAIL, "password": PASSWORD})).await;
        let code = mail_to(&app, EMAIL).await.code();
        let proof = json!({"verification": asked.text("verification"), "code": code});
        assert_eq!(strangers(&app, "/v1/auth/email/verify/confirm", &proof).await.status, 204);

        let signed = mobile(&app, "/v1/auth/login", &json!({"username": EMAIL, "password": PASSWORD})).await;
        let rosalind = Caller::with(&app, &signed.text("access_token"));
        assert_eq!(rosalind.get("/v1/users/me").await.json()["email"], EMAIL);
        let (phone, paper) = with_app(&app, &rosalind).await;

        let with_phone = second(&app, "totp", &phone.code(&app)).await;
        assert_eq!(with_phone.status, 200, "{}", with_phone.body);
        let lost = second(&app, "backup_code", &paper[0]).await;
        let back = Caller::with(&app, &lost.text("access_token"));
        is_problem(&second(&app, "backup_code", &paper[0]).await, 403, "wrong-second-factor");
        assert_eq!(back.get("/v1/users/me/mfa").await.json()["backup_codes"], 9);

        let sessions = back.get("/v1/auth/sessions").await.json()["items"].clone();
        assert_eq!(sessions.as_array().unwrap().len(), 3);
        let on_the_phone = Caller::with(&app, &with_phone.text("access_token"));
        let listed = on_the_phone.get("/v1/auth/sessions").await.json()["items"].as_array().unwrap().clone();
        let elsewhere = listed.iter().find(|session| session["current"] == true).unwrap()["id"].clone();
        let path = format!("/v1/auth/sessions/{}", elsewhere.as_str().unwrap());
        assert_eq!(back.asks(Method::DELETE, &path).await.status, 204);
        is_problem(&on_the_phone.get("/v1/users/me").await, 401, "invalid-token");

        let archive = back.asks(Method::GET, "/v1/users/me/export").await;
        assert_eq!((archive.status, archive.header("content-type")), (200, "application/zip"));
        let version = back.get("/v1/users/me").await.header("etag").to_owned();
        let gone = back.sends(Method::DELETE, "/v1/users/me", &json!({}), Some(&version)).await;
        assert_eq!(gone.status, 204, "{}", gone.body);
        is_problem(&back.get("/v1/users/me").await, 401, "invalid-token");
        let again = json!({"username": EMAIL, "password": PASSWORD});
        is_problem(&mobile(&app, "/v1/auth/login", &again).await, 403, "wrong-password");
        assert!(mails(&app).await.iter().all(|mail| mail.recipient != EMAIL), "nor is there a mail to them");
    }
}

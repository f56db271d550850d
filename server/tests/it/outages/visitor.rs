//! One who asks as clients and browsers do, and says how it ended.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use signet::clock::{Clock as _, SystemClock};
use tokio::time::Instant;

use super::history::Answers;
use super::outcome::{No, Outcome, Tokens, code_of, judged, tokens};
use crate::support::answer::Answer;
use crate::support::app::{SERVICE, SPA, WEB, object};
use crate::support::assertions::{ASSERTION_TYPE, tagged_bytes};
use crate::support::authorization::{CHALLENGE, VERIFIER};
use crate::support::browser::attribute;

pub const PASSWORD: &str = "Correct-horse-42-battery";
pub const MARKED_SECRET: &str = "marked-secret-with-plenty-of-characters-0123456789";
const REDIRECT: &str = "https://rp.test/cb";

#[derive(Clone)]
pub struct Visitor {
    http: reqwest::Client,
    base: String,
    source: String,
    answers: Arc<Answers>,
    pub cookies: HashMap<String, String>,
}

impl Visitor {
    pub fn new(base: &str, source: &str, answers: &Arc<Answers>) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("outages/1")
            .timeout(Duration::from_secs(20))
            // Shorter than the server's own patience with idle connections.
            .pool_idle_timeout(Duration::from_secs(5))
            .build()
            .unwrap();
        let (base, source, answers) = (base.to_owned(), source.to_owned(), Arc::clone(answers));
        Self { http, base, source, answers, cookies: HashMap::new() }
    }

    /// The same person at another instance.
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    pub async fn client_credentials(&self) -> Outcome<String> {
        let answer = self.post("/token", SERVICE, &[("grant_type", "client_credentials")]).await?;
        Ok(answer.text("access_token"))
    }

    /// By a signed assertion with this `jti`.
    pub async fn asserted(&self, jti: &str) -> Outcome<String> {
        let now = SystemClock.now().timestamp();
        let issuer = self.issuer().await?;
        let claims = object(
            json!({ "iss": "marked", "sub": "marked", "aud": issuer, "jti": jti, "iat": now, "exp": now + 3000 }),
        );
        let claims = Value::Object(claims).to_string();
        Ok(tagged_bytes(MARKED_SECRET.as_bytes(), br#"{"alg":"HS256"}"#, claims.as_bytes()))
    }

    pub async fn assert(&self, assertion: &str) -> Outcome<String> {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion),
        ];
        Ok(judged(self.send(self.http.post(self.to("/token")).form(&form)).await?)?.text("access_token"))
    }

    async fn issuer(&self) -> Outcome<String> {
        Ok(self.get("/.well-known/openid-configuration").await?.text("issuer"))
    }

    /// The successor of a refresh token.
    pub async fn refresh(&self, token: &str) -> Outcome<Tokens> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        Ok(tokens(&self.post("/token", SPA, &form).await?))
    }

    pub async fn refresh_as_web(&self, token: &str) -> Outcome<Tokens> {
        Ok(tokens(
            &self.post("/token", WEB, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await?,
        ))
    }

    /// Signs in anew, and returns the code. The session's cookie is kept.
    pub async fn sign_in(&mut self, client: &str, redirect: &str) -> Outcome<String> {
        self.cookies.clear();
        let page = self.page_of_sign_in(client, redirect).await?;
        let answer = self.try_password(&page, "ada", PASSWORD).await?;
        code_of(&answer)
    }

    /// The sign-in page of a fresh request.
    pub async fn page_of_sign_in(&mut self, client: &str, redirect: &str) -> Outcome<Answer> {
        let parked = self.authorize(client, redirect).await?;
        let location = parked.header("location").to_owned();
        let Some(path) = location.strip_prefix('/').map(|path| format!("/{path}")) else {
            return Err(No::Broken(parked.status, format!("no sign-in page: {location} {}", parked.body)));
        };
        let answer = self.send(self.browsing(self.http.get(self.to(&path)))).await?;
        answer.keep_cookies(&mut self.cookies);
        judged(answer)
    }

    /// The answer to a name and a password: a redirect, or a page.
    pub async fn try_password(&mut self, page: &Answer, name: &str, password: &str) -> Outcome<Answer> {
        let hidden = |name: &str| {
            let input = page.body.split("<input").find(|input| input.contains(&format!("name=\"{name}\"")));
            input.and_then(|input| attribute(input, "value")).unwrap_or_default()
        };
        let form = [
            ("transaction", hidden("transaction")),
            ("csrf", hidden("csrf")),
            ("username", name.to_owned()),
            ("password", password.to_owned()),
        ];
        let answer = self.send(self.browsing(self.http.post(self.to("/login")).form(&form))).await?;
        answer.keep_cookies(&mut self.cookies);
        judged(answer)
    }

    /// The code for somebody who is signed in.
    pub async fn code(&mut self) -> Outcome<String> {
        code_of(&self.authorize(WEB.0, REDIRECT).await?)
    }

    async fn authorize(&mut self, client: &str, redirect: &str) -> Outcome<Answer> {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("response_type", "code"),
                ("client_id", client),
                ("redirect_uri", redirect),
                ("scope", "openid email offline_access"),
                ("code_challenge", CHALLENGE),
                ("code_challenge_method", "S256"),
            ])
            .finish();
        let answer = self.send(self.browsing(self.http.get(self.to(&format!("/authorize?{query}"))))).await?;
        answer.keep_cookies(&mut self.cookies);
        judged(answer)
    }

    pub async fn exchange(
        &self,
        client: (&str, Option<&str>),
        redirect: &str,
        code: &str,
    ) -> Outcome<Tokens> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", VERIFIER),
        ];
        Ok(tokens(&self.post("/token", client, &form).await?))
    }

    /// The tokens of a fresh sign-in at the single-page application.
    pub async fn chain(&mut self) -> Outcome<Tokens> {
        let code = self.sign_in(SPA.0, "https://spa.test/cb").await?;
        self.exchange(SPA, "https://spa.test/cb", &code).await
    }

    /// The tokens of a code as the web application.
    pub async fn web_tokens(&self, code: &str) -> Outcome<Tokens> {
        self.exchange(WEB, REDIRECT, code).await
    }

    /// Signs in at the web application.
    pub async fn web_sign_in(&mut self) -> Outcome<String> {
        self.sign_in(WEB.0, REDIRECT).await
    }

    pub async fn userinfo(&self, access: &str) -> Outcome<String> {
        let request = self.http.get(self.to("/userinfo")).bearer_auth(access);
        Ok(judged(self.send(request).await?)?.text("sub"))
    }

    /// Whether the token counts, as the web application is told.
    pub async fn introspect(&self, token: &str) -> Outcome<bool> {
        self.introspect_as(WEB, token).await
    }

    /// As this client is told.
    pub async fn introspect_as(&self, client: (&str, Option<&str>), token: &str) -> Outcome<bool> {
        Ok(self.post("/introspect", client, &[("token", token)]).await?.json()["active"] == true)
    }

    /// Signs out, as the application that has this ID token asks for it.
    pub async fn sign_out(&self, id_token: &str) -> Outcome<Answer> {
        let path = self.to(&format!("/logout?id_token_hint={id_token}"));
        judged(self.send(self.browsing(self.http.get(path))).await?)
    }

    pub async fn revoke(&self, token: &str) -> Outcome<()> {
        self.post("/revoke", WEB, &[("token", token)]).await.map(drop)
    }

    pub async fn get(&self, path: &str) -> Outcome<Answer> {
        judged(self.send(self.http.get(self.to(path))).await?)
    }

    pub async fn post(
        &self,
        path: &str,
        client: (&str, Option<&str>),
        form: &[(&str, &str)],
    ) -> Outcome<Answer> {
        let mut form: Vec<(&str, &str)> = form.to_vec();
        let mut request = self.http.post(self.to(path));
        match client {
            (id, Some(secret)) => request = request.basic_auth(id, Some(secret)),
            (id, None) => form.push(("client_id", id)),
        }
        judged(self.send(request.form(&form)).await?)
    }

    fn to(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn browsing(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Outcome<Answer> {
        let answering = async {
            let response = request.header("x-forwarded-for", &self.source).send().await?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            Ok::<_, reqwest::Error>(Answer { status, headers, body: response.text().await? })
        };
        let began = Instant::now();
        let answer = answering.await;
        self.answers.note(began);
        answer.map_err(|error| No::Lost(format!("{error:?}")))
    }
}

//! An authorization request that is valid until it is bent, one parameter at a time.

use super::app::{Answer, WEB};
use super::browser::Page;
use super::{Browser, TestApp};

/// RFC 7636 Appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[derive(Clone)]
pub struct AuthorizationRequest {
    client: (&'static str, Option<&'static str>),
    parameters: Vec<(String, String)>,
}

impl Default for AuthorizationRequest {
    fn default() -> Self {
        Self::of(WEB, "https://rp.test/cb")
    }
}

impl AuthorizationRequest {
    pub fn of(client: (&'static str, Option<&'static str>), redirect_uri: &str) -> Self {
        let pairs = [
            ("response_type", "code"),
            ("client_id", client.0),
            ("redirect_uri", redirect_uri),
            ("scope", "openid email"),
            ("state", "af0ifjsldkj"),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let parameters = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Self { client, parameters }
    }

    /// The same with one parameter set.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with one parameter more, even if it is there already.
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(known, _)| known != name);
        self
    }

    pub fn query(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.parameters).finish()
    }

    pub fn path(&self) -> String {
        format!("/authorize?{}", self.query())
    }

    pub fn value(&self, name: &str) -> &str {
        self.parameters
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .unwrap_or_default()
    }

    /// Opens it.
    pub async fn open(&self, browser: &mut Browser<'_>) -> Page {
        browser.open(&self.path()).await
    }

    /// Signs in for it, and returns the redirect back to the client.
    pub async fn signed_in(&self, browser: &mut Browser<'_>) -> Page {
        let page = self.open(browser).await;
        browser.sign_in(&page).await
    }

    /// The code of a fresh sign-in.
    pub async fn code(&self, app: &TestApp) -> String {
        self.signed_in(&mut Browser::new(app)).await.code()
    }

    /// Exchanges a code as this request's client.
    pub async fn exchange(&self, app: &TestApp, code: &str) -> Answer {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.value("redirect_uri")),
            ("code_verifier", VERIFIER),
        ];
        app.token(self.client, &form).await
    }

    /// The tokens of a fresh sign-in.
    pub async fn tokens(&self, app: &TestApp) -> Answer {
        let answer = self.exchange(app, &self.code(app).await).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer
    }
}

/// The claims of a JWT, unverified.
pub fn claims_of(token: &str) -> serde_json::Value {
    part_of(token, 1)
}

/// The header of a JWT.
pub fn header_of(token: &str) -> serde_json::Value {
    part_of(token, 0)
}

fn part_of(token: &str, part: usize) -> serde_json::Value {
    use base64::Engine as _;
    let text = token.split('.').nth(part).unwrap_or_else(|| panic!("not a JWT: {token}"));
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

//! A client of the provider, and its requests: right by default, bent one field at a time.

mod authorization_request;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::browser::Browser;
use crate::provider::Provider;
use crate::target::Client;
use crate::verdict::{Stop, failed, skipped};
use crate::wire::{Ask, Reply, Wire};

pub use authorization_request::AuthorizationRequest;

/// A client that knows the provider.
#[derive(Debug, Clone)]
pub struct RelyingParty {
    /// How it is registered.
    pub client: Client,
    provider: Arc<Provider>,
    wire: Wire,
    response_mode: Option<&'static str>,
}

/// What a token endpoint handed out.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The whole reply.
    pub reply: Reply,
    /// Its JSON.
    pub fields: Map<String, Value>,
}

/// 256 random bits in base64url: state, nonce, verifier.
pub fn random() -> Result<String, Stop> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| failed(format!("no random bytes: {error}")))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The S256 challenge of a verifier (RFC 7636 section 4.2).
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

impl RelyingParty {
    pub(crate) fn new(client: Client, provider: Arc<Provider>, wire: Wire) -> Self {
        Self { client, provider, wire, response_mode: None }
    }

    /// The same, asking for a response mode in every authorization request.
    pub(crate) fn answered_by(self, response_mode: Option<&'static str>) -> Self {
        Self { response_mode, ..self }
    }

    /// A right authorization request of this client.
    pub fn request(&self) -> Result<AuthorizationRequest, Stop> {
        let verifier = random()?;
        let redirect_uri =
            self.client.redirect_uris.first().ok_or_else(|| skipped("the client has no redirect URI"))?;
        let parameters = [
            ("response_type", "code"),
            ("client_id", &self.client.client_id),
            ("redirect_uri", redirect_uri),
            ("scope", "openid"),
            ("state", &random()?),
            ("nonce", &random()?),
            ("code_challenge", &challenge(&verifier)),
            ("code_challenge_method", "S256"),
        ];
        let mode = self.response_mode.map(|mode| ("response_mode", mode));
        let parameters = parameters.into_iter().chain(mode);
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(AuthorizationRequest {
            endpoint: self.provider.endpoint("authorization_endpoint")?,
            parameters,
            verifier,
        })
    }

    /// A request that should end in a refresh token: `offline_access` with consent, where the provider knows that scope
    /// (OpenID Connect Core 11).
    pub fn offline_request(&self) -> Result<AuthorizationRequest, Stop> {
        self.provider.needs("grant_types_supported", "refresh_token")?;
        let request = self.request()?;
        if self.provider.supports("scopes_supported", "offline_access") {
            return Ok(request.with("scope", "openid offline_access").with("prompt", "consent"));
        }
        Ok(request)
    }

    /// The token request for a code, as it is right.
    pub fn redemption<'r>(
        &self,
        request: &'r AuthorizationRequest,
        code: &'r str,
    ) -> Vec<(&'static str, &'r str)> {
        vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", request.value("redirect_uri")),
            ("code_verifier", &request.verifier),
        ]
    }

    /// Redeems a code.
    pub async fn redeem(&self, request: &AuthorizationRequest, code: &str) -> Result<Reply, Stop> {
        self.token(&self.redemption(request, code)).await
    }

    /// Redeems a code and expects tokens.
    pub async fn tokens(
        &self,
        request: &AuthorizationRequest,
        browser: &mut Browser,
    ) -> Result<Tokens, Stop> {
        let code = request.granted(browser).await?.code()?;
        Tokens::of(self.redeem(request, &code).await?)
    }

    /// A refresh.
    pub async fn refresh(&self, refresh_token: &str) -> Result<Reply, Stop> {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]).await
    }

    /// A request to the token endpoint, authenticated as registered.
    pub async fn token(&self, form: &[(&str, &str)]) -> Result<Reply, Stop> {
        self.post("token_endpoint", form).await
    }

    /// A request to any endpoint that clients authenticate at.
    pub async fn post(&self, endpoint: &str, form: &[(&str, &str)]) -> Result<Reply, Stop> {
        let url = self.provider.endpoint(endpoint)?;
        self.wire.send(self.authenticated(url, form)?).await
    }

    /// Its secret; without one the module is skipped.
    pub fn secret(&self) -> Result<&str, Stop> {
        let secret = self.client.client_secret.as_deref();
        secret.ok_or_else(|| skipped(format!("no secret is given for {}", self.client.client_id)))
    }

    /// The same client with another secret.
    #[must_use]
    pub fn with_secret(mut self, secret: &str) -> Self {
        self.client.client_secret = Some(secret.to_owned());
        self
    }

    /// The same client, authenticating by another method.
    #[must_use]
    pub fn by(mut self, method: &str) -> Self {
        method.clone_into(&mut self.client.token_endpoint_auth_method);
        self
    }

    /// A form with this client's authentication.
    pub fn authenticated(&self, url: Url, form: &[(&str, &str)]) -> Result<Ask, Stop> {
        let mut form = form.to_vec();
        match self.client.token_endpoint_auth_method.as_str() {
            "client_secret_basic" => Ok(Ask::form(url, &form).basic(&self.client.client_id, self.secret()?)),
            "client_secret_post" => {
                form.extend([
                    ("client_id", self.client.client_id.as_str()),
                    ("client_secret", self.secret()?),
                ]);
                Ok(Ask::form(url, &form))
            }
            "none" => {
                form.push(("client_id", &self.client.client_id));
                Ok(Ask::form(url, &form))
            }
            other => Err(skipped(format!("{other} is not used here"))),
        }
    }

    /// The algorithm its ID tokens are signed with: RS256 where nothing else is registered (OpenID Connect Registration 2).
    pub fn id_token_algorithm(&self) -> &str {
        let registered = self.client.more.get("id_token_signed_response_alg");
        registered.and_then(Value::as_str).unwrap_or("RS256")
    }

    /// Userinfo with a token in the header.
    pub async fn userinfo(&self, access_token: &str) -> Result<Reply, Stop> {
        let url = self.provider.endpoint("userinfo_endpoint")?;
        self.wire.send(Ask::get(url).bearer(access_token)).await
    }
}

impl Tokens {
    /// What a successful reply holds (RFC 6749 section 5.1); fails where it is none.
    pub fn of(reply: Reply) -> Result<Self, Stop> {
        reply.expect(200)?;
        let Value::Object(fields) = reply.json()? else {
            return Err(failed("expected a JSON object from the token endpoint"));
        };
        Ok(Self { reply, fields })
    }

    /// A field that has to be there, as text.
    pub fn text(&self, name: &str) -> Result<&str, Stop> {
        let missing =
            || failed(format!("expected {name} from the token endpoint, got only {:?}", self.names()));
        self.fields.get(name).and_then(Value::as_str).ok_or_else(missing)
    }

    /// The access token.
    pub fn access_token(&self) -> Result<&str, Stop> {
        self.text("access_token")
    }

    /// The refresh token; without one the module is skipped, for a provider may decide so (RFC 6749 section 1.5).
    pub fn refresh_token(&self) -> Result<&str, Stop> {
        let found = self.fields.get("refresh_token").and_then(Value::as_str);
        found.ok_or_else(|| skipped("the provider issued no refresh token"))
    }

    fn names(&self) -> Vec<&String> {
        self.fields.keys().collect()
    }
}

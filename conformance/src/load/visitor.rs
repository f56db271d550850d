//! Somebody with a browser who comes from an application and goes back to it, over a light connection.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use cookie_store::{CookieStore, RawCookie};
use http::StatusCode;
use http::header::{ACCEPT, COOKIE, HeaderMap, HeaderValue, LOCATION, SET_COOKIE};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::browser::Browser;
use crate::load::form::{Form, Tokens};
use crate::load::link::{Answer, Link, Template};
use crate::load::stage::Stage;
use crate::target::User;
use crate::wire::{Ask, Reply};

/// More redirects and pages than any provider needs.
const LONGEST_WAY: usize = 20;
/// Asked more often than this on one way, the password is not accepted.
const MOST_SIGN_INS: usize = 2;

/// A visitor with cookies.
#[derive(Debug)]
pub struct Visitor {
    username: String,
    person: Browser,
    jar: CookieStore,
    /// The authorization request without what is new each time.
    authorize: String,
    redirect_uri: String,
    redeem: Form,
}

/// What an authorization request has of its own.
struct Secrets {
    state: String,
    nonce: String,
    verifier: String,
}

impl Visitor {
    /// Somebody who has not been here.
    pub fn new(stage: &Stage, user: User) -> anyhow::Result<Self> {
        let client = stage.client()?;
        let redirect_uri = client.redirect_uris.first().context("the client has no redirect URI")?.clone();
        let mut authorize = stage.ground.endpoint("authorization_endpoint")?;
        authorize.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &client.client_id),
            ("redirect_uri", &redirect_uri),
            ("scope", &stage.ground.scope),
            ("code_challenge_method", "S256"),
        ]);
        let fixed = [("grant_type", "authorization_code"), ("redirect_uri", redirect_uri.as_str())];
        Ok(Self {
            username: user.username.clone(),
            person: stage.ground.person(Some(user))?,
            jar: CookieStore::default(),
            authorize: authorize.into(),
            redeem: stage.ground.form("token_endpoint", client, &fixed)?,
            redirect_uri,
        })
    }

    /// How often the password was typed.
    pub fn sign_ins(&self) -> usize {
        self.person.sign_ins
    }

    /// Signs in where that is asked for, agrees to what is asked, and redeems the code.
    pub async fn tokens(&mut self, link: &mut Link) -> anyhow::Result<Tokens> {
        let got = self.visit(link).await;
        got.with_context(|| format!("for {}", self.username))
    }

    async fn visit(&mut self, link: &mut Link) -> anyhow::Result<Tokens> {
        let secrets = Secrets::new()?;
        let code = self.code(link, &secrets).await?;
        let fields = [("code", code.as_str()), ("code_verifier", &secrets.verifier)];
        let tokens = Tokens::of(self.redeem.post_with(link, &fields).await?)?;
        anyhow::ensure!(tokens.id_token.is_some(), "there is no ID token");
        Ok(tokens)
    }

    async fn code(&mut self, link: &mut Link, secrets: &Secrets) -> anyhow::Result<String> {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&secrets.verifier));
        let Secrets { state, nonce, .. } = secrets;
        let first = format!("{}&state={state}&nonce={nonce}&code_challenge={challenge}", self.authorize);
        let mut next = Ask::get(Url::parse(&first)?);
        let sign_ins_before = self.person.sign_ins;
        for _ in 0..LONGEST_WAY {
            let (url, answer) = self.send(link, next).await?;
            let Some(location) = location(&answer, &url) else {
                let page = page(url, answer);
                // Whoever is turned away would send the same form until the way is too long.
                anyhow::ensure!(!matches!(page.status, 429 | 503), "turned away with {}", page.status);
                next = self.person.answer(&page)?;
                anyhow::ensure!(
                    self.person.sign_ins - sign_ins_before <= MOST_SIGN_INS,
                    "the provider asks for the password again and again: is it right?"
                );
                continue;
            };
            if location.as_str().starts_with(&self.redirect_uri) {
                return code_of(&location, state);
            }
            next = Ask::get(location);
        }
        anyhow::bail!("the provider was still redirecting after {LONGEST_WAY} steps")
    }

    async fn send(&mut self, link: &mut Link, ask: Ask) -> anyhow::Result<(Url, Answer)> {
        let (method, url, mut headers, body) = ask.into_parts();
        let pairs: Vec<_> = self.jar.get_request_values(&url).map(|(n, v)| format!("{n}={v}")).collect();
        if !pairs.is_empty() {
            headers.insert(COOKIE, HeaderValue::from_str(&pairs.join("; "))?);
        }
        headers.insert(ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"));
        let template = Template::new(method, &url)?.with_all(headers);
        let answer = link.send(&template, Bytes::from(body.unwrap_or_default())).await?;
        self.keep(&answer.headers, &url);
        Ok((url, answer))
    }

    fn keep(&mut self, headers: &HeaderMap, url: &Url) {
        let set = headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let set = set.filter_map(|text| RawCookie::parse(text.to_owned()).ok());
        self.jar.store_response_cookies(set, url);
    }
}

impl Secrets {
    fn new() -> anyhow::Result<Self> {
        let mut bytes = [0_u8; 64];
        getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
        let encode = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
        Ok(Self {
            state: encode(&bytes[..16]),
            nonce: encode(&bytes[16..32]),
            verifier: encode(&bytes[32..]),
        })
    }
}

fn location(answer: &Answer, url: &Url) -> Option<Url> {
    let is_redirect = StatusCode::from_u16(answer.status).is_ok_and(|status| status.is_redirection());
    let location = answer.headers.get(LOCATION).filter(|_| is_redirect)?;
    url.join(location.to_str().ok()?).ok()
}

fn page(url: Url, answer: Answer) -> Reply {
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    Reply { url, status: answer.status, headers: answer.headers, body }
}

fn code_of(location: &Url, state: &str) -> anyhow::Result<String> {
    let value =
        |wanted: &str| location.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value);
    anyhow::ensure!(value("state").is_some_and(|came| came == state), "another state came back: {location}");
    Ok(value("code").with_context(|| format!("no code came back: {location}"))?.into_owned())
}

//! The demo of `signet dev`: a sign-in link runs a whole code flow and ends on a page that shows the tokens.
//! Nothing of this is reachable under `serve`.

use axum::extract::Path;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::authorize::locate::PageProblem;
use crate::client_auth::{Presented, authenticate};
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::shelves;
use crate::grants::{Exchange, exchange};
use crate::protocol::error::OAuthError;
use crate::protocol::form::Form;
use crate::secret::{Secret, digest};
use crate::store::StoreError;
use crate::tokens::mint::TokenResponse;
use crate::userinfo;
use crate::web::extract::visit::Visit;
use crate::web::pages::Link;
use crate::web::pages::dev_answer::DevAnswer;
use crate::web::pages::dev_tokens::{DevTokens, ShownToken};
use crate::web::routes::Routes;
use crate::web::{Site, problem_page, reply, urls};

/// Where the demo's web clients are answered, below the issuer.
pub const CALLBACK: &str = "/dev/callback";
/// Where a demo sign-in begins.
pub const SIGN_IN: &str = "/dev/sign-in";

const FLOWS: Shelf<DemoFlow> = shelves::demo_flows();

/// What the demo client remembers of a sign-in it began.
#[derive(Debug, Serialize, Deserialize)]
struct DemoFlow {
    client_id: String,
    verifier: String,
}

pub(super) fn routes() -> Routes {
    Routes::new().get(&format!("{SIGN_IN}/{{client_id}}"), begin).get(CALLBACK, finish)
}

async fn begin(site: Site, Path(client_id): Path<String>, visit: Visit) -> Response {
    let (state, verifier) = (site.entropy.token(), site.entropy.token());
    let challenge = URL_SAFE_NO_PAD.encode(digest(verifier.as_bytes()));
    let redirect_uri = site.issuer.join(CALLBACK);
    let nonce = site.entropy.token();
    let pairs = [
        ("response_type", "code"),
        ("client_id", &client_id),
        ("redirect_uri", &redirect_uri),
        ("scope", "openid profile email offline_access"),
        ("state", &state),
        ("nonce", &nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let query: Form = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let (now, flow) = (site.clock.now(), DemoFlow { client_id, verifier });
    let written: Result<(), StoreError> =
        site.db.write(async move |tx| FLOWS.put(tx, &[&state], &flow, now).await).await;
    match written {
        Ok(()) => reply::see_other(&format!("{}{}?{}", site.base(), urls::AUTHORIZE, query.encode())),
        Err(error) => problem_page::of_fault(&visit, error),
    }
}

async fn finish(site: Site, visit: Visit) -> Response {
    let answered = match visit.query.value("error") {
        Some(error) => refused(&site, &visit, error).await,
        None => redeem(&site, &visit).await,
    };
    answered.unwrap_or_else(|problem| problem_page::of(&visit, problem))
}

/// An error response: shown, with what it said. Its record stays until it expires, so that the page can be loaded again.
async fn refused(site: &Site, visit: &Visit, error: &str) -> Result<Response, PageProblem> {
    let state = visit.query.value("state").ok_or(PageProblem::NoTransaction)?;
    let kept = FLOWS.read(site.db.reader(), &[state], site.clock.now()).await?;
    let flow = kept.ok_or(PageProblem::NoTransaction)?;
    let sent = |name: &str| visit.query.value(name).map(str::to_owned);
    let frame = visit.frame_here();
    let shown = DevAnswer {
        error: error.to_owned(),
        description: sent("error_description"),
        state: state.to_owned(),
        iss: sent("iss"),
        request_id: visit.origin.request_id.clone().unwrap_or_default(),
        again: Link::within(&frame, &format!("{SIGN_IN}/{}", flow.client_id)),
        frame,
    };
    Ok(reply::page(StatusCode::OK, &shown, None))
}

/// The demo client's own work: it checks `state`, then exchanges the code as any client would.
async fn redeem(site: &Site, visit: &Visit) -> Result<Response, PageProblem> {
    let now = site.clock.now();
    let state = visit.query.value("state").ok_or(PageProblem::NoTransaction)?.to_owned();
    let claimed: Result<_, StoreError> =
        site.db.write(async move |tx| FLOWS.claim(tx, &[&state], now).await).await;
    // The tokens are shown once: loading their page again finds its sign-in used up.
    let flow = claimed?.ok_or(PageProblem::NoTransaction)?;
    let tokens = tokens(site, visit, &flow).await.map_err(PageProblem::Fault)?;
    let user = name_of(site, &tokens).await;
    Ok(reply::page(StatusCode::OK, &page(site, visit, &flow, &tokens, user), None))
}

async fn tokens(site: &Site, visit: &Visit, flow: &DemoFlow) -> Result<TokenResponse, OAuthError> {
    let now = site.clock.now();
    let redirect_uri = site.issuer.join(CALLBACK);
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", visit.query.required("code")?),
        ("redirect_uri", &redirect_uri),
        ("code_verifier", &flow.verifier),
        ("client_id", &flow.client_id),
    ];
    let form: Form = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let authorization: Vec<Secret> = basic(site, &flow.client_id).into_iter().collect();
    let presented = Presented { authorization: &authorization, form: &form };
    let client = authenticate(site, presented, &visit.origin, now).await?;
    exchange(site, Exchange { client: &client, form: &form, origin: &visit.origin, now }).await
}

fn basic(site: &Site, client_id: &str) -> Option<Secret> {
    let client = site.demo.as_ref()?.client(client_id)?;
    let secret = client.get("client_secret")?.as_str()?;
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{client_id}:{secret}"));
    Some(Secret::new(format!("Basic {pair}")))
}

/// What the userinfo endpoint calls the person.
async fn name_of(site: &Site, tokens: &TokenResponse) -> String {
    let claims = userinfo::claims(site, &tokens.access_token, site.clock.now()).await.unwrap_or_default();
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    text("name").or_else(|| text("sub")).unwrap_or_default()
}

fn page(site: &Site, visit: &Visit, flow: &DemoFlow, tokens: &TokenResponse, user: String) -> DevTokens {
    let shown = |title: &str, raw: &str| ShownToken {
        title: title.to_owned(),
        decoded: decoded(raw),
        raw: raw.to_owned(),
    };
    let mut list = Vec::new();
    list.extend(tokens.id_token.as_deref().map(|token| shown("ID token", token)));
    list.push(shown("Access token", &tokens.access_token));
    list.extend(tokens.refresh_token.as_deref().map(|token| shown("Refresh token", token)));
    DevTokens {
        frame: visit.frame(),
        user,
        tokens: list,
        again: format!("{}{SIGN_IN}/{}", site.base(), flow.client_id),
    }
}

fn payload(token: &str) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn decoded(token: &str) -> Option<String> {
    serde_json::to_string_pretty(&payload(token)?).ok()
}

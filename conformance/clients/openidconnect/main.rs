//! A web application that signs people in with the crate openidconnect, and has a token of its own with oauth2.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Json, Router, routing::get};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreUserInfoClaims};
use openidconnect::reqwest::{Client as Http, redirect::Policy};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IntrospectionUrl, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl,
    RefreshToken, Scope, TokenIntrospectionResponse as _, TokenResponse as _,
};
use serde_json::{Value, json};

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

struct App {
    home: String,
    metadata: ProviderMetadataWithLogout,
    client: Client,
    http: Http,
    /// By the cookie of the browser: what a sign-in that has begun must come back with, and who has signed in.
    begun: Mutex<HashMap<String, (CsrfToken, Nonce, PkceCodeVerifier)>>,
    people: Mutex<HashMap<String, Person>>,
}

#[derive(Clone)]
struct Person {
    id: CoreIdToken,
    access: AccessToken,
    refresh: Option<RefreshToken>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let of = |name: &str| std::env::var(name).context(name.to_owned());
    let (issuer, home) = (of("ISSUER")?, of("APP")?);
    // No redirects: what a provider answers is an answer (the crate's own advice).
    let http = Http::builder().redirect(Policy::none()).build()?;
    let metadata = ProviderMetadataWithLogout::discover_async(IssuerUrl::new(issuer.clone())?, &http).await?;
    let client = CoreClient::from_provider_metadata(
        metadata.clone(),
        ClientId::new(of("CLIENT_ID")?),
        Some(ClientSecret::new(of("CLIENT_SECRET")?)),
    )
    .set_redirect_uri(RedirectUrl::new(format!("{home}/callback"))?)
    .set_introspection_url(IntrospectionUrl::new(format!("{issuer}/introspect"))?);
    let (begun, people) = (Mutex::default(), Mutex::default());
    let app = Arc::new(App { home, metadata, client, http, begun, people });
    let routes = Router::new()
        .route("/", get(show))
        .route("/login", get(login))
        .route("/callback", get(callback))
        .route("/refresh", get(refresh))
        .route("/service", get(service))
        .route("/logout", get(logout))
        .route("/bye", get(async || "Signed out."))
        .with_state(app);
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{}", of("PORT")?)).await?;
    Ok(axum::serve(listener, routes).await?)
}

type Answer = Result<Response, Failed>;

async fn login(State(app): State<Arc<App>>) -> Answer {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let asked = app.client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
    let asked = ["profile", "email", "offline_access"]
        .into_iter()
        .fold(asked, |asked, scope| asked.add_scope(Scope::new(scope.to_owned())));
    let (url, state, nonce) = asked.set_pkce_challenge(challenge).url();
    let (browser, cookie) = new_browser();
    held(&app.begun).insert(browser, (state, nonce, verifier));
    Ok((cookie, Redirect::to(url.as_str())).into_response())
}

async fn callback(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(answer): Query<HashMap<String, String>>,
) -> Answer {
    let browser = browser(&headers).context("no sign-in was begun in this browser")?;
    let begun = held(&app.begun).remove(&browser);
    let (state, nonce, verifier) = begun.context("no sign-in was begun in this browser")?;
    must(answer.get("state") == Some(state.secret()), "the answer belongs to another sign-in")?;
    // RFC 9207: by another provider's answer nobody is signed in here.
    must(answer.get("iss") == Some(app.metadata.issuer()), "another provider has answered")?;
    let code = answer.get("code").with_context(|| format!("{:?}", answer.get("error")))?;
    let exchange = app.client.exchange_code(AuthorizationCode::new(code.clone()))?;
    let tokens = exchange.set_pkce_verifier(verifier).request_async(&app.http).await?;

    let id_token = tokens.id_token().context("no ID token")?;
    let by = app.client.id_token_verifier();
    let claims = id_token.claims(&by, &nonce)?;
    let (algorithm, key) = (id_token.signing_alg()?, id_token.signing_key(&by)?);
    let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key)?;
    must(claims.access_token_hash() == Some(&hash), "the access token is not the ID token's")?;

    let person = Person {
        id: id_token.clone(),
        access: tokens.access_token().clone(),
        refresh: tokens.refresh_token().cloned(),
    };
    // Under a new key: one that somebody planted in this browser is worth nothing now.
    let (browser, cookie) = new_browser();
    held(&app.people).insert(browser, person);
    Ok((cookie, Redirect::to("/")).into_response())
}

async fn show(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    let Some(person) = signed_in(&app, &headers) else { return Ok(Redirect::to("/login").into_response()) };
    let told: CoreUserInfoClaims =
        app.client.user_info(person.access.clone(), None)?.request_async(&app.http).await?;
    let judged = app.client.introspect(&person.access).request_async(&app.http).await?;
    let seen = json!({"userinfo": told, "active": judged.active(), "access_token": person.access.secret()});
    Ok(Json::<Value>(seen).into_response())
}

async fn refresh(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    let mut person = signed_in(&app, &headers).context("nobody is signed in")?;
    let token = person.refresh.take().context("no refresh token")?;
    let next = app.client.exchange_refresh_token(&token)?.request_async(&app.http).await?;
    person.access = next.access_token().clone();
    // It is good once: keep the new one.
    person.refresh = next.refresh_token().cloned();
    held(&app.people).insert(browser(&headers).unwrap_or_default(), person);
    Ok(Redirect::to("/").into_response())
}

/// A token for the application itself, with the crate oauth2.
async fn service(State(app): State<Arc<App>>) -> Answer {
    let token_url = app.metadata.token_endpoint().context("no token endpoint")?.clone();
    let secret = std::env::var("CLIENT_SECRET").context("CLIENT_SECRET")?;
    let client = oauth2::basic::BasicClient::new(app.client.client_id().clone())
        .set_client_secret(oauth2::ClientSecret::new(secret))
        .set_token_uri(token_url);
    let token = client.exchange_client_credentials().request_async(&app.http).await?;
    Ok(Json(json!({"access_token": oauth2::TokenResponse::access_token(&token).secret()})).into_response())
}

async fn logout(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    let person = browser(&headers).and_then(|browser| held(&app.people).remove(&browser));
    let Some(person) = person else { return Ok(Redirect::to("/bye").into_response()) };
    let ends = app.metadata.additional_metadata().end_session_endpoint.clone().context("no sign-out")?;
    let url = LogoutRequest::from(ends)
        .set_id_token_hint(&person.id)
        .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(format!("{}/bye", app.home))?);
    Ok(Redirect::to(url.http_get_url().as_str()).into_response())
}

fn signed_in(app: &App, headers: &HeaderMap) -> Option<Person> {
    held(&app.people).get(&browser(headers)?).cloned()
}

/// A key that only this browser will have. On https add `Secure`, and name it `__Host-browser`.
fn new_browser() -> (String, [(header::HeaderName, String); 1]) {
    let key = CsrfToken::new_random().secret().clone();
    let cookie = format!("browser={key}; HttpOnly; SameSite=Lax; Path=/");
    (key, [(header::SET_COOKIE, cookie)])
}

fn browser(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split("; ").find_map(|cookie| cookie.strip_prefix("browser=")).map(str::to_owned)
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn must(holds: bool, otherwise: &'static str) -> anyhow::Result<()> {
    if holds { Ok(()) } else { Err(anyhow::anyhow!(otherwise)) }
}

struct Failed(anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl axum::response::IntoResponse for Failed {
    fn into_response(self) -> Response {
        (StatusCode::BAD_GATEWAY, format!("{:#}\n", self.0)).into_response()
    }
}

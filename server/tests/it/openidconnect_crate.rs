//! The `openidconnect` and `oauth2` crates as relying parties: clients that none of us wrote.

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse as _,
};
use serde_json::json;

use crate::support::app::{Options, PARTNER, SERVICE, WEB};
use crate::support::{AuthorizationRequest, Browser, Setup, TestApp};

async fn app_of_now() -> TestApp {
    TestApp::with(Setup::Sqlite, Options { real_clock: true, ..Options::default() }).await.unwrap()
}

async fn discovered(app: &TestApp) -> CoreProviderMetadata {
    let issuer = IssuerUrl::new(app.issuer.clone()).unwrap();
    CoreProviderMetadata::discover_async(issuer, &app.http).await.expect("the metadata is understood")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_sign_in_is_verified_by_the_crate() {
    let app = app_of_now().await;
    for algorithm in ["RS256", "ES256", "EdDSA", "PS256"] {
        let id = format!("crate-{}", algorithm.to_lowercase());
        app.add_client(json!({
            "client_id": id, "client_secret": WEB.1, "redirect_uris": ["https://rp.test/cb"],
            "grant_types": ["authorization_code", "refresh_token"], "id_token_signed_response_alg": algorithm,
            "access_token_signed_response_alg": algorithm,
        }))
        .await;
        let client = CoreClient::from_provider_metadata(
            discovered(&app).await,
            ClientId::new(id),
            Some(ClientSecret::new(WEB.1.unwrap().to_owned())),
        )
        .set_redirect_uri(RedirectUrl::new("https://rp.test/cb".to_owned()).unwrap());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("email".into()))
            .add_scope(Scope::new("offline_access".into()))
            .set_pkce_challenge(challenge)
            .url();

        let mut browser = Browser::new(&app);
        let page = browser.open(url.as_str()).await;
        let consent = browser.sign_in(&page).await;
        let back = browser.submit(&consent, &[("action", "approve")]).await;
        assert_eq!(back.parameter("state").as_ref(), Some(state.secret()));

        let code = AuthorizationCode::new(back.code());
        let tokens = client.exchange_code(code).unwrap().set_pkce_verifier(verifier);
        let tokens = tokens.request_async(&app.http).await.expect("the tokens are understood");
        let id_token = tokens.id_token().expect("openid was asked for");
        let verifier = client.id_token_verifier();
        let claims = id_token.claims(&verifier, &nonce).expect("the ID token holds");
        let alg = id_token.signing_alg().unwrap();
        let key = id_token.signing_key(&verifier).unwrap();
        let hash = AccessTokenHash::from_token(tokens.access_token(), alg, key).unwrap();
        assert_eq!(Some(&hash), claims.access_token_hash(), "{algorithm}");

        let userinfo: CoreUserInfoClaims = client
            .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
            .unwrap()
            .request_async(&app.http)
            .await
            .expect("the userinfo endpoint is understood");
        assert_eq!(userinfo.email().map(|email| email.as_str()), Some("ada@example.com"));

        let refreshed = client.exchange_refresh_token(tokens.refresh_token().unwrap()).unwrap();
        let refreshed = refreshed.request_async(&app.http).await.expect("the refresh is understood");
        assert_ne!(refreshed.refresh_token().unwrap().secret(), tokens.refresh_token().unwrap().secret());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oauth2_crate_gets_a_service_token_and_understands_a_refusal() {
    let app = app_of_now().await;
    let token_url = oauth2::TokenUrl::new(format!("{}/token", app.issuer)).unwrap();
    let client = |secret: &str| {
        oauth2::basic::BasicClient::new(oauth2::ClientId::new(SERVICE.0.to_owned()))
            .set_client_secret(oauth2::ClientSecret::new(secret.to_owned()))
            .set_token_uri(token_url.clone())
    };
    let good = client(SERVICE.1.unwrap());
    let answer = good.exchange_client_credentials().request_async(&app.http).await.expect("a token");
    assert_eq!(oauth2::TokenResponse::expires_in(&answer).map(|life| life.as_secs()), Some(3600));
    let refused = client("wrong").exchange_client_credentials().request_async(&app.http).await;
    let Err(oauth2::RequestTokenError::ServerResponse(refused)) = refused else {
        panic!("refused: {refused:?}")
    };
    assert_eq!(refused.error(), &oauth2::basic::BasicErrorResponseType::InvalidClient);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_a_third_party_names_no_roles() {
    let app = app_of_now().await;
    let request = AuthorizationRequest::of(PARTNER, "https://partner.test/cb");
    let mut browser = Browser::new(&app);
    let page = request.open(&mut browser).await;
    let consent = browser.sign_in(&page).await;
    let code = browser.submit(&consent, &[("action", "approve")]).await.code();
    let token = request.exchange(&app, &code).await.text("access_token");
    assert!(crate::support::authorization::claims_of(&token).get("roles").is_none());
}

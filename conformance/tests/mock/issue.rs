//! What the token endpoint hands out (RFC 6749 section 5.1, OpenID Connect Core 2, RFC 9068).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::fault::{AccessTokenFault, Fault, TokenFault};
use super::keys::random;
use super::liberty::Liberty;
use super::store::{ACCESS_TOKEN_LIFE, AccessToken, Client, Grant, now};
use super::{Op, person};

/// How long an ID token lives, in seconds.
const ID_TOKEN_LIFE: i64 = 300;

/// What is to be issued.
pub(super) struct Wanted<'w> {
    pub(super) client: &'w Client,
    pub(super) scope: &'w [String],
    /// Whether a refresh token comes with it.
    pub(super) refresh_token: bool,
    /// Whether a refresh token was presented.
    pub(super) is_refresh: bool,
}

/// Tokens for somebody who agreed.
pub(super) fn for_person(op: &Op, grant: &Grant, wanted: &Wanted<'_>) -> Value {
    let access = AccessToken {
        chain: grant.chain.clone(),
        client_id: wanted.client.client_id.clone(),
        subject: Some(grant.session.subject.clone()),
        scope: wanted.scope.to_vec(),
        claims: grant.request.claims[0].clone(),
        issued: now(),
    };
    let mut fields = bearer(op, access, Some(grant.session.auth_time));
    if wanted.scope.iter().any(|word| word == "openid") {
        let claims = id_token(op, grant, wanted, fields["access_token"].as_str().unwrap());
        fields["id_token"] = json!(op.keys.id_token(&claims, op.fault));
    }
    if wanted.refresh_token {
        let token = random();
        // RFC 6749 section 6: a new refresh token keeps the scope that was agreed to.
        if !(wanted.is_refresh && op.has(TokenFault::SuccessorUnknown)) {
            op.store().refresh_tokens.insert(token.clone(), grant.clone());
        }
        fields["refresh_token"] = json!(token);
    }
    fields
}

/// A token for the client itself (RFC 6749 section 4.4.3: no refresh token).
pub(super) fn for_client(op: &Op, client: &Client, scope: &[String]) -> Value {
    let mut fields = bearer(
        op,
        AccessToken {
            chain: random(),
            client_id: client.client_id.clone(),
            subject: None,
            scope: scope.to_vec(),
            claims: Vec::new(),
            issued: now(),
        },
        None,
    );
    if op.has(TokenFault::ServiceGetsRefreshToken) {
        fields["refresh_token"] = json!(random());
    }
    if op.has(TokenFault::ServiceTokenWithoutType) {
        remove(&mut fields, "token_type");
    }
    if op.has(TokenFault::ServiceGetsIdToken) {
        let claims =
            json!({ "iss": op.issuer, "sub": client.client_id, "aud": client.client_id, "iat": now() });
        fields["id_token"] = json!(op.keys.id_token(&claims, None));
    }
    fields
}

fn bearer(op: &Op, access: AccessToken, auth_time: Option<i64>) -> Value {
    let scope = access.scope.join(" ");
    let token = match op.fault {
        Some(Fault::Token(TokenFault::GuessableToken)) => format!("token-{}", op.store().count()),
        _ if op.takes(Liberty::OpaqueAccessTokens) => random(),
        _ => op.keys.access_token(&access_claims(op, &access, auth_time), op.fault),
    };
    let same = op
        .store()
        .access_tokens
        .iter()
        .find(|(_, other)| other.chain == access.chain)
        .map(|(token, _)| token.clone());
    let token = same.filter(|_| op.has(TokenFault::SameAccessToken)).unwrap_or(token);
    op.store().access_tokens.insert(token.clone(), access);
    let mut fields =
        json!({ "access_token": token, "token_type": "Bearer", "expires_in": ACCESS_TOKEN_LIFE });
    if !scope.is_empty() && !op.has(TokenFault::ScopeNotTold) {
        fields["scope"] = json!(scope);
    }
    fields
}

fn access_claims(op: &Op, access: &AccessToken, auth_time: Option<i64>) -> Value {
    let subject = access.subject.as_deref().unwrap_or(&access.client_id);
    let mut claims = json!({
        "iss": op.issuer, "sub": subject, "aud": op.at("/userinfo"), "client_id": access.client_id,
        "iat": access.issued, "exp": access.issued + ACCESS_TOKEN_LIFE, "jti": random(), "scope": access.scope.join(" "),
    });
    if let Some(auth_time) = auth_time {
        claims["auth_time"] = json!(auth_time);
    }
    let Some(Fault::AccessToken(fault)) = op.fault else { return claims };
    match fault {
        AccessTokenFault::WithoutAudience => remove(&mut claims, "aud"),
        AccessTokenFault::WithoutClient => remove(&mut claims, "client_id"),
        AccessTokenFault::SameJti => claims["jti"] = json!("1"),
        AccessTokenFault::LivesLonger => claims["exp"] = json!(access.issued + 86_400),
        AccessTokenFault::Scope => claims["scope"] = json!("openid profile api"),
        AccessTokenFault::AuthTime => claims["auth_time"] = json!(now() + 5),
        AccessTokenFault::ServiceHasAuthTime => claims["auth_time"] = json!(now()),
        // How it is signed is the keys' business, who takes it userinfo's.
        AccessTokenFault::Typ | AccessTokenFault::UnpublishedKey | AccessTokenFault::IdTokenOpens => {}
    }
    claims
}

fn id_token(op: &Op, grant: &Grant, wanted: &Wanted<'_>, access_token: &str) -> Value {
    let (request, client, is_refresh) = (&grant.request, wanted.client, wanted.is_refresh);
    let digest = Sha256::digest(if op.has(Fault::WrongAtHash) { "another token" } else { access_token });
    let mut claims = json!({
        "iss": op.issuer, "sub": grant.session.subject, "aud": client.client_id, "iat": now(),
        "exp": now() + ID_TOKEN_LIFE, "auth_time": grant.session.auth_time,
        "at_hash": URL_SAFE_NO_PAD.encode(&digest[..16]),
    });
    for (name, value) in person::some(&request.claims[1]) {
        claims[name] = value;
    }
    if let Some(acr) = &request.acr {
        claims["acr"] = json!(acr);
    }
    if let Some(nonce) = request.nonce.as_ref().filter(|_| !is_refresh) {
        claims["nonce"] = json!(nonce);
    }
    match op.liberty {
        Some(Liberty::AudienceIsArray) => claims["aud"] = json!([client.client_id]),
        Some(Liberty::ClaimsInIdToken) => {
            person::by_scope(wanted.scope).for_each(|(name, value)| claims[name] = value);
        }
        _ => {}
    }
    match op.fault {
        Some(Fault::WrongIssuer) => claims["iss"] = json!("https://op.example.org"),
        Some(Fault::WrongAudience) => claims["aud"] = json!("somebody-else"),
        Some(Fault::SecondAudience) => claims["aud"] = json!([client.client_id, "somebody-else"]),
        Some(Fault::NonceMissing) => remove(&mut claims, "nonce"),
        Some(Fault::SubjectMissing) => remove(&mut claims, "sub"),
        Some(Fault::AuthTimeMissing) => remove(&mut claims, "auth_time"),
        Some(Fault::Expired) => claims["exp"] = json!(now() - 3600),
        Some(Fault::Token(TokenFault::RefreshChangesSubject)) if is_refresh => {
            claims["sub"] = json!("somebody-else");
        }
        Some(Fault::Token(TokenFault::RefreshMovesSignIn)) if is_refresh => {
            claims["auth_time"] = json!(now() + 5);
        }
        _ => {}
    }
    claims
}

fn remove(claims: &mut Value, name: &str) {
    claims.as_object_mut().unwrap().remove(name);
}

//! Access tokens that are JWTs (RFC 9068).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::id_token;
use crate::jose::{self, Verified};
use crate::module::Test;
use crate::relying_party::{AuthorizationRequest, RelyingParty, Tokens};
use crate::target::Role;
use crate::verdict::{Stop, skipped};

/// Header and claims of a token that is a JWT; opaque ones are skipped.
pub fn peeked(token: &str) -> Result<Verified, Stop> {
    let opaque = || skipped("access tokens are opaque here");
    if token.split('.').count() == 3 { jose::peek(token).map_err(|_| opaque()) } else { Err(opaque()) }
}

/// Whether the header says that RFC 9068 is meant (section 2.1).
pub fn is_profiled(token: &Verified) -> bool {
    let kind = token.header.get("typ").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    matches!(kind.as_str(), "at+jwt" | "application/at+jwt")
}

/// The verified access token. One that is opaque, or does not say that it follows RFC 9068, is skipped.
pub async fn profiled(test: &Test, token: &str) -> Result<Verified, Stop> {
    if !is_profiled(&peeked(token)?) {
        return Err(skipped("access tokens do not say that they follow RFC 9068 (typ at+jwt)"));
    }
    id_token::verified(test, token).await
}

/// What an attacker would make of a token. One without dots is only cut, lengthened and respelled.
pub fn changed(token: &str) -> Vec<String> {
    let mut changed = vec![format!("{token}x"), token.chars().rev().collect()];
    changed.extend(token.get(..token.len().saturating_sub(8)).map(str::to_owned));
    let parts: Vec<_> = token.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else { return changed };
    let Ok(Verified { claims, .. }) = jose::peek(token) else { return changed };
    let encoded = |claims: Map<String, Value>| URL_SAFE_NO_PAD.encode(Value::Object(claims).to_string());
    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims.insert(name.to_owned(), value);
        encoded(claims)
    };
    let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
    let symmetric = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"at+jwt"}"#);
    let (other, later) = (with("sub", "somebody-else".into()), with("exp", 9_999_999_999_i64.into()));
    changed.extend([
        format!("{header}.{payload}."),
        format!("{header}.{payload}"),
        format!("{unsigned}.{payload}."),
        format!("{unsigned}.{payload}.{signature}"),
        format!("{symmetric}.{payload}.{signature}"),
        format!("{header}.{other}.{signature}"),
        format!("{header}.{later}.{signature}"),
    ]);
    changed
}

/// What a fresh sign-in hands out.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The client that asked.
    pub client: RelyingParty,
    /// What it asked.
    pub request: AuthorizationRequest,
    /// What it got.
    pub tokens: Tokens,
    /// The access token, verified.
    pub access_token: Verified,
}

/// Signs in at the web client; skipped where its access tokens do not follow RFC 9068.
pub async fn sign_in(test: &Test) -> Result<SignIn, Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?;
    let tokens = client.tokens(&request, &mut test.browser()).await?;
    let access_token = profiled(test, tokens.access_token()?).await?;
    Ok(SignIn { client, request, tokens, access_token })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_token_is_never_the_right_one() {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let jwt =
            format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(r#"{"sub":"ada"}"#), part("signature"));
        let (of_jwt, of_opaque) = (changed(&jwt), changed("k3J8vQ2mZt7Xw9LpB5nR"));
        assert_eq!((of_jwt.len(), of_opaque.len()), (10, 3));
        assert!(!of_jwt.contains(&jwt));
        let other = jose::peek(&of_jwt[8]).unwrap();
        assert_eq!(other.claims["sub"], "somebody-else");
    }
}

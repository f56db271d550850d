//! Access tokens: JWTs (RFC 9068), or opaque for clients registered so.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::app::Services;
use crate::keys::KeyError;
use crate::model::access_token::AccessToken;
use crate::model::authentication::Authentication;
use crate::model::client::Client;
use crate::protocol::client_metadata::AccessTokenFormat;
use crate::protocol::scope::{self, Scope};

/// RFC 9068 section 2.1.
pub const TYPE: &str = "at+jwt";

/// What only a token for a person says.
#[derive(Debug)]
pub struct PersonPart<'a> {
    /// `sub`.
    pub user_id: Uuid,
    /// `sid`.
    pub session_id: Uuid,
    /// The family it hangs on.
    pub family_id: Uuid,
    /// `auth_time`, `acr`, `amr`.
    pub authentication: &'a Authentication,
    /// `roles`, for clients that may know them.
    pub roles: Option<&'a [String]>,
}

/// The token's facts, before it is written.
pub fn compose(
    app: &Services,
    client: &Client,
    granted: &Scope,
    person: Option<&PersonPart<'_>>,
    (now, life): (DateTime<Utc>, TimeDelta),
) -> AccessToken {
    AccessToken {
        id: app.entropy.token(),
        subject: person.map_or_else(|| client.id.clone(), |person| person.user_id.to_string()),
        client_id: client.id.clone(),
        audience: audience(app, client, granted),
        scope: granted.to_string(),
        family: person.map(|person| person.family_id),
        issued_at: now,
        expires_at: now + life,
    }
}

/// The client's registered audience, else the issuer; with `openid` the issuer too, so that userinfo takes it.
fn audience(app: &Services, client: &Client, granted: &Scope) -> Vec<String> {
    let issuer = app.issuer.as_str();
    let mut audience = client.metadata.audience.clone();
    let wants_issuer = audience.is_empty() || granted.contains(scope::OPENID);
    if wants_issuer && !audience.iter().any(|known| known == issuer) {
        audience.push(issuer.to_owned());
    }
    audience
}

/// The token's text.
pub async fn write(
    app: &Services,
    client: &Client,
    token: &AccessToken,
    person: Option<&PersonPart<'_>>,
) -> Result<String, KeyError> {
    match client.metadata.access_token_format {
        AccessTokenFormat::Jwt => {
            let algorithm = client.metadata.access_token_signed_response_alg;
            app.keys.sign(algorithm, TYPE, &claims(app, token, person)).await
        }
        AccessTokenFormat::Opaque => {
            // Nothing of the person but the family: whoever holds the keys learns no more.
            let bytes = serde_json::to_vec(token).unwrap_or_default();
            let sealed = app.keys.current().seal_opaque(&*app.entropy, app.issuer.as_str(), &bytes)?;
            Ok(sealed.expose().to_owned())
        }
    }
}

/// RFC 9068 section 2.2.
fn claims(app: &Services, token: &AccessToken, person: Option<&PersonPart<'_>>) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put("iss", app.issuer.as_str().into());
    put("sub", token.subject.as_str().into());
    put(
        "aud",
        if let [one] = token.audience.as_slice() { one.as_str().into() } else { json!(token.audience) },
    );
    put("exp", token.expires_at.timestamp().into());
    put("iat", token.issued_at.timestamp().into());
    put("jti", token.id.as_str().into());
    put("client_id", token.client_id.as_str().into());
    if !token.scope.is_empty() {
        put("scope", token.scope.as_str().into());
    }
    if let Some(person) = person {
        put("sid", person.session_id.to_string().into());
        put("fid", person.family_id.to_string().into());
        put("auth_time", person.authentication.at.timestamp().into());
        put("acr", person.authentication.acr.as_str().into());
        put("amr", json!(person.authentication.amr));
        if let Some(roles) = person.roles {
            put("roles", json!(roles));
        }
    }
    claims
}

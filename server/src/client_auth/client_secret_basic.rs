//! `client_secret_basic`: id and secret, each form-encoded, in the Authorization header
//! (RFC 6749 section 2.3.1 and Appendix B).

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use super::{Evidence, Method, Presented, Proof, shared_secret};
use crate::app::Services;
use crate::model::client::Client;
use crate::protocol::auth_method::AuthMethod;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::form;
use crate::secret::Secret;

pub(super) struct ClientSecretBasic;

#[async_trait]
impl Method for ClientSecretBasic {
    fn name(&self) -> AuthMethod {
        AuthMethod::ClientSecretBasic
    }

    fn presented(&self, request: Presented<'_>) -> Result<Option<Evidence>, OAuthError> {
        let Some(header) = request.authorization.first() else {
            return Ok(None);
        };
        let parsed = parse(header.expose());
        parsed.map(Some).ok_or_else(|| {
            ErrorCode::InvalidClient
                .because("the Authorization header is not Basic with a form-encoded client id and secret")
        })
    }

    async fn verify(
        &self,
        _: &Services,
        client: &Client,
        proof: Proof,
        _: DateTime<Utc>,
    ) -> Result<(), OAuthError> {
        shared_secret::verify(client, &proof)
    }
}

fn parse(header: &str) -> Option<Evidence> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let decoded = STANDARD.decode(credentials.trim_matches(' ')).ok()?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    let client_id = form::decode(&decoded[..colon]).filter(|id| !id.is_empty())?;
    let secret = form::decode(&decoded[colon + 1..])?;
    Some(Evidence { client_id, proof: Proof::Secret(Secret::new(secret)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(header: &str) -> Option<(String, String)> {
        let evidence = parse(header)?;
        let Proof::Secret(secret) = evidence.proof else {
            return None;
        };
        Some((evidence.client_id, secret.expose().to_owned()))
    }

    #[test]
    fn both_halves_are_form_decoded_after_the_first_colon() {
        let secret = "Ab+c/1=d:e%f g";
        for encoded in ["app:Ab%2Bc%2F1%3Dd%3Ae%25f+g", "app:Ab%2Bc%2F1%3Dd%3Ae%25f%20g"] {
            let header = format!("Basic {}", STANDARD.encode(encoded));
            assert_eq!(parsed(&header), Some(("app".into(), secret.into())));
        }
        let utf8 = format!("bAsIc {}", STANDARD.encode("ap%C3%A9p:p%C3%A4ss"));
        assert_eq!(parsed(&utf8), Some(("apép".into(), "päss".into())));
    }

    #[test]
    fn broken_headers_are_no_evidence() {
        let encode = |text: &[u8]| format!("Basic {}", STANDARD.encode(text));
        for header in [
            encode(b"app:%zz"),
            encode(b"app:%00"),
            encode(b"app:\xff"),
            encode(b"no-colon"),
            encode(b":secret"),
            "Basic !!!".into(),
            "Basic YXBw OnNlY3JldA==".into(),
            "Basic\tYXBwOnNlY3JldA==".into(),
            "Basic".into(),
            "Bearer abc".into(),
        ] {
            assert_eq!(parsed(&header), None, "{header}");
        }
    }
}

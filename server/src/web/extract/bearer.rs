//! A bearer token in the Authorization header (RFC 6750 section 2.1).

use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::protocol::error::{ErrorCode, OAuthError};
use crate::secret::Secret;

/// The token; `None` when there is no such header.
///
/// # Errors
/// `invalid_request` when the header is not a bearer token.
pub fn token(headers: &HeaderMap) -> Result<Option<Secret>, OAuthError> {
    let Some(header) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let text = header.to_str().ok().and_then(|text| text.split_once(' '));
    match text {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") && !token.trim().is_empty() => {
            Ok(Some(Secret::new(token.trim())))
        }
        _ => Err(ErrorCode::InvalidRequest.because("the Authorization header is not a bearer token")),
    }
}

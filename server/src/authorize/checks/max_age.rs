//! `max_age` (OpenID Connect Core 3.1.2.1), or the one the client is registered with.

use super::Draft;
use crate::model::interaction::AuthorizationRequest;
use crate::protocol::error::{ErrorCode, OAuthError};

pub(super) fn check(draft: &Draft<'_>, request: &mut AuthorizationRequest) -> Result<(), OAuthError> {
    let asked = draft.parameters.value("max_age").map(parse).transpose()?;
    let registered = draft.located.client.metadata.default_max_age.map(u64::from);
    request.max_age = asked.or(registered);
    request.wants_auth_time |= request.max_age.is_some();
    Ok(())
}

fn parse(text: &str) -> Result<u64, OAuthError> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 10;
    let seconds = text.parse().ok().filter(|_| digits);
    seconds.ok_or_else(|| ErrorCode::InvalidRequest.because("max_age is not a number of seconds"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_numbers_are_seconds() {
        assert_eq!(parse("0").ok(), Some(0));
        assert_eq!(parse("86400").ok(), Some(86_400));
        for text in ["-1", "+1", "1.5", "1e3", "9223372036854775808", "soon", " 1"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}

//! A right authorization response (RFC 6749 section 4.1.2, RFC 9207).

use crate::browser::Callback;
use crate::relying_party::AuthorizationRequest;
use crate::verdict::{Stop, ensure};

/// What an error response may carry.
const ERROR_PARAMETERS: [&str; 6] =
    ["error", "error_description", "error_uri", "state", "session_state", "iss"];

/// The state comes back as it was sent, each parameter comes once, the registered query is kept, and errors carry nothing
/// but what the specifications define.
pub fn holds(callback: &Callback, request: &AuthorizationRequest) -> Result<(), Stop> {
    let state = request.value("state");
    let told = callback.value("state").unwrap_or_default();
    ensure(told == state, format!("expected state {state:?} back, got {told:?}"))?;
    for (name, _) in &callback.parameters {
        let times = callback.parameters.iter().filter(|(known, _)| known == name).count();
        ensure(times == 1, format!("the response carries {name} {times} times"))?;
    }
    if callback.value("error").is_some() {
        let stray = callback.parameters.iter().find(|(name, _)| !ERROR_PARAMETERS.contains(&name.as_str()));
        ensure(stray.is_none(), format!("an error response carries {stray:?}"))?;
        let description = callback.value("error_description").unwrap_or_default();
        // RFC 6749 section 4.1.2.1: %x20-21 / %x23-5B / %x5D-7E.
        let allowed = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        ensure(
            description.chars().all(allowed),
            format!("error_description has characters RFC 6749 forbids: {description:?}"),
        )?;
    }
    Ok(())
}

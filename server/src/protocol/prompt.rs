//! `prompt` (OpenID Connect Core 3.1.2.1).

use super::error::{ErrorCode, OAuthError};

/// What the client wants to be asked, or `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prompts {
    /// Nothing may be shown.
    pub none: bool,
    /// Ask for the password again.
    pub login: bool,
    /// Ask for consent again.
    pub consent: bool,
    /// Let the person choose the account.
    pub select_account: bool,
}

impl Prompts {
    /// The values, as metadata lists them.
    pub const ALL: [&'static str; 4] = ["none", "login", "consent", "select_account"];

    /// Reads the parameter.
    ///
    /// # Errors
    /// `invalid_request` for an unknown or repeated value and for `none` beside others.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        let mut prompts = Self::default();
        for value in text.split(' ').filter(|value| !value.is_empty()) {
            let flag = match value {
                "none" => &mut prompts.none,
                "login" => &mut prompts.login,
                "consent" => &mut prompts.consent,
                "select_account" => &mut prompts.select_account,
                _ => {
                    return Err(ErrorCode::InvalidRequest.because("prompt has a value that is not supported"));
                }
            };
            if std::mem::replace(flag, true) {
                return Err(ErrorCode::InvalidRequest.because("prompt has a value twice"));
            }
        }
        if prompts.none && (prompts.login || prompts.consent || prompts.select_account) {
            return Err(ErrorCode::InvalidRequest.because("prompt has none together with another value"));
        }
        Ok(prompts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_stands_alone_and_no_value_twice() {
        assert!(Prompts::parse("login consent").is_ok_and(|prompts| prompts.login && prompts.consent));
        for text in ["none login", "login login", "create", &"login ".repeat(200)] {
            assert!(Prompts::parse(text).is_err(), "{text}");
        }
    }
}

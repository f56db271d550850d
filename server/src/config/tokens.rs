//! `[tokens]`: how long what we issue lives.

use chrono::TimeDelta;

use super::reading::Values;
use super::value::show_duration;

/// RFC 6749 section 4.1.2: "MUST be short lived". FAPI 2.0 Security Profile section 5.3.2.1 says "60 seconds or less", and
/// a code travels from browser to client in far less.
const LONGEST_CODE: TimeDelta = TimeDelta::seconds(60);

/// How long what we issue lives.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// An authorization code.
    pub code: TimeDelta,
    /// An access token that speaks for a user.
    pub access: TimeDelta,
    /// An access token of a service.
    pub service: TimeDelta,
    /// An ID token.
    pub id: TimeDelta,
    /// A chain of refresh tokens without use.
    pub refresh_idle: TimeDelta,
    /// A chain of refresh tokens at all.
    pub refresh_absolute: TimeDelta,
    /// How long a rotated refresh token is answered with its successor.
    pub refresh_grace: TimeDelta,
}

impl Tokens {
    pub(super) fn read(values: &mut Values) -> Self {
        let tokens = Self {
            code: values.read("tokens.code"),
            access: values.read("tokens.access"),
            service: values.read("tokens.service"),
            id: values.read("tokens.id"),
            refresh_idle: values.read("tokens.refresh_idle"),
            refresh_absolute: values.read("tokens.refresh_absolute"),
            refresh_grace: values.read("tokens.refresh_grace"),
        };
        let message =
            format!("expected at most {}, found {}", show_duration(LONGEST_CODE), show_duration(tokens.code));
        values.require(&["tokens.code"], tokens.code <= LONGEST_CODE, message);
        values.at_most(
            ("tokens.refresh_idle", tokens.refresh_idle),
            ("tokens.refresh_absolute", tokens.refresh_absolute),
        );
        values.at_most(
            ("tokens.refresh_grace", tokens.refresh_grace),
            ("tokens.refresh_idle", tokens.refresh_idle),
        );
        tokens
    }
}

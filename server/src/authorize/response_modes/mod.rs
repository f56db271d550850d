//! How an answer travels to the client: one mode per file, no HTTP here.

mod form_post;
mod fragment;
mod query;

use super::locate::Destination;
use crate::protocol::error::OAuthError;
use crate::protocol::response_mode::ResponseMode;

/// What the web makes a response of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// 303 to this URL.
    Redirect(String),
    /// A page that posts these parameters to this URL by itself.
    SelfPosting {
        /// Where to.
        action: String,
        /// The parameters.
        fields: Vec<(&'static str, String)>,
    },
}

/// The answer's parameters, in order.
type Answer = Vec<(&'static str, String)>;

trait Mode: Sync {
    fn name(&self) -> ResponseMode;
    fn reply(&self, redirect_uri: &str, answer: Answer) -> Reply;
}

static MODES: [&dyn Mode; 3] = [&query::Query, &fragment::Fragment, &form_post::FormPost];

/// The modes' names, for metadata.
pub fn names() -> impl Iterator<Item = ResponseMode> {
    MODES.iter().map(|mode| mode.name())
}

/// The code, with `iss` (RFC 9207).
pub(super) fn code(destination: &Destination, code: &str, issuer: &str) -> Reply {
    reply(destination, vec![("code", code.to_owned())], issuer)
}

/// The error, with `iss` (RFC 9207).
pub(super) fn error(destination: &Destination, error: &OAuthError, issuer: &str) -> Reply {
    let code = ("error", error.code.as_str().to_owned());
    reply(destination, vec![code, ("error_description", error.description.to_string())], issuer)
}

fn reply(destination: &Destination, mut answer: Answer, issuer: &str) -> Reply {
    answer.extend(destination.state().map(|state| ("state", state.to_owned())));
    answer.push(("iss", issuer.to_owned()));
    let mode = MODES.iter().find(|mode| mode.name() == destination.mode()).unwrap_or(&MODES[0]);
    mode.reply(destination.redirect_uri(), answer)
}

fn borrowed<'a>(answer: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    answer.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

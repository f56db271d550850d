//! Where a way through the browser ends.

use std::fmt;

use url::Url;

use super::form::Form;
use super::words;
use crate::verdict::{Stop, failed};
use crate::wire::Reply;

/// The end of a way.
#[derive(Debug, Clone)]
pub enum Landing {
    /// The provider sent the browser away.
    Callback(Callback),
    /// A page of the provider.
    Page(Reply),
}

/// How the parameters came (OAuth 2.0 Multiple Response Types section 2.1, Form Post Response Mode section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// In the query.
    Query,
    /// In the fragment.
    Fragment,
    /// As a form that posts itself.
    FormPost,
}

/// An authorization response, or a return after signing out.
#[derive(Debug, Clone)]
pub struct Callback {
    /// Where it went, without what it carried.
    pub url: Url,
    /// How the parameters came.
    pub mode: Mode,
    /// The parameters, in order.
    pub parameters: Vec<(String, String)>,
    /// The status of the reply that sent the browser there.
    pub status: u16,
    /// The reply itself.
    pub reply: Reply,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        })
    }
}

impl Landing {
    /// The callback, or a failure that says which page came instead.
    pub fn callback(self) -> Result<Callback, Stop> {
        match self {
            Self::Callback(callback) => Ok(callback),
            Self::Page(reply) => Err(failed(format!(
                "expected to be sent back to the client, got a page with status {} at {}: {}",
                reply.status,
                reply.url.path(),
                words::said(&reply)
            ))),
        }
    }

    /// The code that came to the client, if one came.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Callback(callback) => callback.value("code"),
            Self::Page(_) => None,
        }
    }

    /// The page, or a failure that says where the browser was sent instead.
    pub fn page(self) -> Result<Reply, Stop> {
        match self {
            Self::Page(reply) => Ok(reply),
            Self::Callback(callback) => Err(failed(format!(
                "expected a page of the provider, got sent to {} with {}",
                callback.url,
                callback.told()
            ))),
        }
    }
}

impl Callback {
    pub(super) fn of_redirect(reply: &Reply, location: Url) -> Self {
        let in_fragment = location.fragment().is_some_and(|fragment| fragment.contains('='));
        let text = if in_fragment { location.fragment() } else { location.query() };
        let parameters =
            url::form_urlencoded::parse(text.unwrap_or_default().as_bytes()).into_owned().collect();
        let mode = if in_fragment { Mode::Fragment } else { Mode::Query };
        Self { url: location, mode, parameters, status: reply.status, reply: reply.clone() }
    }

    pub(super) fn of_form(reply: &Reply, form: &Form) -> Self {
        Self {
            url: form.action.clone(),
            mode: Mode::FormPost,
            parameters: form.fields.clone(),
            status: reply.status,
            reply: reply.clone(),
        }
    }

    /// A parameter's value.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The parameters as a finding tells them.
    pub fn told(&self) -> String {
        if self.parameters.is_empty() {
            return "no parameters".to_owned();
        }
        let told: Vec<_> = self.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        told.join(", ")
    }

    /// The code, or a failure that says what came instead.
    pub fn code(&self) -> Result<String, Stop> {
        let told = || failed(format!("expected a code, got {}", self.told()));
        self.value("code").filter(|code| !code.is_empty()).map(str::to_owned).ok_or_else(told)
    }

    /// Fails unless it is this error, or one of them.
    pub fn expect_error(&self, codes: &[&str]) -> Result<(), Stop> {
        match self.value("error") {
            Some(error) if codes.contains(&error) && self.value("code").is_none() => Ok(()),
            _ => Err(failed(format!("expected the error {}, got {}", codes.join(" or "), self.told()))),
        }
    }
}

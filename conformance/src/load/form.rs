//! A form that is posted again and again.

use bytes::Bytes;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::load::link::{Answer, Link, Template};
use crate::wire::Ask;

/// A form with what is the same every time: the address, the client's authentication, some fields.
#[derive(Debug, Clone)]
pub struct Form {
    template: Template,
    fixed: String,
}

/// What a token endpoint handed out (RFC 6749 section 5.1).
#[derive(Debug, Clone, Deserialize)]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// The refresh token, where there is one.
    pub refresh_token: Option<String>,
    /// The ID token, where there is one.
    pub id_token: Option<String>,
}

impl Form {
    /// The form that `ask` would send.
    pub fn of(ask: Ask) -> anyhow::Result<Self> {
        let (method, url, headers, body) = ask.into_parts();
        let template = Template::new(method, &url)?.with_all(headers);
        Ok(Self { template, fixed: body.unwrap_or_default() })
    }

    /// Posts it as it is.
    pub async fn post(&self, link: &mut Link) -> anyhow::Result<Answer> {
        link.send(&self.template, Bytes::copy_from_slice(self.fixed.as_bytes())).await
    }

    /// Posts it with more fields.
    pub async fn post_with(&self, link: &mut Link, fields: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let body = Serializer::new(self.fixed.clone()).extend_pairs(fields).finish();
        link.send(&self.template, Bytes::from(body)).await
    }
}

impl Tokens {
    /// What a successful answer holds.
    pub fn of(answer: Answer) -> anyhow::Result<Self> {
        Ok(serde_json::from_slice(&answer.expect(200)?.body)?)
    }
}

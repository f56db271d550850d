//! A body of JSON: its media type, its size, and each name once.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::problem::{Kind, Problem, WrongMember};
use crate::protocol::{media_type, strict_json};
use crate::web::Site;

/// What is understood: JSON, and a merge patch (RFC 7396), which is JSON too.
const UNDERSTOOD: [&str; 2] = ["application/json", "application/merge-patch+json"];

/// The extractor of an object.
#[derive(Debug)]
pub(super) struct Object(pub(super) Map<String, Value>);

impl FromRequest<Site> for Object {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let given = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !given.is_some_and(|given| UNDERSTOOD.iter().any(|known| media_type::is(given, known))) {
            return Err(Problem::of(Kind::MediaType).because("expected Content-Type: application/json"));
        }
        let body = Bytes::from_request(request, site).await;
        let body =
            body.map_err(|_| Problem::of(Kind::TooLarge).because("expected a body of at most 65536 bytes"))?;
        let expected = "expected a JSON object in which each name stands once";
        strict_json::object(&body).map(Self).ok_or_else(|| Problem::of(Kind::Malformed).because(expected))
    }
}

impl Object {
    /// These members, all texts, and no others.
    pub(super) fn texts<const N: usize>(self, names: [&str; N]) -> Result<[String; N], Problem> {
        self.texts_and(names, []).map(|(texts, [])| texts)
    }

    /// The same, and those that may be absent.
    pub(super) fn texts_and<const N: usize, const M: usize>(
        mut self,
        names: [&str; N],
        optional: [&str; M],
    ) -> Result<([String; N], [Option<String>; M]), Problem> {
        let mut problems = Vec::new();
        let texts = names.map(|name| {
            if let Some(Value::String(text)) = self.0.remove(name) {
                return text;
            }
            problems.push(WrongMember::of(name, "expected a text"));
            String::new()
        });
        let others = optional.map(|name| match self.0.remove(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text),
            Some(_) => {
                problems.push(WrongMember::of(name, "expected a text, or nothing"));
                None
            }
        });
        let known = [&names[..], &optional[..]].concat().join(", ");
        let expected = match known.as_str() {
            "" => "unknown; expected an empty object".to_owned(),
            known => format!("unknown; expected {known} alone"),
        };
        problems.extend(self.0.keys().map(|name| WrongMember::of(name, &expected)));
        if problems.is_empty() { Ok((texts, others)) } else { Err(Problem::about(problems)) }
    }
}

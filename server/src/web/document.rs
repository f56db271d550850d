//! Documents that are serialised once and answered many times, with an ETag (RFC 9110 section 8.8.3).

use axum::body::Bytes;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::Value;

use crate::secret::digest;

/// A body that does not change, and its ETag.
#[derive(Debug, Clone)]
pub struct Document {
    body: Bytes,
    etag: String,
    media_type: &'static str,
}

impl Document {
    /// A JSON document.
    pub fn json(value: &Value) -> Self {
        Self::of(value.to_string(), "application/json")
    }

    /// Any document.
    pub fn of(body: impl Into<Bytes>, media_type: &'static str) -> Self {
        let body = body.into();
        let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest(&body)[..12]));
        Self { body, etag, media_type }
    }

    /// A document whose ETag is known already.
    pub fn tagged(body: Bytes, etag: &str, media_type: &'static str) -> Self {
        Self { body, etag: etag.to_owned(), media_type }
    }

    /// 200 with the body, or 304 when the reader has it.
    pub fn answer(&self, request: &HeaderMap, cache_control: &str) -> Response {
        let known = request.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let is_known = known.is_some_and(|list| list.split(',').any(|tag| tag.trim() == self.etag));
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            self.body.clone().into_response()
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        for (name, value) in [(ETAG, self.etag.as_str()), (CACHE_CONTROL, cache_control)] {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        }
        response
    }
}

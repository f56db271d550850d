//! The compact serialisation (RFC 7515 section 7.1), taken apart without believing any of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::protocol::strict_json;

/// The longest token anybody may show us. Longer ones are refused before any work.
pub(super) const MAX_BYTES: usize = 16 * 1024;

/// A token of three non-empty segments whose header is a JSON object.
pub(super) struct Compact<'a> {
    pub(super) header: Map<String, Value>,
    pub(super) signature: Vec<u8>,
    /// What the signature is over: the first two segments with their dot.
    pub(super) signing_input: &'a str,
    payload: &'a str,
}

impl<'a> Compact<'a> {
    /// Takes `text` apart; the error says what it lacks.
    pub(super) fn read(text: &'a str) -> Result<Self, &'static str> {
        if text.len() > MAX_BYTES {
            return Err("longer than 16 KiB");
        }
        // Five segments are an encrypted token (RFC 7516), a brace is the JSON serialisation.
        let mut segments = text.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (segments.next(), segments.next(), segments.next(), segments.next())
        else {
            return Err("not three segments");
        };
        if payload.is_empty() || signature.is_empty() {
            return Err("an empty segment");
        }
        let header = decode(header).and_then(|bytes| strict_json::object(&bytes));
        Ok(Self {
            header: header.ok_or("the header is no JSON object, or repeats a name")?,
            signature: decode(signature).ok_or("the signature is not base64url")?,
            signing_input: &text[..text.len() - signature.len() - 1],
            payload,
        })
    }

    /// What the middle segment says, signed or not.
    pub(super) fn unsigned_claims(text: &str) -> Option<Map<String, Value>> {
        let payload = (text.len() <= MAX_BYTES).then(|| text.split('.').nth(1)).flatten()?;
        strict_json::object(&decode(payload)?)
    }

    /// The header parameter `name`, if it is a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }

    /// The claims: to be read when the signature has been verified.
    pub(super) fn claims(&self) -> Result<Map<String, Value>, &'static str> {
        decode(self.payload)
            .and_then(|bytes| strict_json::object(&bytes))
            .ok_or("the claims are no JSON object, or repeat a name")
    }
}

/// The first two segments of a token.
pub(super) fn signing_input(header: &Value, claims: &Map<String, Value>) -> serde_json::Result<String> {
    let claims = serde_json::to_vec(claims)?;
    let mut text = URL_SAFE_NO_PAD.encode(header.to_string());
    text.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut text);
    Ok(text)
}

/// The whole token.
pub(super) fn with_signature(mut signing_input: String, signature: &[u8]) -> String {
    signing_input.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut signing_input);
    signing_input
}

/// Base64url in its one canonical form: no padding, no stray bits at the end.
fn decode(segment: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(segment).ok()
}

//! Each request has a name, which its log lines, its audit events and its error page share.

use http::HeaderValue;

use crate::entropy::Entropy;

/// The name of a request: 20 hexadecimal digits.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

impl RequestId {
    /// One that no other request has.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
        let bytes = entropy.bytes::<10>();
        Self(bytes.into_iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
    }

    /// As the value of a header.
    pub fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static(""))
    }
}

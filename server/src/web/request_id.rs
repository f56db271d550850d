//! Each request has a name, which its log lines, its audit events and its error page share.

use std::fmt::Write as _;

use http::HeaderValue;

use crate::entropy::Entropy;

/// The name of a request: 20 hexadecimal digits.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

impl RequestId {
    /// One that no other request has.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut id = String::with_capacity(20);
        for byte in entropy.bytes::<10>() {
            let _ = write!(id, "{byte:02x}");
        }
        Self(id)
    }

    /// As the value of a header.
    pub fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static(""))
    }
}

//! Response types (RFC 6749 section 3.1.1). Only `code` is offered.

/// The one response type.
pub const CODE: &str = "code";

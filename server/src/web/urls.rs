//! Paths below the issuer, in one place: routes, metadata and pages must agree on them.

/// The authorization endpoint.
pub const AUTHORIZE: &str = "/authorize";
/// The token endpoint.
pub const TOKEN: &str = "/token";
/// The userinfo endpoint.
pub const USERINFO: &str = "/userinfo";
/// The published keys.
pub const JWKS: &str = "/jwks";
/// The introspection endpoint.
pub const INTROSPECT: &str = "/introspect";
/// The revocation endpoint.
pub const REVOKE: &str = "/revoke";
/// Where programs ask, and are answered in JSON.
pub const SPEAK_JSON: [&str; 5] = [TOKEN, USERINFO, JWKS, INTROSPECT, REVOKE];
/// The end session endpoint.
pub const LOGOUT: &str = "/logout";
/// Answers to the question of the end session endpoint.
pub const LOGGED_OUT: &str = "/logged-out";
/// The sign-in page.
pub const LOGIN: &str = "/login";
/// The sign-in page of our own door.
pub const SIGN_IN: &str = "/sign-in";
/// The consent page.
pub const CONSENT: &str = "/consent";
/// Metadata (OpenID Connect Discovery 4).
pub const OPENID_METADATA: &str = "/.well-known/openid-configuration";
/// Metadata (RFC 8414 section 3).
pub const OAUTH_METADATA: &str = "/.well-known/oauth-authorization-server";

//! Paths below the issuer, in one place: routes, metadata and pages must agree on them.

pub const AUTHORIZE: &str = "/authorize";
pub const TOKEN: &str = "/token";
pub const USERINFO: &str = "/userinfo";
pub const JWKS: &str = "/jwks";
pub const INTROSPECT: &str = "/introspect";
pub const REVOKE: &str = "/revoke";
pub const LOGOUT: &str = "/logout";
pub const LOGGED_OUT: &str = "/logged-out";
pub const LOGIN: &str = "/login";
pub const CONSENT: &str = "/consent";
pub const OPENID_METADATA: &str = "/.well-known/openid-configuration";
pub const OAUTH_METADATA: &str = "/.well-known/oauth-authorization-server";

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
/// The page where the password is changed.
pub const CHANGE_PASSWORD: &str = "/change-password";
/// The account of whoever calls, over JSON.
pub const API_ME: &str = "/v1/users/me";
/// The page of a person's own account.
pub const ACCOUNT: &str = "/account";
/// Where people ask for another address.
pub const EMAIL: &str = "/account/email";
/// Asks before one device is signed out.
pub const END_SESSION: &str = "/account/sessions/end";
/// Asks before every other device is.
pub const END_OTHERS: &str = "/account/sessions/end-others";
/// Asks before an application is disconnected.
pub const DISCONNECT: &str = "/account/applications/disconnect";
/// Asks before the account is erased.
pub const ERASE: &str = "/account/data/erase";
/// The page of the second factor.
pub const SECOND_FACTOR: &str = "/second-factor";
/// Where people look after the ways in which they sign in.
pub const SECURITY: &str = "/account/security";
/// Where an authenticator app is set up.
pub const TOTP: &str = "/account/security/totp";
/// What an authenticator app scans, as a file.
pub const TOTP_PICTURE: &str = "/account/security/totp.png";
/// Where a passkey is added and named.
pub const PASSKEY: &str = "/account/security/passkey";
/// Asks before the authenticator app is removed.
pub const REMOVE_TOTP: &str = "/account/security/totp/remove";
/// Asks before a passkey is.
pub const REMOVE_PASSKEY: &str = "/account/security/passkey/remove";
/// Asks before new backup codes end the old ones.
pub const RENEW_CODES: &str = "/account/security/codes";
/// Makes an account.
pub const REGISTER: &str = "/register";
/// Asks for the code that proves an address.
pub const VERIFY: &str = "/verify";
/// Where the link leads that proves one.
pub const VERIFY_LINK: &str = "/verify/link";
/// Asks for a mail about a forgotten password.
pub const FORGOT: &str = "/forgot";
/// Where its link leads.
pub const RESET: &str = "/reset";
/// Takes a change of address back, by the link in a mail.
pub const UNDO: &str = "/undo";
/// The consent page.
pub const CONSENT: &str = "/consent";
/// Metadata (OpenID Connect Discovery 4).
pub const OPENID_METADATA: &str = "/.well-known/openid-configuration";
/// Metadata (RFC 8414 section 3).
pub const OAUTH_METADATA: &str = "/.well-known/oauth-authorization-server";

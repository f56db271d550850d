//! Second factors: setting them up, signing in with them, and everything that must not get past them (RFC 6238, RFC 8176,
//! OpenID Connect Core 3.1.2.1 and 5.5.1.1).

mod account;
pub mod authenticator;
mod backup_codes;
mod devices;
mod half_sign_ins;
pub mod passkeys;
pub mod phone;
mod roles;
mod step_up;
mod totp;

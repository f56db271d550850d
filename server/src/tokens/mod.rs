//! Access, refresh and ID tokens: made in one place, read in one place.
//!
//! May import `store`, `keys`, `audit`, `model`, `protocol`. A grant decides an entitlement; `mint`
//! turns it into a response: it signs first, so that no writer waits for RSA, then one transaction
//! makes the conditional update and writes the audit event. **To add a claim:** `claims.rs` for what
//! is known of a person, `access_token.rs` or `id_token.rs` for what is known of the token.

pub mod access_token;
pub mod claims;
pub mod id_token;
pub mod lookup;
pub mod mint;
pub mod revoke;

//! Everything that is kept for a short time, on one screen.
//!
//! To add a shelf: a constant, or a function where the type it holds belongs to a higher room or
//! its life to the configuration, and its prefix in the test's list. What marks something as used
//! must outlive what it marks.

use chrono::TimeDelta;

use super::shelf::Shelf;

/// Authorize requests parked while the user signs in and consents, found by the interaction's
/// secret. Put; finished by `claim` in the transaction that inserts the family, so that a form
/// sent twice issues once.
pub const fn interactions<T>(life: TimeDelta) -> Shelf<T> {
    Shelf::new("interaction", life)
}

/// The `jti` of client assertions (RFC 7523 section 3, item 7), found by client and `jti`, seen
/// once: `put_new`. Each lasts as long as its assertion could be accepted, clock skew included:
/// `ASSERTIONS.lasting(exp - now + skew)`.
pub const ASSERTIONS: Shelf<()> = Shelf::new("assertion", TimeDelta::hours(1));

/// Sign-ins that wait for their second factor, found by a random id. Put; finished by `claim` in the
/// transaction that begins or renews the session.
pub const fn half_sign_ins<T>(life: TimeDelta) -> Shelf<T> {
    Shelf::new("half_sign_in", life)
}

/// Secrets of authenticator apps that wait for their first code, found by the session or the half
/// sign-in that began them; finished by `claim` in the transaction that keeps the app.
pub const fn totp_enrolments<T>(life: TimeDelta) -> Shelf<T> {
    Shelf::new("totp_enrolment", life)
}

/// Codes that were mailed to whoever signs in, found by their half sign-in: a newer one takes the place of an older one.
/// Finished by `claim` in the transaction that accepts it.
pub const fn email_codes<T>(life: TimeDelta) -> Shelf<T> {
    Shelf::new("email_code", life)
}

/// Marks of passkey ceremonies that were answered, found by their sealed state: `put_new`.
pub const fn passkey_ceremonies(life: TimeDelta) -> Shelf<()> {
    Shelf::new("passkey_ceremony", life)
}

/// Sign-ins that the demo client of `signet dev` has begun, found by `state`; finished by `claim`.
pub const fn demo_flows<T>() -> Shelf<T> {
    Shelf::new("demo", TimeDelta::minutes(30))
}

/// What somebody registers with until the address is proven, found by a ticket that the browser and the link have. Tries
/// are counted by `replace`; finished by `claim` in the transaction that makes the account.
pub const fn proving<T>(life: TimeDelta) -> Shelf<T> {
    Shelf::new("proving", life)
}

/// Which ticket of [`proving`] counts for a change of address, found by the account: a newer one takes the place of an older
/// one. Finished by `claim` in the transaction that changes it.
pub const fn moves<T>(life: TimeDelta) -> Shelf<T> {
    Shelf::new("move", life)
}

/// Changes of address that can be taken back, found by the account: all of them, the oldest first. Read and written in the
/// transaction that changes the address; `claim` forgets them with the account.
pub const fn address_undos<T>(life: TimeDelta) -> Shelf<T> {
    Shelf::new("address_undo", life)
}

/// Links that set a new password, found by the account: a newer one takes the place of an older one. Finished by `claim` in
/// the transaction that sets it.
pub const fn resets<T>(life: TimeDelta) -> Shelf<T> {
    Shelf::new("reset", life)
}

/// Calls that came with a key of their own, found by caller, route and key; sealed. `put_new` takes the key, `replace` keeps
/// the reply, `claim` gives the key back.
pub const fn idempotency_keys(life: TimeDelta) -> Shelf<String> {
    Shelf::new("idempotency_key", life)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_shelves_share_a_prefix() {
        let shelves = [
            format!("{:?}", interactions::<()>(TimeDelta::minutes(1))),
            format!("{ASSERTIONS:?}"),
            format!("{:?}", half_sign_ins::<()>(TimeDelta::minutes(1))),
            format!("{:?}", totp_enrolments::<()>(TimeDelta::minutes(1))),
            format!("{:?}", passkey_ceremonies(TimeDelta::minutes(1))),
            format!("{:?}", email_codes::<()>(TimeDelta::minutes(1))),
            format!("{:?}", demo_flows::<()>()),
            format!("{:?}", proving::<()>(TimeDelta::minutes(1))),
            format!("{:?}", moves::<()>(TimeDelta::minutes(1))),
            format!("{:?}", address_undos::<()>(TimeDelta::minutes(1))),
            format!("{:?}", resets::<()>(TimeDelta::minutes(1))),
            format!("{:?}", idempotency_keys(TimeDelta::minutes(1))),
        ];
        let prefixes: HashSet<_> = shelves.iter().filter_map(|shelf| shelf.split('"').nth(1)).collect();
        assert_eq!(prefixes.len(), shelves.len());
    }
}

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

/// Sign-ins that the demo client of `signet dev` has begun, found by `state`; finished by `claim`.
pub const fn demo_flows<T>() -> Shelf<T> {
    Shelf::new("demo", TimeDelta::minutes(30))
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
            format!("{:?}", demo_flows::<()>()),
        ];
        let prefixes: HashSet<_> = shelves.iter().filter_map(|shelf| shelf.split('"').nth(1)).collect();
        assert_eq!(prefixes.len(), shelves.len());
    }
}

//! `code-unknown`: only codes that were given.

use crate::prelude::*;

/// Invented, shortened, lengthened and respelled codes.
pub(super) const MODULE: Module = Module {
    name: "code-unknown",
    requires: "A code that was not given is refused with invalid_grant, a missing one with invalid_request",
    source: "RFC 6749 5.2, 10.10",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (request, code) = test.grant(&client).await?;
    let shorter = code.get(..code.len() - 1).unwrap_or_default();
    let respelled: String = code
        .chars()
        .map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
        .collect();
    for wrong in ["unknown", "\u{0}", shorter, &respelled, &format!("{code}="), &"c".repeat(4000)] {
        check::error_reply::holds(
            &client.redeem(&request, wrong).await?,
            &[400],
            &["invalid_grant", "invalid_request"],
        )?;
    }
    let mut form = client.redemption(&request, "");
    form.retain(|(name, _)| *name != "code");
    check::error_reply::holds(&client.token(&form).await?, &[400], &["invalid_request"])
}

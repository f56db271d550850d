//! `unknown`: only refresh tokens refresh.

use crate::prelude::*;

/// Invented ones, changed ones, and tokens of another kind.
pub(super) const MODULE: Module = Module {
    name: "unknown",
    requires: "What is no refresh token is refused with invalid_grant, and nothing at all with invalid_request",
    source: "RFC 6749 5.2, 6",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let (_, tokens) = test.refreshable(&client).await?;
    let right = tokens.refresh_token()?;
    let shorter = right.get(..right.len() - 1).unwrap_or_default();
    let wrong =
        ["unknown", "\u{0}", shorter, &format!("{right}x"), tokens.access_token()?, tokens.text("id_token")?];
    for wrong in wrong {
        check::error_reply::holds(
            &client.refresh(wrong).await?,
            &[400],
            &["invalid_grant", "invalid_request"],
        )?;
    }
    for form in
        [vec![("grant_type", "refresh_token")], vec![("grant_type", "refresh_token"), ("refresh_token", "")]]
    {
        check::error_reply::holds(
            &client.token(&form).await?,
            &[400],
            &["invalid_request", "invalid_grant"],
        )?;
    }
    Ok(())
}

//! `grant-type-password`: passwords are for the provider alone.

use crate::prelude::*;

/// The right name and password, typed into the client.
pub(super) const MODULE: Module = Module {
    name: "grant-type-password",
    requires: "The password grant gives no tokens",
    source: "RFC 9700 2.4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let user = test.target.user().ok_or_else(|| skipped("nobody is given who could sign in"))?;
    let form = [
        ("grant_type", "password"),
        ("username", user.username.as_str()),
        ("password", user.password.as_str()),
        ("scope", "openid"),
    ];
    let reply = client.token(&form).await?;
    let codes = ["unsupported_grant_type", "unauthorized_client", "invalid_request"];
    check::error_reply::holds(&reply, &[400, 401, 403], &codes)
}

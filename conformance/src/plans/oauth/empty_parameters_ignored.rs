//! `empty-parameters-ignored`: no value is no parameter.

use crate::prelude::*;

/// A form sends fields that nobody filled in.
pub(super) const MODULE: Module = Module {
    name: "empty-parameters-ignored",
    requires: "Parameters without a value are treated as if they were left out",
    source: "RFC 6749 3.1, 3.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut request = client.request()?;
    for name in [
        "display",
        "prompt",
        "response_mode",
        "max_age",
        "ui_locales",
        "acr_values",
        "login_hint",
        "extension",
    ] {
        request = request.with(name, "");
    }
    let code = request.granted(&mut test.browser()).await?.code()?;
    let mut form = client.redemption(&request, &code);
    form.extend([("scope", ""), ("extension", "")]);
    Tokens::of(client.token(&form).await?)?;
    form.retain(|(name, _)| *name != "code");
    form.push(("code", ""));
    check::error_reply::holds(&client.token(&form).await?, &[400], &["invalid_request", "invalid_grant"])
}

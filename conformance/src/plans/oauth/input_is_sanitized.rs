//! `input-is-sanitized`: what comes in does not come out as markup.

use crate::prelude::*;

/// Parameters that are a script, or a header.
pub(super) const MODULE: Module = Module {
    name: "input-is-sanitized",
    requires: "No parameter of the authorization request comes back as markup or as a header",
    source: "RFC 6749 10.14",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let script = "\"'><script>alert(1)</script>";
    let header = "x\r\nx-injected: 1\r\n\r\n<script>alert(1)</script>";
    let names = [
        "client_id",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "nonce",
        "login_hint",
        "ui_locales",
        "prompt",
        "display",
        "response_mode",
        "id_token_hint",
        "acr_values",
        "claims",
        "code_challenge_method",
    ];
    for (name, value) in names.iter().flat_map(|name| [(*name, script), (*name, header)]) {
        let request = client.request()?.with(name, value);
        let landing = request.open(&mut test.browser().with(Habit::Looks)).await?;
        let reply = match landing {
            Landing::Page(page) => page,
            Landing::Callback(callback) => callback.reply,
        };
        ensure(reply.status < 500, format!("{name}={value:?} is answered with {}", reply.status))?;
        let is_markup = reply.media_type() == "text/html" && reply.body.contains("<script>alert(1)");
        ensure(!is_markup, format!("{name} comes back as markup"))?;
        ensure(!reply.headers.contains_key("x-injected"), format!("{name} comes back as a header"))?;
    }
    Ok(())
}

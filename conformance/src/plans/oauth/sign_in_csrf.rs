//! `sign-in-csrf`: nobody is signed in by a stranger.

use http::header::ORIGIN;

use crate::prelude::*;

/// Somebody else fills in the form, and a foreign page posts it in this browser.
pub(super) const MODULE: Module = Module {
    name: "sign-in-csrf",
    requires: "A sign-in form that was fetched by another browser signs nobody in",
    source: "RFC 6749 10.12, RFC 9700 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?;
    let mut attacker = test.browser().with(Habit::Looks);
    let page = request.open(&mut attacker).await?.page()?;
    attacker.habit = Habit::Agrees;
    let forged = attacker.answer(&page)?.header(ORIGIN, "https://evil.example");
    let mut victim = test.browser().with(Habit::Looks);
    let landing = request.open_as(forged, &mut victim).await?;
    ensure(landing.code().is_none(), "a sign-in form from another browser ended in a code")?;
    let quiet = client.request()?.with("prompt", "none");
    let callback = quiet.open(&mut victim).await?.callback()?;
    callback.expect_error(&["login_required", "interaction_required", "consent_required"])
}

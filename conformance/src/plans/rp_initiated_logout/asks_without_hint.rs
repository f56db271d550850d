//! `rp-initiated-logout-asks-without-hint`: nobody is signed out by a link.

use crate::prelude::*;

/// Anybody can place a link, or an image, that leads to the endpoint.
pub(super) const MODULE: Module = Module {
    name: "rp-initiated-logout-asks-without-hint",
    requires: "Without an id_token_hint the person is asked first, and whoever does not answer stays signed in",
    source: "OpenID Connect RP-Initiated Logout 1.0 section 2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let mut leaving = check::logout::signed_in(test).await?;
    leaving.browser.habit = Habit::Looks;
    let url = test.provider.endpoint("end_session_endpoint")?;
    leaving.browser.go(Ask::get(url), &[]).await?.page()?;
    let request = test.client(Role::Web)?.request()?.with("prompt", "none");
    let callback = request.open(&mut leaving.browser).await?.callback()?;
    check::callback::holds(&callback, &request)?;
    let is_over = callback.value("error") == Some("login_required");
    ensure(!is_over, "a request without id_token_hint ended the session, and nobody was asked")
}

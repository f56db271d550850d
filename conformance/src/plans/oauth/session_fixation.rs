//! `session-fixation`: signing in makes a new session.

use crate::prelude::*;

/// Somebody planted the cookies that were there before.
pub(super) const MODULE: Module = Module {
    name: "session-fixation",
    requires: "Cookies from before the sign-in are not signed in afterwards",
    source: "RFC 6265 8.4, RFC 6749 10.12",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser().with(Habit::Looks);
    client.request()?.open(&mut browser).await?.page()?;
    let mut planted = browser.clone();
    browser.habit = Habit::Agrees;
    client.request()?.granted(&mut browser).await?;
    let quiet = client.request()?.with("prompt", "none");
    let callback = quiet.open(&mut planted).await?.callback()?;
    callback.expect_error(&["login_required", "interaction_required", "consent_required"])
}

//! `refusal`: no is no.

use crate::prelude::*;

/// Somebody who is signed in is asked for consent, and says no.
pub(super) const MODULE: Module = Module {
    name: "refusal",
    requires: "When the person refuses, the client gets access_denied and no code",
    source: "RFC 6749 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    browser.habit = Habit::Looks;
    let request = client.request()?.with("prompt", "consent");
    let landing = request.open(&mut browser).await?;
    let Landing::Page(page) = landing else {
        test.recommend(landing.code().is_none(), "prompt=consent asks for no consent (Core 3.1.2.1: SHOULD)");
        return Err(skipped("the person is asked nothing that could be refused"));
    };
    browser.habit = Habit::Refuses;
    let no = browser.answer(&page)?;
    let after = request.open_as(no, &mut browser).await?;
    check::callback::refused(&after, &request, &["access_denied"])
}

//! `max-age-10000`: a sign-in that is young enough is kept.

use crate::prelude::*;

/// Nobody types anything, and both ID tokens tell the same `auth_time`.
pub(super) const MODULE: Module = Module {
    name: "max-age-10000",
    requires: "With a max_age that has not passed, nobody signs in again, and auth_time stays what it was",
    source: "OpenID Connect Core 2, 3.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    let request = client.request()?.with("max_age", "15000");
    let first = check::flow::completes(test, &client, &request, &mut browser).await?;
    let sign_ins = browser.sign_ins;
    let request = client.request()?.with("max_age", "10000");
    let second = check::flow::completes(test, &client, &request, &mut browser).await?;
    ensure(browser.sign_ins == sign_ins, "the password was asked for although the sign-in was young enough")?;
    check::flow::auth_time(&first)?;
    check::flow::auth_time(&second)?;
    check::flow::same_sign_in(&first, &second)
}

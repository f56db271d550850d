//! `prompt-login`: somebody signs in although they are signed in.

use std::time::Duration;

use crate::prelude::*;

/// The password is asked for, and `auth_time` moves.
pub(super) const MODULE: Module = Module {
    name: "prompt-login",
    requires: "With prompt=login a person who is signed in has to sign in again",
    source: "OpenID Connect Core 3.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    let first = check::flow::completes(test, &client, &client.request()?, &mut browser).await?;
    let sign_ins = browser.sign_ins;
    // auth_time counts seconds.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let request = client.request()?.with("prompt", "login");
    let second = check::flow::completes(test, &client, &request, &mut browser).await?;
    ensure(browser.sign_ins > sign_ins, "expected to be asked for the password again, and was not")?;
    check::flow::later_sign_in(&first, &second)
}

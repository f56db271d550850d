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
    // auth_time counts seconds.
    let again = check::flow::signs_in_again(test, ("prompt", "login"), Duration::from_millis(1100));
    again.await.map(drop)
}

//! `max-age-1`: a sign-in that is too old is repeated.

use std::time::Duration;

use chrono::Utc;

use crate::prelude::*;

/// How long ago a sign-in may be that has just happened, with clocks that differ.
const RECENT: i64 = 60;

/// The password is asked for, and `auth_time` is there and new.
pub(super) const MODULE: Module = Module {
    name: "max-age-1",
    requires: "With a max_age that has passed, the person signs in again, and auth_time says when",
    source: "OpenID Connect Core 2, 3.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    // After one second a sign-in is still just young enough.
    let second = check::flow::signs_in_again(test, ("max_age", "1"), Duration::from_millis(2100)).await?;
    let (auth_time, now) = (check::flow::auth_time(&second)?, Utc::now().timestamp());
    ensure(
        (now - auth_time).abs() <= RECENT,
        format!("expected auth_time to be now ({now}), got {auth_time}"),
    )
}

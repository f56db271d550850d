//! `sign-in-page-in-a-frame`: nobody clicks without seeing.

use http::header::{CONTENT_SECURITY_POLICY, X_FRAME_OPTIONS};

use crate::prelude::*;

/// A page in an invisible frame collects clicks.
pub(super) const MODULE: Module = Module {
    name: "sign-in-page-in-a-frame",
    requires: "The sign-in page forbids to be framed",
    source: "RFC 9700 4.16, RFC 6749 10.13",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let request = test.client(Role::Web)?.request()?;
    let page = request.open(&mut test.browser().with(Habit::Looks)).await?.page()?;
    let policy = page.header(CONTENT_SECURITY_POLICY).to_ascii_lowercase();
    let options = page.header(X_FRAME_OPTIONS).to_ascii_lowercase();
    let has_policy = policy.contains("frame-ancestors");
    ensure(
        has_policy || matches!(options.as_str(), "deny" | "sameorigin"),
        format!("expected frame-ancestors or X-Frame-Options, got {policy:?} and {options:?}"),
    )?;
    test.recommend(has_policy, "Content-Security-Policy has no frame-ancestors (RFC 9700 4.16: SHOULD)");
    Ok(())
}

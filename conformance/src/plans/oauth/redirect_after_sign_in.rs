//! `redirect-after-sign-in`: a password is not sent on.

use crate::prelude::*;

/// 307 makes the browser post the form again, to the client.
pub(super) const MODULE: Module = Module {
    name: "redirect-after-sign-in",
    requires: "After a posted form the browser is redirected with 303, or 302, and never with 307 or 308",
    source: "RFC 9700 2.1, 4.12",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    client.request()?.granted(&mut test.browser()).await?;
    let said = test.wire.said();
    let answers = said.iter().filter(|one| one.method == "POST" && (300..400).contains(&one.status));
    for one in answers {
        let status = one.status;
        ensure(
            !matches!(status, 307 | 308),
            format!("a posted form is redirected with {status} by {}", one.url),
        )?;
        test.recommend(
            status == 303,
            format!("a posted form is redirected with {status}, not 303, by {}", one.url),
        );
    }
    Ok(())
}

//! `cookies-are-guarded`: cookies stay with the provider.

use crate::prelude::*;

/// Every cookie of a sign-in.
pub(super) const MODULE: Module = Module {
    name: "cookies-are-guarded",
    requires: "Cookies of the session are HttpOnly, say SameSite, and are Secure over https",
    source: "RFC 6265 4.1.2.5, 4.1.2.6, RFC 9700 2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    let is_https = test.provider.endpoint("authorization_endpoint")?.scheme() == "https";
    let mut guarded = 0;
    for (name, value) in test.wire.said().iter().flat_map(|one| &one.reply_headers) {
        let attributes = value.to_ascii_lowercase();
        if name != "set-cookie" || attributes.contains("max-age=0") || attributes.contains("1970") {
            continue;
        }
        let cookie = value.split('=').next().unwrap_or_default();
        guarded += usize::from(attributes.contains("; httponly"));
        test.recommend(attributes.contains("samesite="), format!("the cookie {cookie} has no SameSite"));
        ensure(!is_https || attributes.contains("; secure"), format!("the cookie {cookie} is not Secure"))?;
    }
    // A session id for check_session_iframe is for scripts: not each cookie, but one at least, is for HTTP alone.
    test.recommend(guarded > 0, "no cookie is HttpOnly");
    Ok(())
}

//! `authorization-parameters-repeated`: each parameter once.

use crate::prelude::*;

/// Two readers would take two different ones.
pub(super) const MODULE: Module = Module {
    name: "authorization-parameters-repeated",
    requires: "An authorization request that repeats a parameter is refused, and redirects only where client and URI are certain",
    source: "RFC 6749 3.1, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    let (right, _) = check::redirect::registered(&client)?;
    for (name, value) in [("redirect_uri", "https://evil.example/"), ("client_id", "nobody-by-this-name")] {
        let landing = client.request()?.and(name, value).open(&mut browser).await?;
        let Landing::Callback(callback) = landing else { continue };
        // One of the two is right, and an error may go there.
        let is_right = callback.url.as_str().starts_with(&right);
        ensure(is_right, format!("with {name} twice the browser was sent to {}", callback.url))?;
        callback.expect_error(&["invalid_request"])?;
    }
    let again = [
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "second"),
        ("nonce", "second"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "plain"),
    ];
    for (name, value) in again {
        let landing = client.request()?.and(name, value).open(&mut browser).await?;
        ensure(landing.code().is_none(), format!("a code was given for a request with {name} twice"))?;
        if let Landing::Callback(callback) = landing {
            callback.expect_error(&["invalid_request"])?;
        }
    }
    Ok(())
}

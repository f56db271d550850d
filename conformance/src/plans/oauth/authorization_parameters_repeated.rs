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
    for (name, value) in [("redirect_uri", "https://evil.example/"), ("client_id", "nobody-by-this-name")] {
        let request = client.request()?.and(name, value);
        check::redirect::stays(&request.open(&mut browser).await?, value)?;
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

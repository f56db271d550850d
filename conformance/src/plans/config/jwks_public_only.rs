//! `jwks-public-only`: the keys say nothing secret.

use crate::prelude::*;

/// The private parts of RSA, EC and OKP keys, the value of a symmetric one, and the seed of post-quantum ones.
const SECRET: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// Whoever has a private part can sign as the provider.
pub(super) const MODULE: Module = Module {
    name: "jwks-public-only",
    requires: "The JWK set holds no private and no symmetric key",
    source: "RFC 7517 9.2, 4, RFC 7518 6.2.2, 6.3.2, 6.4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    test.provider.read_keys(&test.wire).await?;
    for key in test.provider.keys()["keys"].as_array().into_iter().flatten() {
        ensure(key["kty"] != "oct", "the JWK set holds a symmetric key")?;
        let secret = SECRET.iter().find(|name| !key[**name].is_null());
        ensure(
            secret.is_none(),
            format!("the key {} shows its private part {}", key["kid"], check::shown(secret)),
        )?;
    }
    Ok(())
}

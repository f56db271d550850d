//! `jwks`: the keys are there.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::prelude::*;

/// JSON, each with what its type needs.
pub(super) const MODULE: Module = Module {
    name: "jwks",
    requires: "jwks_uri answers with a JWK set whose keys have all that their type needs",
    source: "OpenID Connect Discovery 1.0 section 3, RFC 7517 4, 5, RFC 7518 6, RFC 8037 2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let reply = test.provider.read_keys(&test.wire).await?;
    let kind = reply.media_type();
    let is_json = kind == "application/json" || kind == "application/jwk-set+json";
    ensure(is_json, format!("expected application/jwk-set+json or application/json, got {kind:?}"))?;
    let keys = test.provider.keys();
    let keys = keys["keys"].as_array().ok_or_else(|| failed("the JWK set has no list of keys"))?;
    ensure(!keys.is_empty(), "the JWK set is empty")?;
    for key in keys {
        let needed: &[&str] = match key["kty"].as_str().unwrap_or_default() {
            "RSA" => &["n", "e"],
            "EC" => &["crv", "x", "y"],
            "OKP" => &["crv", "x"],
            "" => return Err(failed(format!("a key has no kty: {key}"))),
            other => {
                test.recommend(false, format!("a key has the type {other}, which few clients know"));
                &[]
            }
        };
        let missing = needed.iter().find(|name| key[**name].as_str().is_none_or(str::is_empty));
        ensure(missing.is_none(), format!("a key has no {}: {key}", check::shown(missing)))?;
        let modulus = key["n"].as_str().map(|n| URL_SAFE_NO_PAD.decode(n).unwrap_or_default().len() * 8);
        // RFC 7518 section 3.3.
        ensure(
            modulus.is_none_or(|bits| bits >= 2048),
            format!("an RSA key has {} bits", check::shown(modulus)),
        )?;
    }
    Ok(())
}

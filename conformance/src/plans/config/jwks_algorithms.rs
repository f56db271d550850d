//! `jwks-algorithms`: a key for every algorithm.

use crate::prelude::*;

/// A client that chose one of the list gets tokens it can verify.
pub(super) const MODULE: Module = Module {
    name: "jwks-algorithms",
    requires: "For every algorithm that ID tokens may be signed with there is a key, and use and alg fit it",
    source: "OpenID Connect Discovery 1.0 section 3, RFC 7517 4.2, 4.4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    test.provider.read_keys(&test.wire).await?;
    let keys = test.provider.keys();
    let keys = keys["keys"].as_array().map_or(&[][..], Vec::as_slice);
    let algorithms = test.provider.metadata["id_token_signing_alg_values_supported"].as_array();
    for algorithm in algorithms.into_iter().flatten().filter_map(Value::as_str) {
        let Some((kind, curve)) = key_of(algorithm) else { continue };
        let is_fit = |key: &&Value| {
            key["kty"] == kind
                && (curve.is_empty() || curve.iter().any(|curve| key["crv"] == *curve))
                && (key["use"].is_null() || key["use"] == "sig")
                && (key["alg"].is_null() || key["alg"] == algorithm || key["kty"] == "OKP")
        };
        let found = keys.iter().any(|key| is_fit(&key));
        // Some providers make a key when the first client wants it.
        test.recommend(
            found,
            format!("no key of the JWK set signs {algorithm}, which ID tokens may be signed with"),
        );
        ensure(found || algorithm != "RS256", "no key of the JWK set signs RS256, which is the default")?;
    }
    Ok(())
}

/// Type and curves of the key that an algorithm needs (RFC 7518 section 3.1, RFC 8037 section 3.1).
fn key_of(algorithm: &str) -> Option<(&'static str, &'static [&'static str])> {
    match algorithm {
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => Some(("RSA", &[])),
        "ES256" => Some(("EC", &["P-256"])),
        "ES384" => Some(("EC", &["P-384"])),
        "ES512" => Some(("EC", &["P-521"])),
        "ES256K" => Some(("EC", &["secp256k1"])),
        "EdDSA" => Some(("OKP", &["Ed25519", "Ed448"])),
        "Ed25519" => Some(("OKP", &["Ed25519"])),
        "Ed448" => Some(("OKP", &["Ed448"])),
        _ => None,
    }
}

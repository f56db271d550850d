//! `signing-algorithms`: RS256 for everybody, and nothing that is no algorithm.

use crate::prelude::*;

const KNOWN: &[&str] = &[
    "none", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "ES256K",
    "EdDSA", "Ed25519", "Ed448", "HS256", "HS384", "HS512",
];

/// Clients that know nothing else know RS256.
pub(super) const MODULE: Module = Module {
    name: "signing-algorithms",
    requires: "id_token_signing_alg_values_supported names RS256, and every list names algorithms that exist",
    source: "OpenID Connect Discovery 1.0 section 3, RFC 7518 3.1, OpenID Connect Core 15.1",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let rs256 = test.provider.supports("id_token_signing_alg_values_supported", "RS256");
    ensure(rs256, "id_token_signing_alg_values_supported does not name RS256")?;
    let objects = "request_object_signing_alg_values_supported";
    let metadata = &test.provider.metadata;
    let is_fit = metadata[objects].is_null() || test.provider.supports(objects, "RS256");
    test.recommend(is_fit, format!("{objects} should name RS256"));
    for (name, value) in metadata.as_object().into_iter().flatten() {
        if name.ends_with("signing_alg_values_supported") {
            let listed = value.as_array().ok_or_else(|| failed(format!("{name} is not a list")))?;
            let strange: Vec<_> =
                listed.iter().filter(|one| !KNOWN.iter().any(|known| one == known)).collect();
            test.recommend(
                strange.is_empty(),
                format!("{name} names {}, which few clients know", check::shown(Some(&strange))),
            );
        }
    }
    Ok(())
}

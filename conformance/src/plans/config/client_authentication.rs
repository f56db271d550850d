//! `client-authentication`: how clients show who they are.

use crate::prelude::*;

/// The IANA registry "OAuth Token Endpoint Authentication Methods", and what introspection takes beside (RFC 8414 section 2).
const KNOWN: &[&str] = &[
    "none",
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
    "attest_jwt_client_auth",
    "bearer",
    "Bearer",
];

/// Whoever signs needs to know with what, and never with nothing.
pub(super) const MODULE: Module = Module {
    name: "client-authentication",
    requires: "Methods that sign come with their algorithms, and none is not among those",
    source: "OpenID Connect Discovery 1.0 section 3, RFC 8414 2",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    for endpoint in ["token", "introspection", "revocation"] {
        let methods = format!("{endpoint}_endpoint_auth_methods_supported");
        let algorithms = format!("{endpoint}_endpoint_auth_signing_alg_values_supported");
        let signs =
            ["private_key_jwt", "client_secret_jwt"].iter().any(|one| test.provider.supports(&methods, one));
        let listed = test.provider.metadata[&algorithms].as_array();
        ensure(
            !signs || listed.is_some(),
            format!("{methods} names a method that signs, and {algorithms} is missing"),
        )?;
        let unsigned = test.provider.supports(&algorithms, "none");
        ensure(!unsigned, format!("{algorithms} names none: anybody could be any client"))?;
        let methods = test.provider.metadata[&methods].as_array().into_iter().flatten();
        let strange: Vec<_> = methods.filter(|one| !KNOWN.iter().any(|known| one == known)).collect();
        test.recommend(
            strange.is_empty(),
            format!("{} are not registered methods", check::shown(Some(&strange))),
        );
    }
    Ok(())
}

//! `signing-algorithms`: assertions need algorithms.

use futures::future::ready;

use crate::prelude::*;

/// none is not one of them.
pub(super) const MODULE: Module = Module {
    name: "signing-algorithms",
    requires: "Where clients may sign assertions, the algorithms are listed, without none",
    source: "RFC 8414 2",
    run: |test| ready(run(test)).boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    for endpoint in ["token", "revocation", "introspection"] {
        let methods = format!("{endpoint}_endpoint_auth_methods_supported");
        let listed = format!("{endpoint}_endpoint_auth_signing_alg_values_supported");
        let signs =
            ["private_key_jwt", "client_secret_jwt"].iter().any(|one| test.provider.supports(&methods, one));
        let algorithms = &test.provider.metadata[&listed];
        let is_listed = algorithms.as_array().is_some_and(|list| !list.is_empty());
        ensure(!signs || is_listed, format!("{methods} names assertions, and {listed} is missing"))?;
        ensure(!test.provider.supports(&listed, "none"), format!("{listed} names none"))?;
    }
    Ok(())
}

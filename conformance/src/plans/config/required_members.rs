//! `required-members`: nothing is missing.

use crate::prelude::*;

const REQUIRED: &[&str] = &[
    "issuer",
    "authorization_endpoint",
    // Required unless only the implicit flow is used, which no plan here does.
    "token_endpoint",
    "jwks_uri",
    "response_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
];
const RECOMMENDED: &[&str] = &["userinfo_endpoint", "scopes_supported", "claims_supported"];

/// Without these a client does not know where to go.
pub(super) const MODULE: Module = Module {
    name: "required-members",
    requires: "The metadata has every member that is required, and should have those that are recommended",
    source: "OpenID Connect Discovery 1.0 section 3",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let metadata = &test.provider.metadata;
    for name in REQUIRED {
        ensure(!metadata[*name].is_null(), format!("the metadata has no {name}, which is required"))?;
    }
    for name in RECOMMENDED {
        test.recommend(
            !metadata[*name].is_null(),
            format!("the metadata has no {name}, which is recommended"),
        );
    }
    Ok(())
}

//! `metadata`: what is done is said.

use crate::prelude::*;

/// A client relies on it only where it is announced.
pub(super) const MODULE: Module = Module {
    name: "metadata",
    requires: "A provider that sends iss says so in its metadata, as a boolean",
    source: "RFC 9207 3",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let flag = &test.provider.metadata["authorization_response_iss_parameter_supported"];
    ensure(flag.is_null() || flag.is_boolean(), format!("expected a boolean, got {flag}"))?;
    let callback = test.client(Role::Web)?.request()?.granted(&mut test.browser()).await?;
    let Some(issuer) = callback.value("iss") else {
        ensure(flag != true, "the metadata announces iss, and it does not come")?;
        test.recommend(false, "no iss comes: mix-up attacks are for the clients to find (RFC 9700 2.1)");
        return Ok(());
    };
    ensure(flag == true, format!("iss {issuer} comes, and the metadata does not announce it"))
}

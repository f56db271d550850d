//! `claims`: which claims there may be.

use crate::prelude::*;

/// Whoever has no `sub` says nothing.
pub(super) const MODULE: Module = Module {
    name: "claims",
    requires: "claims_supported, where it is there, names sub, and no claim that only a scope could be",
    source: "OpenID Connect Discovery 1.0 section 3, OpenID Connect Core 5.1",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let Some(listed) = test.provider.metadata["claims_supported"].as_array() else {
        return Err(skipped("the metadata has no claims_supported"));
    };
    ensure(listed.iter().all(Value::is_string), "claims_supported holds something else than names")?;
    ensure(
        listed.iter().any(|one| one == "sub"),
        "claims_supported does not name sub, which every ID token has",
    )?;
    // A common mistake: scopes in the list of claims.
    let scopes: Vec<_> = listed.iter().filter(|one| *one == "openid" || *one == "offline_access").collect();
    test.recommend(scopes.is_empty(), format!("{} are scopes and not claims", check::shown(Some(&scopes))));
    Ok(())
}

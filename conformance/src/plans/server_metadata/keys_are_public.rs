//! `keys-are-public`: only public keys are published.

use std::collections::HashSet;

use crate::prelude::*;

/// One private member would give everything away.
pub(super) const MODULE: Module = Module {
    name: "keys-are-public",
    requires: "The key set holds public keys alone, each with a kid of its own",
    source: "RFC 8414 2, RFC 7517 4.5, 9.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let keys = test.provider.read_keys(&test.wire).await?.json()?;
    let keys = keys["keys"].as_array().ok_or_else(|| failed("expected a key set with keys"))?.clone();
    ensure(!keys.is_empty(), "the key set is empty")?;
    let mut seen = HashSet::new();
    for key in &keys {
        let kid = key["kid"].as_str().unwrap_or_default();
        for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            ensure(key.get(private).is_none(), format!("the key {kid:?} has the private member {private}"))?;
        }
        ensure(key["kty"] != "oct", format!("the key {kid:?} is a secret"))?;
        ensure(keys.len() == 1 || !kid.is_empty(), "one of several keys has no kid")?;
        ensure(seen.insert(kid.to_owned()), format!("two keys have the kid {kid:?}"))?;
        let uses: HashSet<_> = keys.iter().map(|key| key["use"].as_str()).collect();
        let is_told = uses.len() == 1 || key["use"].is_string();
        ensure(is_told, "the key set has keys of several uses, and one does not say which (RFC 8414 2)")?;
    }
    Ok(())
}

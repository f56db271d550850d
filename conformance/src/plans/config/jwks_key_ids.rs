//! `jwks-key-ids`: every key has its name.

use crate::prelude::*;

/// By it a client finds the key of a token while keys change.
pub(super) const MODULE: Module = Module {
    name: "jwks-key-ids",
    requires: "Every key of the JWK set has a kid, and no two have the same",
    source: "OpenID Connect Core 10.1, 10.1.1, RFC 7517 4.5",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    test.provider.read_keys(&test.wire).await?;
    let keys = test.provider.keys();
    let keys = keys["keys"].as_array().map_or(&[][..], Vec::as_slice);
    let kids: Vec<_> = keys.iter().filter_map(|key| key["kid"].as_str()).collect();
    // Core 10.1: with one key alone there is nothing to tell apart.
    ensure(kids.len() == keys.len() || keys.len() == 1, "several keys, and not all of them have a kid")?;
    test.recommend(
        kids.len() == keys.len(),
        "the key has no kid, so that no other can ever be added beside it",
    );
    let twice = kids.iter().enumerate().find(|(n, kid)| kids[..*n].contains(kid)).map(|(_, kid)| kid);
    ensure(twice.is_none(), format!("two keys have the same kid: {}", check::shown(twice)))
}

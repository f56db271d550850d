//! `two-documents-agree`: one provider, one truth.

use crate::prelude::*;

/// OpenID clients read the one, OAuth clients the other.
pub(super) const MODULE: Module = Module {
    name: "two-documents-agree",
    requires: "What stands in both well-known documents is the same",
    source: "RFC 8414 5, OpenID Connect Discovery 4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let (_, document) = check::metadata::read(test).await?;
    let Value::Object(document) = document else { return Err(failed("expected a JSON object")) };
    for (name, value) in document {
        let other = test.provider.metadata.get(&name);
        let is_same = other.is_none_or(|other| *other == value);
        ensure(is_same, format!("{name} is {value} for OAuth and {} for OpenID", check::shown(other)))?;
    }
    Ok(())
}

//! `scopes`: what scopes there are.

use crate::prelude::*;

/// `openid` among them, each as RFC 6749 spells scopes.
pub(super) const MODULE: Module = Module {
    name: "scopes",
    requires: "scopes_supported names openid, and every scope is spelt as RFC 6749 allows",
    source: "OpenID Connect Discovery 1.0 section 3, RFC 6749 3.3",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let Some(listed) = test.provider.metadata["scopes_supported"].as_array() else {
        return Err(skipped("the metadata has no scopes_supported"));
    };
    ensure(listed.iter().any(|scope| scope == "openid"), "scopes_supported does not name openid")?;
    for scope in listed {
        // RFC 6749 section 3.3: %x21 / %x23-5B / %x5D-7E.
        let is_right = scope.as_str().is_some_and(|scope| {
            !scope.is_empty() && scope.chars().all(|c| matches!(c, '!'..='~') && c != '"' && c != '\\')
        });
        ensure(is_right, format!("{scope} is not a scope"))?;
    }
    Ok(())
}

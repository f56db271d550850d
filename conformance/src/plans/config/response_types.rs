//! `response-types`: what may be asked for.

use crate::prelude::*;

/// The code flow, and the grants that belong to what is listed.
pub(super) const MODULE: Module = Module {
    name: "response-types",
    requires: "response_types_supported names code, and grant_types_supported has the grants of all that is listed",
    source: "OpenID Connect Discovery 1.0 section 3",
    run: |test| async move { run(test) }.boxed(),
};

fn run(test: &Test) -> Result<(), Stop> {
    let provider = &test.provider;
    let listed = provider.metadata["response_types_supported"].as_array().cloned().unwrap_or_default();
    let listed: Vec<_> = listed.iter().filter_map(Value::as_str).collect();
    ensure(
        listed.contains(&"code"),
        format!("expected code among response_types_supported, got {listed:?}"),
    )?;
    for response_type in listed {
        for part in response_type.split(' ') {
            let grant = match part {
                "code" => "authorization_code",
                "token" | "id_token" => "implicit",
                "none" => continue,
                _ => return Err(failed(format!("{response_type:?} is not a response type"))),
            };
            let is_there = provider.supports("grant_types_supported", grant);
            ensure(is_there, format!("{response_type:?} needs {grant} among grant_types_supported"))?;
        }
    }
    Ok(())
}

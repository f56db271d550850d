//! `ensure-request-with-acr-values-succeeds`: how somebody should sign in.

use crate::prelude::*;

/// Those that the provider names are asked for.
pub(super) const MODULE: Module = Module {
    name: "ensure-request-with-acr-values-succeeds",
    requires: "A request with acr_values succeeds, and acr should be one of them",
    source: "OpenID Connect Core 3.1.2.1, 15.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let known = test.provider.metadata["acr_values_supported"].as_array();
    let known: Vec<_> = known.into_iter().flatten().filter_map(Value::as_str).collect();
    let asked = if known.is_empty() { vec!["1", "2"] } else { known };
    let request = client.request()?.with("acr_values", &asked.join(" "));
    let flow = check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    let acr = check::id_token::text(&flow.id_token.claims, "acr");
    test.recommend(asked.contains(&acr), format!("expected one of {asked:?} as acr, got {acr:?}"));
    Ok(())
}

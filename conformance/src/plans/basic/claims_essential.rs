//! `claims-essential`: one claim, asked for by name.

use crate::prelude::*;

/// Without the scope that would ask for it too.
pub(super) const MODULE: Module = Module {
    name: "claims-essential",
    requires: "A claim that was asked for as essential is told at userinfo",
    source: "OpenID Connect Core 5.5, 5.5.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    if test.provider.metadata["claims_parameter_supported"] != true {
        return Err(skipped("claims_parameter_supported is not true"));
    }
    let client = test.client(Role::Web)?;
    let request = client.request()?.with("claims", r#"{"userinfo":{"name":{"essential":true}}}"#);
    let flow = check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    let reply = client.userinfo(flow.tokens.access_token()?).await?;
    let told = check::userinfo::holds(test, &reply, &flow).await?;
    check::claims::are_right(&told)?;
    test.recommend(told.contains_key("name"), "userinfo leaves out name, which was asked for as essential");
    let is_early = flow.id_token.claims.contains_key("name");
    test.recommend(!is_early, "the ID token carries name, which was asked for at userinfo");
    Ok(())
}

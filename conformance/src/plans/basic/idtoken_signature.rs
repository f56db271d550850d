//! `idtoken-signature`: the algorithm is the registered one.

use crate::prelude::*;

/// A client that registered nothing gets RS256, and a `kid` leads it to the key.
pub(super) const MODULE: Module = Module {
    name: "idtoken-signature",
    requires: "The ID token is signed with the algorithm the client registered, RS256 by default, and its kid is in the JWKS",
    source: "OpenID Connect Core 3.1.3.7, 10.1, OpenID Connect Registration 2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?;
    let flow = check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    let expected = client.id_token_algorithm();
    let algorithm = check::id_token::text(&flow.id_token.header, "alg");
    ensure(algorithm == expected, format!("expected alg {expected}, got {algorithm:?}"))?;
    let keys = test.provider.keys();
    let is_alone = keys["keys"].as_array().is_some_and(|keys| keys.len() == 1);
    let kid = flow.id_token.header.get("kid");
    // With a kid the signature was verified by the key of that name; without one there was no choice to make.
    ensure(
        kid.is_some() || is_alone,
        "expected a kid in the header of the ID token, for the JWKS has several keys",
    )
}

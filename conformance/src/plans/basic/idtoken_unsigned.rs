//! `idtoken-unsigned`: unsigned where the client wanted that.

use crate::prelude::*;
use crate::registration;
use crate::target::Client;

const ALGORITHM: &str = "id_token_signed_response_alg";

/// Only for clients that registered for it, and only in the code flow.
pub(super) const MODULE: Module = Module {
    name: "idtoken-unsigned",
    requires: "A client registered with id_token_signed_response_alg none gets an ID token without a signature",
    source: "OpenID Connect Core 2, 3.1.3.7, OpenID Connect Registration 2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    test.provider.needs("id_token_signing_alg_values_supported", "none")?;
    let is_unsigned = |client: &&Client| client.more.get(ALGORITHM).is_some_and(|name| name == "none");
    let client = match test.target.clients.iter().find(is_unsigned) {
        Some(client) => client.clone(),
        None => registration::unsigned(&test.provider, &test.wire).await?,
    };
    let client = test.acting_as(client)?;
    let request = client.request()?;
    let tokens = client.tokens(&request, &mut test.browser()).await?;
    check::token_reply::holds(test, &tokens)?;
    let token = tokens.text("id_token")?;
    let peeked = crate::jose::peek(token)?;
    let algorithm = check::id_token::text(&peeked.header, "alg");
    ensure(
        algorithm == "none" && token.ends_with('.'),
        format!("expected no signature, got alg {algorithm:?}"),
    )?;
    check::id_token::issued_for(test, &client.client.client_id, &peeked.claims)
}

//! `client-unknown`: a client that is not there.

use crate::prelude::*;

/// An answer that is the same for a wrong secret and a wrong name tells least.
pub(super) const MODULE: Module = Module {
    name: "client-unknown",
    requires: "An unknown client is answered with invalid_client",
    source: "RFC 6749 5.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let url = test.provider.endpoint("token_endpoint")?;
    let form =
        [("grant_type", "authorization_code"), ("code", "c"), ("redirect_uri", "https://rp.example.com/")];
    let by_header = test.send(Ask::form(url.clone(), &form).basic("nobody-by-this-name", "secret")).await?;
    check::error_reply::challenged(&by_header)?;
    let wrong = client.with_secret("wrong").token(&form).await?;
    let same = by_header.json()?.get("error_description") == wrong.json()?.get("error_description");
    test.recommend(same, "the answers tell an unknown client from a wrong secret: names can be collected");
    let mut with_id = form.to_vec();
    with_id.extend([("client_id", "nobody-by-this-name"), ("client_secret", "secret")]);
    check::error_reply::invalid_client(&test.send(Ask::form(url, &with_id)).await?)
}

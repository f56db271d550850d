//! `client-id-unknown`: nobody is sent anywhere for a client that is not there.

use crate::prelude::*;

/// Without a client no redirect URI can be verified.
pub(super) const MODULE: Module = Module {
    name: "client-id-unknown",
    requires: "A request with an unknown, empty, missing or respelled client_id ends on a page and redirects nowhere",
    source: "RFC 6749 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let right = client.request()?;
    let id = right.value("client_id").to_owned();
    let mut browser = test.browser();
    right.granted(&mut browser).await?;
    for wrong in ["nobody-by-this-name", "", " ", &format!("{id} "), &format!("{id}\u{0}"), &format!("{id}*")]
    {
        let request = client.request()?.with("client_id", wrong);
        check::redirect::stays(&request.open(&mut browser).await?, request.value("redirect_uri"))?;
    }
    let request = client.request()?.without("client_id");
    check::redirect::stays(&request.open(&mut browser).await?, request.value("redirect_uri"))
}

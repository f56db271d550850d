//! `refused`: a refusal says it too.

use crate::prelude::*;

/// The person says no.
pub(super) const MODULE: Module = Module {
    name: "refused",
    requires: "When the person refuses, access_denied comes with the issuer as iss",
    source: "RFC 9207 2, RFC 6749 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    if test.provider.metadata["authorization_response_iss_parameter_supported"] != true {
        return Err(skipped("authorization_response_iss_parameter_supported is not true"));
    }

    let request = test.client(Role::Other)?.request()?.with("prompt", "consent");
    let landing = request.open(&mut test.browser().with(Habit::Refuses)).await?;
    match landing {
        Landing::Callback(callback) if callback.value("error").is_some() => {
            check::callback::issuer(test, &callback)
        }
        _ => Err(skipped("the person is asked nothing that could be refused")),
    }
}

//! `form-post`: in a form too.

use crate::browser::Mode;

use crate::prelude::*;

/// The response mode changes nothing.
pub(super) const MODULE: Module = Module {
    name: "form-post",
    requires: "A response in a form has the issuer as iss",
    source: "RFC 9207 2, OAuth 2.0 Form Post Response Mode 2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    if test.provider.metadata["authorization_response_iss_parameter_supported"] != true {
        return Err(skipped("authorization_response_iss_parameter_supported is not true"));
    }

    test.provider.needs("response_modes_supported", "form_post")?;
    let request = test.client(Role::Web)?.request()?.with("response_mode", "form_post");
    let callback = request.granted(&mut test.browser()).await?;
    ensure(callback.mode == Mode::FormPost, format!("expected a form, got {}", callback.mode))?;
    check::callback::issuer(test, &callback)
}

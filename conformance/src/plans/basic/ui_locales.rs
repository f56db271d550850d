//! `ui-locales`: a wish for a language.

use crate::prelude::*;

/// One that the provider does not speak is no error.
pub(super) const MODULE: Module = Module {
    name: "ui-locales",
    requires: "A request with ui_locales succeeds, whether the provider speaks them or not",
    source: "OpenID Connect Core 3.1.2.1, 15.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?.with("ui_locales", "se zh-Hant");
    check::flow::completes(test, &client, &request, &mut test.browser()).await?;
    Ok(())
}

//! `state-kept-in-form-post`: a state is no markup.

use crate::prelude::*;

/// The same as `state-kept`, in the page that posts the response: a value that is not escaped ends its attribute.
pub(super) const MODULE: Module = Module {
    name: "state-kept-in-form-post",
    requires: "With response_mode=form_post state comes back exactly as it was sent, and adds nothing to the page",
    source: "OAuth 2.0 Form Post Response Mode 2, RFC 6749 4.1.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    test.provider.needs("response_modes_supported", "form_post")?;
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    let every: String = (' '..='~').collect();
    for state in
        [every.as_str(), "\"><script>alert(1)</script>", "&quot;&amp;lt;", "'><input name='code' value='x'>"]
    {
        let request = client.request()?.with("response_mode", "form_post").with("state", state);
        let page = request.granted(&mut browser).await?.reply;
        ensure(!page.body.contains("<script>alert(1)"), "state comes back as markup")?;
    }
    Ok(())
}

//! `state-kept`: state is the client's own.

use crate::prelude::*;

/// Every character that RFC 6749 appendix A.5 lets a state have.
pub(super) const MODULE: Module = Module {
    name: "state-kept",
    requires: "state comes back exactly as it was sent, and none comes where none was sent",
    source: "RFC 6749 4.1.2, 4.1.2.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    let every: String = (' '..='~').collect();
    for state in
        [every.as_str(), "a+b%20c", "\"><script>alert(1)</script>", "{\"next\":\"/a?b=c&d=e#f\"}", "0"]
    {
        client.request()?.with("state", state).granted(&mut browser).await?;
        let refused = client.request()?.with("state", state).with("response_type", "nonsense");
        if let Landing::Callback(callback) = refused.open(&mut browser).await? {
            check::callback::holds(&callback, &refused)?;
        }
    }
    let callback = client.request()?.without("state").open(&mut browser).await?.callback()?;
    callback.code()?;
    ensure(callback.value("state").is_none(), format!("no state was sent, got {}", callback.told()))
}

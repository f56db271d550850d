//! `unsigned-request-object-supported-correctly-or-rejected-as-unsupported`: a request in an unsigned object.

use crate::prelude::*;

/// State, nonce and challenge are inside alone, so that an ignored object is noticed.
pub(super) const MODULE: Module = Module {
    name: "unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
    requires: "An unsigned request object is read, or refused with request_not_supported",
    source: "OpenID Connect Core 3.1.2.6, 6.1",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let request = client.request()?;
    let moved = check::request_object::moved_inside(&request, &test.provider.issuer);
    if test.provider.metadata["request_parameter_supported"] != true {
        let landing = moved.open(&mut test.browser()).await?;
        if let Landing::Callback(callback) = landing {
            callback.expect_error(&["request_not_supported"])?;
        }
        return Err(skipped("it is refused as it should be where request_parameter_supported is not true"));
    }
    check::request_object::none_is_known(test)?;
    let callback = moved.open(&mut test.browser()).await?.callback()?;
    if callback.value("error") == Some("request_not_supported") {
        return Err(failed(
            "request_parameter_supported is true, and the object is refused with request_not_supported",
        ));
    }
    check::callback::holds(&callback, &request)?;
    check::flow::redeemed(test, &client, &request, &callback.code()?).await?;
    Ok(())
}

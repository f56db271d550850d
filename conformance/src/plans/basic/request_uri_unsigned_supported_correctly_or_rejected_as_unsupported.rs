//! `request-uri-unsigned-supported-correctly-or-rejected-as-unsupported`: a request by reference.

use crate::prelude::*;

/// Where it is not offered it has to be refused by its own name, and nothing is fetched.
pub(super) const MODULE: Module = Module {
    name: "request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
    requires: "A request by reference is read, or refused with request_uri_not_supported",
    source: "OpenID Connect Core 3.1.2.6, 6.2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    // OpenID Connect Discovery 3: left out, this member means true.
    if test.provider.metadata["request_uri_parameter_supported"] != false {
        return Err(skipped("a request object by reference needs an address that the provider can reach"));
    }
    let request = test.client(Role::Web)?.request()?;
    let request = request.with("request_uri", "https://rp.example.com/request.jwt#x7Rk2");
    let landing = request.open(&mut test.browser()).await?;
    check::callback::refused(&landing, &request, &["request_uri_not_supported"])?;
    Err(skipped("request_uri is refused as it should be where request_uri_parameter_supported is false"))
}

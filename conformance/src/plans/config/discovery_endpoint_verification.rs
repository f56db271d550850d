//! `discovery-endpoint-verification`: the document itself.

use url::Url;

use crate::prelude::*;
use crate::provider::OPENID_CONFIGURATION;

/// Lists whose names do not end in `_supported`.
const LISTS: [&str; 2] = ["contacts", "protected_resources"];
/// Members that say yes or no.
const BOOLEANS: [&str; 16] = [
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_session_supported",
    "backchannel_logout_supported",
    "backchannel_user_code_parameter_supported",
    "claims_parameter_supported",
    "client_id_metadata_document_supported",
    "frontchannel_logout_session_supported",
    "frontchannel_logout_supported",
    "grant_management_action_required",
    "pre-authorized_grant_anonymous_access_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_pushed_authorization_requests",
    "require_request_uri_registration",
    "require_signed_request_object",
    "tls_client_certificate_bound_access_tokens",
];
/// Lists of something else than strings.
const OTHER_LISTS: [&str; 1] = ["transformed_claims_functions_supported"];

/// JSON, at the place that follows from the issuer, and each member of its type.
pub(super) const MODULE: Module = Module {
    name: "discovery-endpoint-verification",
    requires: "The metadata comes as application/json with status 200, and each member has its type",
    source: "OpenID Connect Discovery 1.0 section 3, 4.1, 4.2, RFC 8414 2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let issuer = test.provider.issuer.trim_end_matches('/');
    let url = Url::parse(&format!("{issuer}{OPENID_CONFIGURATION}"));
    let url = url.map_err(|error| failed(format!("{issuer} is not a URL: {error}")))?;
    let reply = test.send(Ask::get(url)).await?;
    reply.expect(200)?;
    ensure(
        reply.media_type() == "application/json",
        format!("expected application/json, got {:?}", reply.media_type()),
    )?;
    let Value::Object(metadata) = reply.json()? else { return Err(failed("expected a JSON object")) };
    for (name, value) in &metadata {
        ensure(has_its_type(name, value), format!("{name} has the wrong type: {value}"))?;
    }
    Ok(())
}

/// By the name, as all registered ones go: lists of strings, yes or no, addresses.
fn has_its_type(name: &str, value: &Value) -> bool {
    if BOOLEANS.contains(&name) {
        return value.is_boolean();
    }
    if OTHER_LISTS.contains(&name) || !crate::check::metadata_names::is_known(name) {
        return true;
    }
    if name.ends_with("_supported") || LISTS.contains(&name) {
        return value.as_array().is_some_and(|listed| listed.iter().all(Value::is_string));
    }
    let is_address = ["_endpoint", "_uri"].iter().any(|end| name.ends_with(end)) || name == "issuer";
    !is_address || value.is_string()
}

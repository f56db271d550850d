//! Basic OP: the code flow of OpenID Connect Core, as the plan `oidcc-basic-certification-test-plan` looks at it.

mod alternate_happy_flow;
mod claims_essential;
mod claims_locales;
mod codereuse;
mod codereuse_30seconds;
mod display_page;
mod display_popup;
mod ensure_post_request_succeeds;
mod ensure_registered_redirect_uri;
mod ensure_request_object_with_redirect_uri;
mod ensure_request_with_acr_values_succeeds;
mod ensure_request_with_unknown_parameter_succeeds;
mod ensure_request_with_valid_pkce_succeeds;
mod ensure_request_without_nonce_succeeds_for_code_flow;
mod id_token_hint;
mod idtoken_signature;
mod idtoken_unsigned;
mod login_hint;
mod max_age_1;
mod max_age_10000;
mod prompt_login;
mod prompt_none_logged_in;
mod prompt_none_not_logged_in;
mod refresh_token;
mod request_uri_unsigned_supported_correctly_or_rejected_as_unsupported;
mod response_type_missing;
mod scope_address;
mod scope_all;
mod scope_email;
mod scope_phone;
mod scope_profile;
mod server;
mod server_client_secret_post;
mod ui_locales;
mod unsigned_request_object_supported_correctly_or_rejected_as_unsupported;
mod userinfo_get;
mod userinfo_post_body;
mod userinfo_post_header;

use crate::module::{Module, Plan};

/// The plan.
pub const PLAN: Plan = Plan {
    name: "basic",
    about: "OpenID Connect Core: the code flow, scopes, claims, prompt, max_age, hints",
    response_mode: None,
    has_people: true,
    modules: MODULES,
};

/// Its modules, for other plans that look at the same with another response mode.
pub(super) const MODULES: &[Module] = &[
    server::MODULE,
    response_type_missing::MODULE,
    idtoken_signature::MODULE,
    idtoken_unsigned::MODULE,
    userinfo_get::MODULE,
    userinfo_post_header::MODULE,
    userinfo_post_body::MODULE,
    ensure_request_without_nonce_succeeds_for_code_flow::MODULE,
    scope_profile::MODULE,
    scope_email::MODULE,
    scope_address::MODULE,
    scope_phone::MODULE,
    scope_all::MODULE,
    alternate_happy_flow::MODULE,
    display_page::MODULE,
    display_popup::MODULE,
    prompt_login::MODULE,
    prompt_none_not_logged_in::MODULE,
    prompt_none_logged_in::MODULE,
    max_age_1::MODULE,
    max_age_10000::MODULE,
    ensure_request_with_unknown_parameter_succeeds::MODULE,
    id_token_hint::MODULE,
    login_hint::MODULE,
    ui_locales::MODULE,
    claims_locales::MODULE,
    ensure_request_with_acr_values_succeeds::MODULE,
    codereuse::MODULE,
    codereuse_30seconds::MODULE,
    ensure_registered_redirect_uri::MODULE,
    ensure_post_request_succeeds::MODULE,
    server_client_secret_post::MODULE,
    request_uri_unsigned_supported_correctly_or_rejected_as_unsupported::MODULE,
    unsigned_request_object_supported_correctly_or_rejected_as_unsupported::MODULE,
    claims_essential::MODULE,
    ensure_request_object_with_redirect_uri::MODULE,
    refresh_token::MODULE,
    ensure_request_with_valid_pkce_succeeds::MODULE,
];

//! OAuth 2.0: the core (RFC 6749) with the best current practice (RFC 9700).

mod access_token_in_query;
mod access_token_missing;
mod authorization_endpoint_cors;
mod authorization_parameters_repeated;
mod basic_is_form_encoded;
mod basic_malformed;
mod basic_scheme_in_any_case;
mod client_authenticates_twice;
mod client_authentication_as_registered;
mod client_id_unknown;
mod client_secret_missing;
mod client_secret_wrong;
mod client_unknown;
mod code_entropy;
mod code_of_another_client;
mod code_race;
mod code_replay_ends_tokens;
mod code_unknown;
mod code_with_another_redirect_uri;
mod code_without_redirect_uri;
mod cookies_are_guarded;
mod empty_parameters_ignored;
mod grant_type_password;
mod grant_type_unknown;
mod input_is_sanitized;
mod redirect_after_sign_in;
mod redirect_uri_characters;
mod redirect_uri_fragment;
mod redirect_uri_host;
mod redirect_uri_loopback_port;
mod redirect_uri_of_another_client;
mod redirect_uri_path;
mod redirect_uri_port;
mod redirect_uri_prefix;
mod redirect_uri_query_added;
mod redirect_uri_scheme;
mod redirect_uri_userinfo;
mod refusal;
mod response_type_missing;
mod response_type_token;
mod response_type_unknown;
mod scope_told;
mod session_fixation;
mod sign_in_csrf;
mod sign_in_page_in_a_frame;
mod sign_in_page_keeps_to_itself;
mod state_kept;
mod state_kept_in_form_post;
mod token_endpoint_get;
mod token_parameters_repeated;
mod token_reply;
mod token_request_as_json;
mod token_request_in_query;
mod unknown_parameters_ignored;

use crate::module::Plan;

/// The plan.
pub const PLAN: Plan = Plan {
    name: "oauth",
    about: "OAuth 2.0 core as RFC 9700 hardens it: redirect URIs, client authentication, codes, pages",
    response_mode: None,
    has_people: true,
    modules: &[
        redirect_uri_prefix::MODULE,
        redirect_uri_path::MODULE,
        redirect_uri_query_added::MODULE,
        redirect_uri_fragment::MODULE,
        redirect_uri_userinfo::MODULE,
        redirect_uri_host::MODULE,
        redirect_uri_port::MODULE,
        redirect_uri_scheme::MODULE,
        redirect_uri_characters::MODULE,
        redirect_uri_of_another_client::MODULE,
        redirect_uri_loopback_port::MODULE,
        client_id_unknown::MODULE,
        state_kept::MODULE,
        state_kept_in_form_post::MODULE,
        refusal::MODULE,
        unknown_parameters_ignored::MODULE,
        empty_parameters_ignored::MODULE,
        authorization_parameters_repeated::MODULE,
        token_parameters_repeated::MODULE,
        response_type_missing::MODULE,
        response_type_unknown::MODULE,
        response_type_token::MODULE,
        scope_told::MODULE,
        client_secret_wrong::MODULE,
        client_secret_missing::MODULE,
        client_unknown::MODULE,
        client_authenticates_twice::MODULE,
        client_authentication_as_registered::MODULE,
        basic_is_form_encoded::MODULE,
        basic_scheme_in_any_case::MODULE,
        basic_malformed::MODULE,
        token_request_in_query::MODULE,
        token_endpoint_get::MODULE,
        token_request_as_json::MODULE,
        grant_type_unknown::MODULE,
        grant_type_password::MODULE,
        token_reply::MODULE,
        code_of_another_client::MODULE,
        code_with_another_redirect_uri::MODULE,
        code_without_redirect_uri::MODULE,
        code_unknown::MODULE,
        code_entropy::MODULE,
        code_race::MODULE,
        code_replay_ends_tokens::MODULE,
        redirect_after_sign_in::MODULE,
        sign_in_page_in_a_frame::MODULE,
        sign_in_page_keeps_to_itself::MODULE,
        sign_in_csrf::MODULE,
        session_fixation::MODULE,
        cookies_are_guarded::MODULE,
        input_is_sanitized::MODULE,
        authorization_endpoint_cors::MODULE,
        access_token_in_query::MODULE,
        access_token_missing::MODULE,
    ],
};

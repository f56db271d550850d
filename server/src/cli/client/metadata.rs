//! The flags that are named after client metadata (RFC 7591 section 2) and our own members.

use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::cli::input;
use crate::cli::terminal::Terminal;

/// One flag for each member; lists are given by repeating it.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Metadata")]
pub(super) struct Flags {
    /// Name shown on pages
    #[arg(long, value_name = "NAME")]
    client_name: Option<String>,
    /// Where answers go; repeatable
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Where a sign-out may end; repeatable
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// web or native
    #[arg(long, value_name = "TYPE")]
    application_type: Option<String>,
    /// authorization_code, refresh_token or client_credentials; repeatable
    #[arg(long = "grant-type", value_name = "GRANT")]
    grant_types: Vec<String>,
    /// code; follows from the grants where it is left out
    #[arg(long = "response-type", value_name = "TYPE")]
    response_types: Vec<String>,
    /// query, form_post or fragment; repeatable
    #[arg(long = "response-mode", value_name = "MODE")]
    response_modes: Vec<String>,
    /// none, client_secret_basic, client_secret_post, client_secret_jwt or private_key_jwt
    #[arg(long, value_name = "METHOD")]
    token_endpoint_auth_method: Option<String>,
    /// The one algorithm of the client's assertions
    #[arg(long, value_name = "ALG")]
    token_endpoint_auth_signing_alg: Option<String>,
    /// Scope it may ask for, separated by spaces [default: every standard scope]
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
    /// File with the client's public keys, a JWK set
    #[arg(long, value_name = "FILE")]
    jwks: Option<PathBuf>,
    /// Where the client's public keys are
    #[arg(long, value_name = "URL")]
    jwks_uri: Option<String>,
    /// What signs its ID tokens
    #[arg(long, value_name = "ALG")]
    id_token_signed_response_alg: Option<String>,
    /// What signs its access tokens
    #[arg(long, value_name = "ALG")]
    access_token_signed_response_alg: Option<String>,
    /// jwt or opaque
    #[arg(long, value_name = "FORMAT")]
    access_token_format: Option<String>,
    /// What its access tokens are for; repeatable [default: the issuer]
    #[arg(long, value_name = "AUDIENCE")]
    audience: Vec<String>,
    /// Audiences it answers for as a resource server; repeatable
    #[arg(long, value_name = "AUDIENCE")]
    serves: Vec<String>,
    /// Origins of its scripts, beside those of its redirect URIs; repeatable
    #[arg(long = "allowed-origin", value_name = "ORIGIN")]
    allowed_origins: Vec<String>,
    /// Your own application: people are not asked for consent
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    first_party: Option<bool>,
    /// Whether it must use PKCE; false for an old confidential client
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    require_pkce: Option<bool>,
    /// May take names and passwords itself
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    direct_login: Option<bool>,
    /// Whether its ID tokens always tell when the person signed in
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    require_auth_time: Option<bool>,
    /// Age of a sign-in, in seconds, after which it is asked for again
    #[arg(long, value_name = "SECONDS")]
    default_max_age: Option<u32>,
    /// Authentication context it wants; repeatable
    #[arg(long = "default-acr-value", value_name = "ACR")]
    default_acr_values: Vec<String>,
    /// The application's home page
    #[arg(long, value_name = "URL")]
    client_uri: Option<String>,
    /// Its logo: PNG, JPEG or WebP
    #[arg(long, value_name = "URL")]
    logo_uri: Option<String>,
    /// Its privacy policy
    #[arg(long, value_name = "URL")]
    policy_uri: Option<String>,
    /// Its terms of service
    #[arg(long, value_name = "URL")]
    tos_uri: Option<String>,
    /// Whom to reach about it; repeatable
    #[arg(long = "contact", value_name = "ADDRESS")]
    contacts: Vec<String>,
    /// The security profile: oidc
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
}

impl Flags {
    /// The members that the flags set. An empty text is `null`: the default.
    pub(super) fn members(&self, terminal: &mut Terminal) -> anyhow::Result<Map<String, Value>> {
        let mut members = Map::new();
        for (member, values) in self.lists() {
            match values.as_slice() {
                [] => {}
                [empty] if empty.is_empty() => drop(members.insert(member.to_owned(), Value::Null)),
                values => drop(members.insert(member.to_owned(), values.to_vec().into())),
            }
        }
        for (member, text) in self.texts() {
            if let Some(text) = text {
                let value = if text.is_empty() { Value::Null } else { text.clone().into() };
                members.insert(member.to_owned(), value);
            }
        }
        for (member, flag) in [
            ("first_party", self.first_party),
            ("require_pkce", self.require_pkce),
            ("direct_login", self.direct_login),
            ("require_auth_time", self.require_auth_time),
        ] {
            members.extend(flag.map(|flag| (member.to_owned(), flag.into())));
        }
        members.extend(self.default_max_age.map(|age| ("default_max_age".to_owned(), age.into())));
        if let Some(file) = &self.jwks {
            members.insert("jwks".to_owned(), input::json(file, terminal)?);
        }
        Ok(members)
    }

    /// Whether this member is read from standard input.
    pub(super) fn reads_stdin(&self) -> bool {
        self.jwks.as_deref().is_some_and(input::is_stdin)
    }

    fn lists(&self) -> [(&'static str, &Vec<String>); 10] {
        [
            ("redirect_uris", &self.redirect_uris),
            ("post_logout_redirect_uris", &self.post_logout_redirect_uris),
            ("grant_types", &self.grant_types),
            ("response_types", &self.response_types),
            ("response_modes", &self.response_modes),
            ("audience", &self.audience),
            ("serves", &self.serves),
            ("allowed_origins", &self.allowed_origins),
            ("default_acr_values", &self.default_acr_values),
            ("contacts", &self.contacts),
        ]
    }

    fn texts(&self) -> [(&'static str, &Option<String>); 14] {
        [
            ("client_name", &self.client_name),
            ("application_type", &self.application_type),
            ("token_endpoint_auth_method", &self.token_endpoint_auth_method),
            ("token_endpoint_auth_signing_alg", &self.token_endpoint_auth_signing_alg),
            ("scope", &self.scope),
            ("jwks_uri", &self.jwks_uri),
            ("id_token_signed_response_alg", &self.id_token_signed_response_alg),
            ("access_token_signed_response_alg", &self.access_token_signed_response_alg),
            ("access_token_format", &self.access_token_format),
            ("client_uri", &self.client_uri),
            ("logo_uri", &self.logo_uri),
            ("policy_uri", &self.policy_uri),
            ("tos_uri", &self.tos_uri),
            ("profile", &self.profile),
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::Args as _;
    use serde_json::json;

    use super::*;
    use crate::protocol::client_metadata::ClientMetadata;

    /// The flags as clap knows them, in the words of the metadata.
    fn flags() -> BTreeSet<String> {
        let command = Flags::augment_args(clap::Command::new("test"));
        command.get_arguments().map(|argument| argument.get_id().to_string()).collect()
    }

    #[test]
    fn every_member_has_a_flag_and_every_flag_is_a_member() {
        // Members that are left out of JSON while they have their default.
        let full: ClientMetadata = serde_json::from_value(json!({
            "client_name": "x", "client_uri": "x", "logo_uri": "x", "policy_uri": "x", "tos_uri": "x",
            "contacts": ["x"], "post_logout_redirect_uris": ["x"], "token_endpoint_auth_signing_alg": "x",
            "scope": "x", "jwks": {}, "jwks_uri": "x", "require_auth_time": true, "default_max_age": 1,
            "default_acr_values": ["x"], "direct_login": true, "allowed_origins": ["x"], "audience": ["x"],
            "serves": ["x"]
        }))
        .unwrap();
        let Value::Object(members) = serde_json::to_value(full).unwrap() else {
            panic!("an object");
        };
        assert_eq!(flags(), members.keys().cloned().collect());
    }
}

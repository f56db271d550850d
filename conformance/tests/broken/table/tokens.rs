//! Which module notices which mistake of the token endpoint.

use conformance::verdict::Outcome::{self, Failed, Warning};

use crate::mock::{Fault, TokenFault};

/// A mistake, the module that must notice it, and how that module ends.
#[rustfmt::skip]
pub(super) const ROWS: &[(Fault, &str, Outcome)] = &[
    // The token endpoint.
    (Fault::Token(TokenFault::SecretUnchecked), "oauth/client-secret-wrong", Failed),
    (Fault::Token(TokenFault::SecretUnchecked), "oauth/client-secret-missing", Failed),
    (Fault::Token(TokenFault::SecretUnchecked), "oauth/client-authentication-as-registered", Warning),
    (Fault::Token(TokenFault::SecretUnchecked), "refresh/unauthenticated", Failed),
    (Fault::Token(TokenFault::SecretUnchecked), "introspection/unauthenticated", Failed),
    (Fault::Token(TokenFault::SecretUnchecked), "revocation/unauthenticated", Failed),
    (Fault::Token(TokenFault::TwoMethods), "oauth/client-authenticates-twice", Warning),
    (Fault::Token(TokenFault::SecretInFormUnread), "basic/server-client-secret-post", Failed),
    (Fault::Token(TokenFault::Cacheable), "basic/server", Failed),
    (Fault::Token(TokenFault::Cacheable), "oauth/token-reply", Failed),
    (Fault::Token(TokenFault::ErrorWith200), "basic/codereuse", Failed),
    (Fault::Token(TokenFault::ErrorWith200), "oauth/code-unknown", Failed),
    (Fault::Token(TokenFault::ErrorAsPage), "basic/codereuse", Failed),
    (Fault::Token(TokenFault::ErrorAsPage), "oauth/client-unknown", Failed),
    (Fault::Token(TokenFault::RepeatedTokenParameters), "oauth/token-parameters-repeated", Failed),
    (Fault::Token(TokenFault::TokenByGet), "oauth/token-endpoint-get", Failed),
    (Fault::Token(TokenFault::GuessableToken), "basic/server", Failed),
    (Fault::Token(TokenFault::AnyGrant), "client-credentials/unregistered-grant", Failed),
    (Fault::Token(TokenFault::AnyGrant), "client-credentials/public-client", Failed),
    (Fault::Token(TokenFault::PasswordGrant), "oauth/grant-type-password", Failed),
    (Fault::Token(TokenFault::TokenRequestInQuery), "oauth/token-request-in-query", Failed),
    (Fault::Token(TokenFault::JsonTokenRequest), "oauth/token-request-as-json", Warning),
    (Fault::Token(TokenFault::UnknownGrantIsCode), "oauth/grant-type-unknown", Failed),
    (Fault::Token(TokenFault::BasicUndecoded), "oauth/basic-is-form-encoded", Failed),
    (Fault::Token(TokenFault::BasicInOneCase), "oauth/basic-scheme-in-any-case", Failed),
    (Fault::Token(TokenFault::MalformedBasicIs500), "oauth/basic-malformed", Failed),
    (Fault::Token(TokenFault::ClientExistenceTold), "oauth/client-unknown", Warning),
    (Fault::Token(TokenFault::ScopeNotTold), "oauth/scope-told", Failed),
    (Fault::Token(TokenFault::UnknownScopeGranted), "oauth/scope-told", Warning),
    (Fault::Token(TokenFault::ServiceGetsRefreshToken), "client-credentials/no-refresh-token", Warning),
    (Fault::Token(TokenFault::ServiceGetsIdToken), "client-credentials/no-id-token", Failed),
    (Fault::Token(TokenFault::ServiceIsPerson), "client-credentials/is-no-person", Failed),
    (Fault::Token(TokenFault::ServiceGetsAnyScope), "client-credentials/scope-unknown", Failed),
    (Fault::Token(TokenFault::ServiceScopeIgnored), "client-credentials/scope", Failed),
    (Fault::Token(TokenFault::ServiceTokenWithoutType), "client-credentials/token", Failed),
    (Fault::Token(TokenFault::ServiceWithoutSecret), "client-credentials/secret-wrong", Failed),
    // Refresh tokens.
    (Fault::Token(TokenFault::NotRotated), "refresh/rotation-for-public-clients", Failed),
    (Fault::Token(TokenFault::RotatedWorksOn), "refresh/reuse-is-refused", Failed),
    (Fault::Token(TokenFault::ChainSurvives), "refresh/reuse-ends-the-chain", Failed),
    (Fault::Token(TokenFault::RefreshWidens), "refresh/scope-wider", Failed),
    (Fault::Token(TokenFault::NarrowingIgnored), "refresh/scope-narrowed", Failed),
    (Fault::Token(TokenFault::NarrowedForEver), "refresh/scope-narrowed-once", Failed),
    (Fault::Token(TokenFault::SameAccessToken), "refresh/new-access-token", Failed),
    (Fault::Token(TokenFault::WrongSecretSpends), "refresh/unauthenticated", Failed),
    (Fault::Token(TokenFault::RefreshByAnother), "refresh/other-client", Failed),
    (Fault::Token(TokenFault::RefreshNeedsSecret), "refresh/public-client", Failed),
    (Fault::Token(TokenFault::RefreshByPrefix), "refresh/unknown", Failed),
    (Fault::Token(TokenFault::SuccessorUnknown), "refresh/rotation-for-confidential-clients", Failed),
    (Fault::Token(TokenFault::RefreshesCollide), "refresh/race", Failed),
    (Fault::Token(TokenFault::RefreshChangesSubject), "refresh/id-token", Failed),
    (Fault::Token(TokenFault::RefreshMovesSignIn), "basic/refresh-token", Failed),
];

//! What can be wrong with what a provider says about itself.

use super::Fault;

/// A mistake in the metadata, or in the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MetadataFault {
    /// The metadata names another issuer.
    IssuerMismatch,
    /// The issuer that is named has a query.
    IssuerWithQuery,
    /// The document comes as plain text.
    PlainText,
    /// An endpoint is plain HTTP.
    HttpEndpoint,
    /// The endpoint for signing out is plain HTTP.
    HttpEndSession,
    /// `response_types_supported` is left out.
    NoResponseTypes,
    /// The grant of the code flow is not announced.
    CodeGrantUnannounced,
    /// The scope `openid` is not announced.
    OpenidUnannounced,
    /// The claim `sub` is not announced.
    SubUnannounced,
    /// RS256 is not announced for ID tokens.
    Rs256Unannounced,
    /// People are called in a way that does not exist.
    UnknownSubjectType,
    /// Client assertions are announced without an algorithm.
    AssertionsWithoutAlgorithm,
    /// A language is written with an underscore.
    LocaleWithUnderscore,
    /// A member is named after nothing that is registered.
    MistypedMember,
    /// The JWKS shows a private key.
    PrivateKeyShown,
    /// Two keys have no `kid`.
    NoKid,
    /// Two keys have the same `kid`.
    SameKid,
    /// The RSA key has no exponent.
    ExponentMissing,
    /// The RSA key is there to encrypt.
    KeyForEncryption,
    /// The metadata names only `plain` for PKCE.
    OnlyPlainAnnounced,
    /// The OAuth metadata of RFC 8414 contradicts OpenID's.
    TwoMetadata,
    /// The OAuth metadata name another issuer.
    OAuthIssuerMismatch,
    /// A list is empty.
    EmptyList,
    /// A list says the same twice.
    ListedTwice,
    /// A list is a text.
    ListIsText,
    /// An endpoint that is announced is not there.
    DeadEndpoint,
    /// `none` is announced for client assertions.
    NoneAnnounced,
}

impl From<MetadataFault> for Fault {
    fn from(fault: MetadataFault) -> Self {
        Self::Metadata(fault)
    }
}

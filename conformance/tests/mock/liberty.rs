//! What a provider may decide for itself. No module may fail because of it.

/// One decision that the specifications leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Liberty {
    /// Access tokens mean nothing to clients (RFC 6749 section 1.4).
    OpaqueAccessTokens,
    /// There are no refresh tokens (RFC 6749 section 1.5).
    NoRefreshTokens,
    /// Confidential clients keep their refresh token (RFC 9700 section 2.2.2).
    RotatesForPublicAlone,
    /// `invalid_client` is 400 where no header was used (RFC 6749 section 5.2).
    InvalidClientIs400,
    /// The browser is sent on with 302.
    Redirects302,
    /// `iss` is neither announced nor sent (RFC 9207 section 3).
    NoIssuerInResponse,
    /// The parameter `claims` is not supported (OpenID Connect Core 5.5).
    NoClaimsParameter,
    /// Nothing optional is there or announced, but registration.
    Bare,
    /// Unsigned request objects are read (OpenID Connect Core 6.1).
    ReadsRequestObjects,
    /// Every client needs PKCE (RFC 9700 section 2.1.1).
    PkceForAll,
    /// Name and password are asked for on two pages.
    NameFirst,
    /// Somebody is asked for consent the first time they use a client.
    AsksForConsent,
    /// Signing out is always confirmed (RP-Initiated Logout section 2).
    AlwaysConfirmsSigningOut,
    /// `aud` is an array of one (OpenID Connect Core 2).
    AudienceIsArray,
    /// The issuer has a path (OpenID Connect Discovery 1.0 section 4.1).
    IssuerWithPath,
    /// An error has a code and nothing more.
    NoDescriptions,
    /// The ID token says who it is, beside userinfo (OpenID Connect Core 5.4).
    ClaimsInIdToken,
}

impl Liberty {
    /// All of them.
    pub(crate) const ALL: [Self; 17] = [
        Self::OpaqueAccessTokens,
        Self::NoRefreshTokens,
        Self::RotatesForPublicAlone,
        Self::InvalidClientIs400,
        Self::Redirects302,
        Self::NoIssuerInResponse,
        Self::NoClaimsParameter,
        Self::Bare,
        Self::ReadsRequestObjects,
        Self::PkceForAll,
        Self::NameFirst,
        Self::AsksForConsent,
        Self::AlwaysConfirmsSigningOut,
        Self::AudienceIsArray,
        Self::IssuerWithPath,
        Self::NoDescriptions,
        Self::ClaimsInIdToken,
    ];
}

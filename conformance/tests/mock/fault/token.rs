//! What can be wrong where tokens are given and renewed.

use super::Fault;

/// A mistake of the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenFault {
    // Giving.
    /// Client secrets are not compared.
    SecretUnchecked,
    /// Two ways of authenticating at once are fine.
    TwoMethods,
    /// `client_secret_post` is announced and not read.
    SecretInFormUnread,
    /// Tokens come without `Cache-Control: no-store`.
    Cacheable,
    /// Errors have the status 200.
    ErrorWith200,
    /// Errors are pages.
    ErrorAsPage,
    /// A repeated parameter of a token request counts once.
    RepeatedTokenParameters,
    /// Token requests may come in the query of a GET.
    TokenByGet,
    /// Access tokens are counted.
    GuessableToken,
    /// A client uses grants it is not registered for.
    AnyGrant,
    /// A client may send the password of a person.
    PasswordGrant,
    /// Secrets and codes may come in the query of a POST.
    TokenRequestInQuery,
    /// Token requests may be JSON.
    JsonTokenRequest,
    /// A `grant_type` that nobody knows is taken for a code.
    UnknownGrantIsCode,
    /// Id and secret of Basic are not form-decoded.
    BasicUndecoded,
    /// The scheme has to be written `Basic`.
    BasicInOneCase,
    /// An Authorization header that cannot be read is a fault of the server.
    MalformedBasicIs500,
    /// The error tells whether the client exists.
    ClientExistenceTold,
    /// A narrower scope than the one that was asked for is not told.
    ScopeNotTold,
    /// A scope that does not exist is granted.
    UnknownScopeGranted,
    /// Client credentials come with a refresh token.
    ServiceGetsRefreshToken,
    /// Client credentials come with an ID token.
    ServiceGetsIdToken,
    /// Userinfo takes a service for the person.
    ServiceIsPerson,
    /// A service gets every scope it asks for.
    ServiceGetsAnyScope,
    /// A service that asks for less gets everything.
    ServiceScopeIgnored,
    /// The token of a service comes without `token_type`.
    ServiceTokenWithoutType,
    /// A name is enough for client credentials.
    ServiceWithoutSecret,

    // Renewing.
    /// A public client keeps its refresh token for ever.
    NotRotated,
    /// A rotated refresh token works on after its successor was used.
    RotatedWorksOn,
    /// A reused refresh token is refused, and its chain lives on.
    ChainSurvives,
    /// A refresh gives whatever scope it asks for.
    RefreshWidens,
    /// A refresh that asks for less gets everything.
    NarrowingIgnored,
    /// A refresh that asked for less once gets less for ever.
    NarrowedForEver,
    /// A refresh gives the same access token again.
    SameAccessToken,
    /// A wrong secret spends the refresh token.
    WrongSecretSpends,
    /// A refresh token works for every client.
    RefreshByAnother,
    /// A public client has no secret, and so may not refresh.
    RefreshNeedsSecret,
    /// Only the beginning of a refresh token is compared.
    RefreshByPrefix,
    /// The refresh token that a refresh gives works nowhere.
    SuccessorUnknown,
    /// Of two refreshes at the same time one breaks the server.
    RefreshesCollide,
    /// The ID token of a refresh is about somebody else.
    RefreshChangesSubject,
    /// The ID token of a refresh is about a later sign-in.
    RefreshMovesSignIn,
}

impl From<TokenFault> for Fault {
    fn from(fault: TokenFault) -> Self {
        Self::Token(fault)
    }
}

//! What can be wrong with access tokens that are JWTs (RFC 9068).

use super::Fault;

/// A mistake in an access token, or in what is taken for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessTokenFault {
    /// `typ` is `JWT`.
    Typ,
    /// `aud` is left out.
    WithoutAudience,
    /// `client_id` is left out.
    WithoutClient,
    /// It is signed with a key that was never published.
    UnpublishedKey,
    /// `jti` is always the same.
    SameJti,
    /// It lives a day longer than `expires_in` says.
    LivesLonger,
    /// `scope` says more than was granted.
    Scope,
    /// `auth_time` is now.
    AuthTime,
    /// A service is told to have signed in.
    ServiceHasAuthTime,
    /// An ID token opens userinfo.
    IdTokenOpens,
}

impl From<AccessTokenFault> for Fault {
    fn from(fault: AccessTokenFault) -> Self {
        Self::AccessToken(fault)
    }
}

//! What a provider can get wrong. A mock is started with one of these; beside it, the mock is right.

mod access_token;
mod logout;
mod metadata;
mod token;

pub(crate) use access_token::AccessTokenFault;
pub(crate) use logout::LogoutFault;
pub(crate) use metadata::MetadataFault;
pub(crate) use token::TokenFault;

/// One mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Everything but metadata, keys and registration is down.
    Down,
    /// Its access tokens are wrong JWTs.
    AccessToken(AccessTokenFault),
    /// It says something wrong about itself.
    Metadata(MetadataFault),
    /// It signs people out wrongly.
    Logout(LogoutFault),
    /// It gives or renews tokens wrongly.
    Token(TokenFault),

    // The ID token.
    /// `iss` is another provider's.
    WrongIssuer,
    /// `aud` is another client.
    WrongAudience,
    /// `aud` names a second client, and there is no `azp`.
    SecondAudience,
    /// The nonce is left out.
    NonceMissing,
    /// It ended an hour ago.
    Expired,
    /// It is not signed: `alg` is `none`.
    Unsigned,
    /// It is signed with a key that was never published.
    UnpublishedKey,
    /// Its last claim was changed after signing.
    BrokenSignature,
    /// `at_hash` belongs to another access token.
    WrongAtHash,
    /// `auth_time` is left out where `max_age` asks for it.
    AuthTimeMissing,
    /// `sub` is left out.
    SubjectMissing,
    /// `none` is announced, and whoever registers for it gets a signature all the same.
    UnsignedAnnounced,

    // Codes.
    /// A code works again and again.
    CodeWorksTwice,
    /// What a code gave is still alive after the code came twice.
    CodeReuseKillsNothing,
    /// A code works for every client.
    CodeOfAnotherClient,
    /// The redirect URI of the token request is not compared.
    CodeForAnyRedirectUri,
    /// The token request need not say the redirect URI again.
    RedirectUriForgotten,
    /// Codes are counted: the next one can be guessed.
    GuessableCode,
    /// Between looking at a code and marking it as used there is time for another request.
    CodeRaces,
    /// After 20 seconds it is forgotten that a code was used.
    UsedCodeForgotten,

    // PKCE.
    /// The challenge is forgotten.
    PkceIgnored,
    /// A verifier must come, and any will do.
    AnyVerifier,
    /// The verifier may be left out.
    VerifierOptional,
    /// The challenge itself is a good verifier for S256.
    ChallengeIsVerifier,
    /// `plain` is accepted.
    PlainAccepted,
    /// A code without a challenge is given for any verifier (RFC 9700 section 4.8.2).
    DowngradeAccepted,
    /// Public clients need no challenge.
    PkceOptionalForPublic,
    /// A challenge may look like anything.
    ChallengeUnchecked,
    /// A verifier may look like anything.
    VerifierUnchecked,
    /// A method nobody knows is taken for S256.
    UnknownMethodIsS256,
    /// A method without a challenge is no PKCE.
    MethodAloneIsNothing,
    /// Only public clients may send a challenge.
    PkceForPublicAlone,
    /// The digest of S256 is padded, as base64url is elsewhere.
    DigestPadded,

    // Redirect URIs.
    /// What begins like a registered redirect URI is one.
    RedirectByPrefix,
    /// The query of a redirect URI is not compared.
    RedirectWithoutQuery,
    /// The fragment of a redirect URI is not compared.
    RedirectWithoutFragment,
    /// Redirect URIs are normalised before they are compared.
    RedirectNormalised,
    /// Blanks around a redirect URI are taken away.
    RedirectTrimmed,
    /// Only host and path of a redirect URI are compared.
    RedirectWithAnyScheme,
    /// A redirect URI ends in the registered host, whatever stands before it.
    RedirectByHostSuffix,
    /// What any client registered is good for every client.
    RedirectOfAnyClient,
    /// Any port will do on loopback, and any path too.
    LoopbackWithAnyPath,
    /// On loopback only the registered port will do.
    LoopbackPortCompared,
    /// Errors go to redirect URIs that nobody registered.
    ErrorToStranger,
    /// Errors go to whatever redirect URI stands beside a client that nobody knows.
    UnknownClientRedirected,
    /// Request objects are read, and the redirect URI beside one is not compared.
    RedirectUriBesideObject,

    // The authorization response.
    /// `state` does not come back.
    StateDropped,
    /// `state` comes back in upper case.
    StateChanged,
    /// A state comes back where none was sent.
    StateInvented,
    /// `state` does not come back with errors.
    StateDroppedInErrors,
    /// `iss` is announced and left out.
    IssMissing,
    /// `iss` is left out of errors.
    IssMissingInErrors,
    /// `iss` is another provider's.
    IssWrong,
    /// `iss` is whatever the request says.
    IssFromRequest,
    /// `iss` is not announced.
    IssUnannounced,
    /// The response goes into the fragment.
    InFragment,
    /// `response_mode=form_post` is not heard.
    FormPostIgnored,
    /// The form of form_post writes values as they come.
    FormPostUnescaped,
    /// `error_description` has quotes.
    QuotedDescription,
    /// An error carries a code too.
    ErrorWithCode,
    /// After the password the browser is sent on with 307, which repeats the post.
    Redirect307,

    // The authorization request.
    /// `prompt=none` shows the sign-in page.
    PromptNoneShowsPage,
    /// `prompt=none` is an error even for somebody who is signed in.
    PromptNoneAlwaysFails,
    /// `prompt=login` asks nothing.
    PromptLoginIgnored,
    /// `prompt=consent` asks nothing.
    PromptConsentIgnored,
    /// Whoever is signed in is never the person of an `id_token_hint`.
    HintIsAnother,
    /// `max_age` is not heard.
    MaxAgeIgnored,
    /// Somebody who refused is sent back with a code.
    RefusalIgnored,
    /// A request without `response_type` gets a code.
    ResponseTypeOptional,
    /// A `response_type` that nobody knows gets a code.
    UnknownResponseTypeIsCode,
    /// A repeated parameter counts once.
    RepeatedParameters,
    /// A posted authorization request is refused.
    PostRefused,
    /// A parameter nobody knows is an error.
    UnknownParameterRefused,
    /// A request object is thrown away silently.
    RequestObjectIgnored,
    /// A reference to a request object is thrown away silently.
    RequestUriIgnored,
    /// `response_type=token` gives an access token.
    ImplicitGrant,
    /// A parameter without a value is an unknown value.
    EmptyParametersCount,
    /// Without a nonce there is no code.
    NonceRequired,
    /// Scopes without `openid` before them are not OpenID.
    ScopeOrderCounts,
    /// `claims` is announced and not heard.
    ClaimsIgnored,
    /// `display` is an error.
    DisplayRefused,
    /// `ui_locales` is an error.
    UiLocalesRefused,
    /// `claims_locales` is an error.
    ClaimsLocalesRefused,
    /// `acr_values` is an error.
    AcrValuesRefused,
    /// A `login_hint` that names nobody is an error.
    LoginHintMustBeKnown,

    // The sign-in page.
    /// Signing in keeps the cookie that was there before.
    SessionFixed,
    /// The form works in another browser than the one it was shown in.
    SignInFromElsewhere,
    /// Cookies are neither HttpOnly nor SameSite.
    CookieForScripts,
    /// The page may be framed.
    Framed,
    /// The page tells where it is to whoever is linked, and is stored.
    PageTellsItsAddress,
    /// `login_hint` is written into the page as it comes.
    LoginHintUnescaped,
    /// Scripts of every origin may ask for authorization.
    AuthorizationCors,

    // Userinfo.
    /// Without a token there is somebody all the same.
    UserinfoOpen,
    /// Any token will do.
    AnyToken,
    /// Userinfo is about somebody else.
    OtherSubject,
    /// A token in the query is accepted (RFC 9700 section 4.3.2).
    TokenInQuery,
    /// 401 comes without `WWW-Authenticate`.
    NoChallenge,
    /// Every claim is given, whatever was asked.
    AllClaims,
    /// The scope `email` gives nothing.
    NoEmail,
    /// Of several scopes only the first gives its claims.
    FirstScopeAlone,
    /// A claim is there and empty.
    EmptyClaim,
    /// The address is a text.
    AddressIsText,
    /// `phone_number_verified` is a text.
    VerifiedIsText,
    /// Userinfo answers GET alone.
    UserinfoByGetAlone,
    /// A token in the form is not read.
    TokenInFormUnread,

    // Introspection and revocation.
    /// Introspection asks nobody who they are.
    IntrospectionOpen,
    /// A token nobody knows is an error of introspection.
    IntrospectionOfUnknownFails,
    /// An inactive token comes with its claims.
    InactiveTellsMore,
    /// A revoked token stays active.
    RevokedStaysActive,
    /// A refresh token is not revoked.
    RefreshTokenNotRevoked,
    /// A token nobody knows is an error of revocation.
    RevocationOfUnknownFails,
    /// Revocation asks nobody who they are.
    RevocationOpen,
    /// Everybody revokes everything.
    RevocationByAnother,
    /// `token_type_hint` is believed.
    HintBelieved,
    /// A code is an active token, and asking spends it.
    CodeIntrospected,
    /// An ID token is an active token.
    IdTokenIntrospected,
    /// The claims of a token are believed whoever signed them.
    ChangedTokenIntrospected,
    /// A rotated refresh token is still active.
    RotatedStaysActive,
    /// The token may come in the query.
    TokenInIntrospectionQuery,
    /// Of a token that comes twice the first one counts.
    TwoTokens,
    /// The client is another one.
    IntrospectedForAnother,
    /// With a refresh token nothing else is revoked.
    AccessTokensOutlive,
}

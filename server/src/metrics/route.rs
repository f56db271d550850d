//! The addresses that requests are counted by: the patterns that are registered, never what was asked for.

use super::label::label;

label! {
    /// A registered pattern, below the issuer's path. Those that are asked most stand first.
    Route {
        /// The token endpoint.
        Token = "/token",
        /// The authorization endpoint.
        Authorize = "/authorize",
        /// The introspection endpoint.
        Introspect = "/introspect",
        /// The userinfo endpoint.
        Userinfo = "/userinfo",
        /// The revocation endpoint.
        Revoke = "/revoke",
        /// The published keys.
        Jwks = "/jwks",
        /// The sign-in page.
        Login = "/login",
        /// The consent page.
        Consent = "/consent",
        /// The page of the second factor.
        SecondFactor = "/second-factor",
        /// Metadata of OpenID Connect.
        OpenidMetadata = "/.well-known/openid-configuration",
        /// Metadata of OAuth.
        OauthMetadata = "/.well-known/oauth-authorization-server",
        /// The end session endpoint.
        Logout = "/logout",
        /// Answers to its question.
        LoggedOut = "/logged-out",
        /// The sign-in page of our own door.
        SignIn = "/sign-in",
        /// Makes an account.
        Register = "/register",
        /// Takes the code that proves an address.
        Verify = "/verify",
        /// Takes the link that proves one.
        VerifyLink = "/verify/link",
        /// Takes the name of whoever forgot a password.
        Forgot = "/forgot",
        /// Takes a new password.
        Reset = "/reset",
        /// Takes a change of address back.
        Undo = "/undo",
        /// The home page.
        Home = "/",
        /// A person's own account.
        Account = "/account",
        /// What they say of themselves.
        AccountProfile = "/account/profile",
        /// Takes another address of theirs.
        AccountEmail = "/account/email",
        /// Where they are signed in.
        AccountSessions = "/account/sessions",
        /// What acts for them.
        AccountApplications = "/account/applications",
        /// What happened.
        AccountActivity = "/account/activity",
        /// What is held about them.
        AccountData = "/account/data",
        /// Signs one device out.
        EndSession = "/account/sessions/end",
        /// Signs every other device out.
        EndOthers = "/account/sessions/end-others",
        /// Disconnects an application.
        Disconnect = "/account/applications/disconnect",
        /// Erases the account.
        Erase = "/account/data/erase",
        /// Whether the process answers.
        Healthz = "/healthz",
        /// Whether it can work.
        Readyz = "/readyz",
        /// Static files.
        Asset = "/static/{name}",
        /// The operator's pictures.
        BrandPicture = "/brand/{name}",
        /// The operator's colours.
        BrandStyle = "/brand.css",
        /// What browsers ask for by themselves.
        Favicon = "/favicon.ico",
        /// Logos of clients.
        Logo = "/logo/{client_id}",
        /// Where a password is changed, for password managers.
        WellKnownChangePassword = "/.well-known/change-password",
        /// The page that it leads to.
        ChangePassword = "/change-password",
        /// Where people look after the ways in which they sign in.
        Security = "/account/security",
        /// Where an authenticator app is set up.
        Totp = "/account/security/totp",
        /// Removes it.
        RemoveTotp = "/account/security/totp/remove",
        /// What it scans, as a file.
        TotpPicture = "/account/security/totp.png",
        /// Where a passkey is added and named.
        Passkey = "/account/security/passkey",
        /// Removes it.
        RemovePasskey = "/account/security/passkey/remove",
        /// Makes new backup codes.
        RenewCodes = "/account/security/codes",
        /// Where to report a vulnerability.
        SecurityTxt = "/.well-known/security.txt",
        /// Begins a sign-in of `signet dev`.
        DevSignIn = "/dev/sign-in/{client_id}",
        /// Ends it.
        DevCallback = "/dev/callback",
        /// The account of whoever calls.
        ApiMe = "/v1/users/me",
        /// Everything held about it.
        ApiExport = "/v1/users/me/export",
        /// Another address for it.
        ApiEmail = "/v1/users/me/email",
        /// The proof of that.
        ApiEmailConfirm = "/v1/users/me/email/confirm",
        /// Its preferences.
        ApiPreferences = "/v1/users/me/preferences",
        /// The applications that act for it.
        ApiConsents = "/v1/users/me/consents",
        /// One of them.
        ApiConsent = "/v1/users/me/consents/{client_id}",
        /// What happened to it.
        ApiEvents = "/v1/users/me/events",
        /// What protects it beside the password.
        ApiSecondFactors = "/v1/users/me/mfa",
        /// An authenticator app.
        ApiTotp = "/v1/users/me/mfa/totp",
        /// Its first code.
        ApiConfirmTotp = "/v1/users/me/mfa/totp/confirm",
        /// Fresh backup codes.
        ApiBackupCodes = "/v1/users/me/mfa/backup-codes",
        /// Devices that are not asked.
        ApiDevices = "/v1/users/me/mfa/devices",
        /// Passkeys.
        ApiPasskeys = "/v1/users/me/mfa/passkeys",
        /// What makes one.
        ApiPasskeyOptions = "/v1/users/me/mfa/passkeys/options",
        /// One of them.
        ApiPasskey = "/v1/users/me/mfa/passkeys/{id}",
        /// Where it is signed in.
        ApiSessions = "/v1/auth/sessions",
        /// One of these places.
        ApiSession = "/v1/auth/sessions/{sid}",
        /// Signs it out.
        ApiLogout = "/v1/auth/logout",
        /// Another password.
        ApiChangePassword = "/v1/auth/password/change",
        /// Name and password.
        ApiLogin = "/v1/auth/login",
        /// A second factor.
        ApiVerify = "/v1/auth/mfa/verify",
        /// A new account.
        ApiRegister = "/v1/auth/register",
        /// The mail that proves its address, once more.
        ApiVerifyEmail = "/v1/auth/email/verify",
        /// The proof.
        ApiConfirmEmail = "/v1/auth/email/verify/confirm",
        /// A forgotten password.
        ApiReset = "/v1/auth/password/reset",
        /// A new one.
        ApiConfirmReset = "/v1/auth/password/reset/confirm",
        /// Fresh tokens.
        ApiRefresh = "/v1/auth/refresh",
        /// The published keys, for who looks for them here.
        ApiJwks = "/v1/.well-known/jwks.json",
        /// The description of the API.
        OpenApi = "/openapi.json",
        /// The same, to be read.
        Docs = "/docs",
        /// The mailbox of `signet dev`.
        DevMailbox = "/dev/mail",
        /// A mail in it.
        DevMail = "/dev/mail/{id}",
        /// The operator's page of figures.
        Metrics = "/metrics",
        /// No address of ours.
        None = "none",
    }
}

impl Route {
    /// The pattern that `path` fits. `base` is the issuer's path without a last slash. Metadata is found at the root of the
    /// host too, with `base` behind it (RFC 8414 section 3.1), and what the operator's address answers always is.
    pub fn of<'p>(path: &'p str, base: &str) -> Self {
        let exact = |path: &str| Self::ALL.iter().copied().find(|route| route.as_str() == path);
        // The issuer's own address is answered without its last slash too.
        let whole = |below: &'p str| if below.is_empty() && !base.is_empty() { "/" } else { below };
        let below = path.strip_prefix(base).map(whole).filter(|below| below.starts_with('/'));
        let rooted = || path.strip_suffix(base).and_then(exact).filter(|route| route.is_metadata());
        let operated = || exact(path).filter(|route| route.is_operated());
        let found = below.and_then(|below| exact(below).or_else(|| Self::with_a_name(below)));
        found.or_else(rooted).or_else(operated).unwrap_or(Self::None)
    }

    /// Whether a path of it is one of ours to the letter.
    pub fn is_fixed(self) -> bool {
        self != Self::None && !self.as_str().contains('{')
    }

    /// Its place in [`ALL`](Self::ALL).
    pub(super) const fn number(self) -> usize {
        self as usize
    }

    const fn is_metadata(self) -> bool {
        matches!(self, Self::OpenidMetadata | Self::OauthMetadata)
    }

    /// Whether it is asked by machines of the operator's alone, again and again.
    pub const fn is_operated(self) -> bool {
        matches!(self, Self::Healthz | Self::Readyz | Self::Metrics)
    }

    fn with_a_name(path: &str) -> Option<Self> {
        let fits = |route: &Self| {
            let name = route.as_str().split_once('{').and_then(|(before, _)| path.strip_prefix(before));
            name.is_some_and(|name| !name.is_empty() && !name.contains('/'))
        };
        Self::ALL.iter().copied().find(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_counted_by_its_pattern() {
        for (path, base, route) in [
            ("/token", "", Route::Token),
            ("/", "", Route::Home),
            ("/logo/notes", "", Route::Logo),
            ("/static/page-1.css", "", Route::Asset),
            ("/id/token", "/id", Route::Token),
            ("/id/", "/id", Route::Home),
            ("/id", "/id", Route::Home),
            ("/.well-known/openid-configuration/id", "/id", Route::OpenidMetadata),
            ("/id/.well-known/openid-configuration", "/id", Route::OpenidMetadata),
            ("/metrics", "", Route::Metrics),
            ("/readyz", "/id", Route::Readyz),
        ] {
            assert_eq!(Route::of(path, base), route, "{path} below {base}");
        }
    }

    #[test]
    fn what_is_no_address_of_ours_is_one_series() {
        for (path, base) in [
            ("", ""),
            ("none", ""),
            ("/none", ""),
            ("/token/", ""),
            ("/TOKEN", ""),
            ("/logo/", ""),
            ("/logo/a/b", ""),
            ("/logo/{client_id}/", ""),
            ("/token", "/id"),
            ("/identity", "/id"),
            ("/token/id", "/id"),
            ("*", ""),
        ] {
            assert_eq!(Route::of(path, base), Route::None, "{path} below {base}");
        }
    }
}

//! The addresses that a proxy has to let through, each asked once, in the way that costs the server least: an answer that
//! only the server gives, without an event in the audit log where there is another way, and without a count of a limit.

use futures::future::join_all;
use serde_json::Value;

use crate::outbound::probe::{Probe, Seen, Trouble};
use crate::protocol::issuer::Issuer;
use crate::web::{assets, urls};

/// A token that is none.
pub(super) const NO_TOKEN: (&str, &str) = ("authorization", "Bearer signet-doctor");
/// What whoever only looks ahead sends.
const PREFETCH: (&str, &str) = ("sec-purpose", "prefetch");
/// What the style sheet is found by in a page: its name differs with each release.
const STYLE: &str = ".css";

/// In which way an address is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// `GET`, with nothing besides.
    Plainly,
    /// `GET`, as whoever only looks ahead: he is told nothing, and leaves nothing behind.
    LookingAhead,
    /// `GET`, with [`NO_TOKEN`].
    WithNoToken,
    /// `HEAD`.
    ForHeaders,
    /// `POST` of this form.
    WithForm(&'static str),
}

/// How an address is asked, and by which status the server is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit {
    /// The server's own path, below the issuer.
    pub(super) path: &'static str,
    /// The member of the provider metadata that names it to clients.
    pub(super) member: Option<&'static str>,
    way: Way,
    /// What the server answers to that.
    expected: &'static [u16],
}

/// An address that was asked.
#[derive(Debug)]
pub(super) struct Visited {
    /// The server's own path, below the issuer.
    pub(super) path: String,
    /// Where it was asked: where clients are told to ask.
    pub(super) address: String,
    /// Whether clients are told another address than the server's own.
    pub(super) is_renamed: bool,
    pub(super) way: Way,
    pub(super) seen: Result<Seen, Trouble>,
    expected: &'static [u16],
}

/// What is asked. A test holds this list and that of the routes together.
pub(super) fn visits() -> Vec<Visit> {
    vec![
        asked(Way::LookingAhead, urls::AUTHORIZE, &[204]).named("authorization_endpoint"),
        // These three are shown by GET alone; without a sign-in that was begun, that would be an event.
        asked(Way::ForHeaders, urls::LOGIN, &[405, 400]),
        asked(Way::ForHeaders, urls::CONSENT, &[405, 400]),
        asked(Way::ForHeaders, urls::SECOND_FACTOR, &[405, 303]),
        asked(Way::Plainly, urls::SIGN_IN, &[200]),
        // 404: what is not offered.
        asked(Way::Plainly, urls::REGISTER, &[200, 404]),
        asked(Way::Plainly, urls::FORGOT, &[200, 404]),
        // Without what a mail says they lead nowhere.
        asked(Way::Plainly, urls::VERIFY, &[400]),
        asked(Way::Plainly, urls::VERIFY_LINK, &[400]),
        asked(Way::Plainly, urls::RESET, &[400]),
        asked(Way::Plainly, urls::UNDO, &[400]),
        // Nobody is signed in: the page of the account leads to the sign-in.
        asked(Way::Plainly, urls::ACCOUNT, &[303]),
        asked(Way::Plainly, urls::API_ME, &[401]),
        asked(Way::Plainly, urls::LOGOUT, &[200]).named("end_session_endpoint"),
        asked(Way::Plainly, urls::LOGGED_OUT, &[200]),
        // 429: asked too often within a minute, which is an answer too.
        asked(Way::WithForm("grant_type=signet-doctor"), urls::TOKEN, &[400, 401, 429])
            .named("token_endpoint"),
        asked(Way::WithNoToken, urls::USERINFO, &[401]).named("userinfo_endpoint"),
        asked(Way::Plainly, urls::JWKS, &[200]).named("jwks_uri"),
        // The wrong method: the right one would count as a client that failed.
        asked(Way::Plainly, urls::INTROSPECT, &[405]).named("introspection_endpoint"),
        asked(Way::Plainly, urls::REVOKE, &[405]).named("revocation_endpoint"),
        asked(Way::Plainly, BRAND, &[200]),
    ]
}

const BRAND: &str = "/brand.css";

fn asked(way: Way, path: &'static str, expected: &'static [u16]) -> Visit {
    Visit { path, member: None, way, expected }
}

/// Asks all of them at once, where the provider metadata send clients, and then for the style sheet that the sign-in page
/// names.
pub(super) async fn make(probe: &Probe, issuer: &Issuer, metadata: &Value) -> Vec<Visited> {
    let ask = |visit: Visit| async move {
        let address = visit.address(issuer, metadata);
        let seen = match visit.way {
            Way::Plainly => probe.get(&address, &[]).await,
            Way::LookingAhead => probe.get(&address, &[PREFETCH]).await,
            Way::WithNoToken => probe.get(&address, &[NO_TOKEN]).await,
            Way::ForHeaders => probe.head(&address).await,
            Way::WithForm(form) => probe.post(&address, form).await,
        };
        visit.came(issuer, address, seen)
    };
    let mut visited = join_all(visits().into_iter().map(ask)).await;
    let page = visited.iter().find(|visited| visited.path == urls::SIGN_IN);
    if let Some(path) = page.and_then(|page| style(&page.seen.as_ref().ok()?.body)) {
        let address = issuer.join(&path);
        let seen = probe.get(&address, &[]).await;
        let is_renamed = false;
        visited.push(Visited { path, address, is_renamed, way: Way::Plainly, seen, expected: &[200] });
    }
    visited
}

impl Visit {
    /// The same, named to clients by this member of the metadata.
    fn named(self, member: &'static str) -> Self {
        Self { member: Some(member), ..self }
    }

    /// Where clients are told to ask. An address that is not below the issuer is the finding of `metadata`, and nobody is
    /// asked there.
    fn address(&self, issuer: &Issuer, metadata: &Value) -> String {
        let below = issuer.join("/");
        let told = self.member.and_then(|member| metadata[member].as_str());
        let told = told.filter(|address| address.starts_with(&below));
        told.map_or_else(|| issuer.join(self.path), str::to_owned)
    }

    fn came(self, issuer: &Issuer, address: String, seen: Result<Seen, Trouble>) -> Visited {
        let Self { path, way, expected, .. } = self;
        let is_renamed = address != issuer.join(path);
        Visited { path: path.to_owned(), address, is_renamed, way, seen, expected }
    }
}

/// The path of a page's style sheet, below the issuer.
fn style(page: &[u8]) -> Option<String> {
    let page = std::str::from_utf8(page).ok()?;
    let begin = page.find(assets::PATH)?;
    let end = page[begin..].find(['"', '\'', ' ', '>'])?;
    let path = &page[begin..begin + end];
    path.ends_with(STYLE).then(|| path.to_owned())
}

impl Visited {
    /// The answer, where it is the server's own and the one that was to come.
    pub(super) fn arrived(&self) -> Option<&Seen> {
        let seen = self.seen.as_ref().ok()?;
        (self.expected.contains(&seen.status) && bears_a_mark(seen)).then_some(seen)
    }

    /// Whether the server itself says that it cannot.
    pub(super) fn is_fault_of_server(&self) -> bool {
        self.seen.as_ref().is_ok_and(|seen| seen.status >= 500 && is_of_server(seen))
    }

    /// What came in the place of the answer.
    pub(super) fn found(&self) -> String {
        match &self.seen {
            Ok(seen) if self.expected.contains(&seen.status) && !bears_a_mark(seen) => {
                format!("{}, from somebody else: none of the server's headers is there", status(seen))
            }
            Ok(seen) => status(seen),
            Err(trouble) => trouble.to_string(),
        }
    }
}

/// Headers that are on every answer of ours.
const MARKS: [&str; 2] = ["x-request-id", "x-content-type-options"];

/// Whether the server wrote it, and no proxy: many of them add one of the two by themselves.
fn is_of_server(seen: &Seen) -> bool {
    MARKS.iter().all(|mark| seen.headers.contains_key(*mark))
}

/// Whether the server may have written it: some proxies take one of the two away.
pub(super) fn bears_a_mark(seen: &Seen) -> bool {
    MARKS.iter().any(|mark| seen.headers.contains_key(*mark))
}

/// The status, and where it leads.
pub(super) fn status(seen: &Seen) -> String {
    match (seen.status, seen.headers.get("location").and_then(|to| to.to_str().ok())) {
        (status, Some(to)) => format!("the status {status}, which leads to {to}"),
        (status, None) => format!("the status {status}"),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use http::HeaderMap;

    use super::*;
    use crate::web::routes::Listener;
    use crate::web::{self};

    /// An answer of this status, with the server's marks or without.
    pub(in crate::cli::doctor) fn answer(status: u16, is_of_server: bool) -> Seen {
        let mut headers = HeaderMap::new();
        if is_of_server {
            headers.insert("x-request-id", "r".parse().unwrap());
            headers.insert("x-content-type-options", "nosniff".parse().unwrap());
        }
        Seen { status, headers, body: "".into(), peer: None, certificate: None, took: Duration::ZERO }
    }

    /// What came of asking this address of the issuer `https://id.test/auth`, where the metadata are its own.
    pub(in crate::cli::doctor) fn visited(path: &str, seen: Result<Seen, Trouble>) -> Visited {
        visited_at(path, &format!("https://id.test/auth{path}"), seen)
    }

    /// The same, where clients are told this address.
    pub(in crate::cli::doctor) fn visited_at(
        path: &str,
        address: &str,
        seen: Result<Seen, Trouble>,
    ) -> Visited {
        let visit = visits().into_iter().find(|visit| visit.path == path).unwrap();
        visit.came(&"https://id.test/auth".parse().unwrap(), address.to_owned(), seen)
    }

    #[test]
    fn clients_are_followed_to_where_the_metadata_send_them_and_to_nobody_else() {
        let issuer: Issuer = "https://id.test/auth".parse().unwrap();
        let visit = visits().into_iter().find(|visit| visit.path == urls::TOKEN).unwrap();
        for (told, asked) in [
            ("https://id.test/auth/token", "https://id.test/auth/token"),
            ("https://id.test/auth/oauth/token", "https://id.test/auth/oauth/token"),
            ("https://id.test/token", "https://id.test/auth/token"),
            ("http://10.0.0.7/auth/token", "https://id.test/auth/token"),
        ] {
            let address = visit.address(&issuer, &serde_json::json!({ "token_endpoint": told }));
            assert_eq!(address, asked, "{told}");
        }
    }

    /// What other checks ask, and what nobody needs for signing in.
    const ELSEWHERE: [&str; 10] = [
        "/docs",
        "/openapi.json",
        urls::OPENID_METADATA,
        urls::OAUTH_METADATA,
        "/readyz",
        "/healthz",
        "/",
        "/favicon.ico",
        "/change-password",
        "/.well-known/change-password",
    ];

    #[test]
    fn every_address_is_asked_or_said_to_be_needless() {
        let asked = visits();
        for address in web::addresses("", false) {
            let path = address.path.as_str();
            let is_known = asked.iter().any(|visit| visit.path == path)
                || ELSEWHERE.contains(&path)
                || path == "/.well-known/security.txt"
                // Where one of these is passed on, all are.
                || path.starts_with("/account/")
                || path.starts_with("/v1/")
                // Pictures of an operator or a client; the style sheet is asked by the name that a page gives it.
                || path.contains('{');
            assert!(address.listener == Listener::Operator || is_known, "{path}: add it to visits()");
        }
    }

    #[test]
    fn the_style_sheet_of_a_page_is_found_below_any_issuer() {
        let page =
            br#"<link rel="icon" href="x"><link rel="stylesheet" href="/auth/static/signet.01ab.css">"#;
        assert_eq!(style(page).as_deref(), Some("/static/signet.01ab.css"));
        assert_eq!(style(b"<p>another server's page"), None);
    }

    #[test]
    fn an_answer_is_the_servers_by_its_status_and_a_fault_by_its_marks() {
        assert!(visited(urls::REVOKE, Ok(answer(405, true))).arrived().is_some());
        assert!(visited(urls::REVOKE, Ok(answer(405, false))).arrived().is_none(), "a server of files");
        assert!(visited(urls::REVOKE, Ok(answer(404, true))).arrived().is_none());
        assert!(visited(urls::SIGN_IN, Ok(answer(503, true))).is_fault_of_server());
        assert!(!visited(urls::SIGN_IN, Ok(answer(502, false))).is_fault_of_server());
    }
}

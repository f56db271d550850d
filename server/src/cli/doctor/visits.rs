//! The addresses that a proxy has to let through, each asked once, in the way that costs the server least: an answer that
//! only the server gives, without an event in the audit log where there is another way, and without a count of a limit.

use futures::future::join_all;
use http::Method;

use crate::outbound::probe::{Probe, Seen, Trouble};
use crate::protocol::issuer::Issuer;
use crate::web::{assets, urls};

/// A token that is none.
pub(super) const NO_TOKEN: (&str, &str) = ("authorization", "Bearer signet-doctor");
/// What the style sheet is found by in a page: its name differs with each release.
const STYLE: &str = ".css";

/// How an address is asked, and by which status the server is known.
pub(super) struct Visit {
    method: Method,
    /// Below the issuer.
    pub(super) path: &'static str,
    header: Option<(&'static str, &'static str)>,
    form: &'static str,
    /// What the server answers to that.
    expected: &'static [u16],
}

/// An address that was asked.
#[derive(Debug)]
pub(super) struct Visited {
    pub(super) method: Method,
    /// Below the issuer.
    pub(super) path: String,
    pub(super) seen: Result<Seen, Trouble>,
    expected: &'static [u16],
}

/// What is asked. A test holds this list and that of the routes together.
pub(super) fn visits() -> Vec<Visit> {
    vec![
        // Whoever only looks ahead is told nothing, and leaves nothing behind.
        Visit { header: Some(("sec-purpose", "prefetch")), ..get(urls::AUTHORIZE, &[204]) },
        // These two are shown by GET alone; without a sign-in that was begun, that would be an event.
        Visit { method: Method::HEAD, ..get(urls::LOGIN, &[405, 400]) },
        Visit { method: Method::HEAD, ..get(urls::CONSENT, &[405, 400]) },
        get(urls::SIGN_IN, &[200]),
        get(urls::LOGOUT, &[200]),
        get(urls::LOGGED_OUT, &[200]),
        // 429: asked too often within a minute, which is an answer too.
        Visit {
            method: Method::POST,
            form: "grant_type=signet-doctor",
            ..get(urls::TOKEN, &[400, 401, 429])
        },
        Visit { header: Some(NO_TOKEN), ..get(urls::USERINFO, &[401]) },
        get(urls::JWKS, &[200]),
        // The wrong method: the right one would count as a client that failed.
        get(urls::INTROSPECT, &[405]),
        get(urls::REVOKE, &[405]),
        get(BRAND, &[200]),
    ]
}

const BRAND: &str = "/brand.css";

fn get(path: &'static str, expected: &'static [u16]) -> Visit {
    Visit { method: Method::GET, path, header: None, form: "", expected }
}

/// Asks all of them at once, and then for the style sheet that the sign-in page names.
pub(super) async fn make(probe: &Probe, issuer: &Issuer) -> Vec<Visited> {
    let ask = |visit: Visit| async move {
        let headers: Vec<_> = visit.header.into_iter().collect();
        let address = issuer.join(visit.path);
        let seen = match visit.method {
            Method::POST => probe.post(&address, visit.form).await,
            Method::HEAD => probe.head(&address).await,
            _ => probe.get(&address, &headers).await,
        };
        Visited { method: visit.method, path: visit.path.to_owned(), seen, expected: visit.expected }
    };
    let mut visited = join_all(visits().into_iter().map(ask)).await;
    let page = visited.iter().find(|visited| visited.path == urls::SIGN_IN);
    if let Some(path) = page.and_then(|page| style(&page.seen.as_ref().ok()?.body)) {
        let seen = probe.get(&issuer.join(&path), &[]).await;
        visited.push(Visited { method: Method::GET, path, seen, expected: &[200] });
    }
    visited
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
        self.seen.as_ref().ok().filter(|seen| self.expected.contains(&seen.status))
    }

    /// Whether the server itself says that it cannot.
    pub(super) fn is_fault_of_server(&self) -> bool {
        self.seen.as_ref().is_ok_and(|seen| seen.status >= 500 && is_of_server(seen))
    }

    /// What came in the place of the answer.
    pub(super) fn found(&self) -> String {
        match &self.seen {
            Ok(seen) => status(seen),
            Err(trouble) => trouble.to_string(),
        }
    }
}

/// Whether the server wrote it, and no proxy: both headers are on every answer of ours.
fn is_of_server(seen: &Seen) -> bool {
    seen.headers.contains_key("x-request-id") && seen.headers.contains_key("x-content-type-options")
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

    /// What came of asking this address.
    pub(in crate::cli::doctor) fn visited(path: &str, seen: Result<Seen, Trouble>) -> Visited {
        let visit = visits().into_iter().find(|visit| visit.path == path).unwrap();
        Visited { method: visit.method, path: path.to_owned(), seen, expected: visit.expected }
    }

    /// What other checks ask, and what nobody needs for signing in.
    const ELSEWHERE: [&str; 8] = [
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
        assert!(visited(urls::REVOKE, Ok(answer(405, false))).arrived().is_some());
        assert!(visited(urls::REVOKE, Ok(answer(404, true))).arrived().is_none());
        assert!(visited(urls::SIGN_IN, Ok(answer(503, true))).is_fault_of_server());
        assert!(!visited(urls::SIGN_IN, Ok(answer(502, false))).is_fault_of_server());
    }
}

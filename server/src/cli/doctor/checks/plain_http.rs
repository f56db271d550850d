//! Plain http leads to https, or nowhere: whoever types the name alone must not end on a page without TLS.

use async_trait::async_trait;

use super::{Check, Side};
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::names;
use crate::cli::doctor::patient::Patient;
use crate::outbound::probe::{Probe, Seen};
use crate::protocol::issuer::Issuer;

pub(super) struct PlainHttp;

#[async_trait]
impl Check for PlainHttp {
    fn name(&self) -> &'static str {
        names::PLAIN_HTTP
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        match twin(&outside.issuer) {
            Some(twin) => vec![look_at(&outside.probe, &twin, outside.issuer.origin()).await],
            None => Vec::new(),
        }
    }
}

/// The address that a browser tries for the bare name. An issuer with a port of its own has none.
fn twin(issuer: &Issuer) -> Option<String> {
    let is_default = issuer.origin() == format!("https://{}", issuer.host());
    is_default.then(|| format!("http://{}/", issuer.host()))
}

async fn look_at(probe: &Probe, twin: &str, origin: &str) -> Finding {
    match probe.get(twin, &[]).await {
        Err(_) => Finding::sound(format!("nothing answers at {twin}")),
        Ok(seen) => judge(&seen, twin, origin),
    }
}

fn judge(seen: &Seen, twin: &str, origin: &str) -> Finding {
    let to = seen.headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
    let leads = to.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    if (300..400).contains(&seen.status) && leads {
        return Finding::sound(format!("{twin} leads to {to}"));
    }
    let found = match (seen.status, to) {
        (status @ 300..400, to) => format!("the status {status}, which leads to {to:?}"),
        (status, _) => format!("the status {status}"),
    };
    let fix = format!("let the proxy answer it with 308 and Location: {origin}/, or close the port");
    Finding::problem(format!("a redirect from {twin} to {origin}, or no answer"), found, fix)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderMap;

    use super::*;
    use crate::cli::doctor::finding::Level;

    fn answer(status: u16, location: Option<&str>) -> Seen {
        let mut headers = HeaderMap::new();
        if let Some(to) = location {
            headers.insert("location", to.parse().unwrap());
        }
        Seen { status, headers, body: "".into(), peer: None, certificate: None, took: Duration::ZERO }
    }

    #[test]
    fn a_redirect_to_https_of_the_same_host_is_sound_and_all_else_is_not() {
        let level = |seen: &Seen| judge(seen, "http://id.test/", "https://id.test").level;
        for to in ["https://id.test/", "https://id.test", "https://id.test/x?y"] {
            assert_eq!(level(&answer(308, Some(to))), Level::Sound, "{to}");
        }
        for seen in [
            answer(200, None),
            answer(404, None),
            answer(301, Some("http://id.test/")),
            answer(301, Some("https://id.test.evil/")),
            answer(301, None),
        ] {
            assert_eq!(level(&seen), Level::Problem, "{seen:?}");
        }
    }

    #[tokio::test]
    async fn a_port_that_is_closed_is_sound() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let twin = format!("http://{}/", listener.local_addr().unwrap());
        drop(listener);
        assert_eq!(look_at(&Probe::new(None).unwrap(), &twin, "https://x").await.level, Level::Sound);
    }

    #[test]
    fn a_port_of_its_own_has_no_twin() {
        assert_eq!(twin(&"https://id.test/a".parse().unwrap()).as_deref(), Some("http://id.test/"));
        for text in ["https://id.test:8443", "http://localhost"] {
            assert_eq!(twin(&text.parse().unwrap()), None, "{text}");
        }
    }
}

//! Which redirect URIs are a client's (RFC 9700 section 4.1.3, RFC 8252 section 7.3).

use url::{Position, Url};

use super::Op;
use super::fault::Fault;
use super::store::Client;

/// Whether the client registered this URI, character by character. On loopback a native application has any port.
pub(super) fn is_registered(op: &Op, client: &Client, told: &str) -> bool {
    if told.is_empty() {
        return false;
    }
    if op.has(Fault::RedirectOfAnyClient) {
        return op
            .store()
            .clients
            .values()
            .any(|client| client.redirect_uris.iter().any(|known| known == told));
    }
    let is_native = client.application_type.as_deref() == Some("native");
    client.redirect_uris.iter().any(|known| {
        known == told || (is_native && is_loopback(op, known, told)) || is_wrongly_accepted(op, known, told)
    })
}

fn is_loopback(op: &Op, known: &str, told: &str) -> bool {
    let (Ok(known), Ok(told)) = (Url::parse(known), Url::parse(told)) else { return false };
    let is_here = known.scheme() == "http" && known.host_str() == Some("127.0.0.1");
    let same_host = known[..Position::AfterHost] == told[..Position::AfterHost];
    let same_path = known[Position::BeforePath..] == told[Position::BeforePath..];
    let same_place = same_host && (same_path || op.has(Fault::LoopbackWithAnyPath));
    is_here && same_place && !op.has(Fault::LoopbackPortCompared)
}

fn is_wrongly_accepted(op: &Op, known: &str, told: &str) -> bool {
    let is_like = |same: fn(&Url, &Url) -> bool| {
        Url::parse(known).is_ok_and(|known| Url::parse(told).is_ok_and(|told| same(&known, &told)))
    };
    match op.fault {
        Some(Fault::RedirectByPrefix) => told.starts_with(known),
        Some(Fault::RedirectWithoutQuery) => told.split('?').next() == Some(known),
        Some(Fault::RedirectWithoutFragment) => told.split('#').next() == Some(known),
        Some(Fault::RedirectTrimmed) => told.trim() == known,
        Some(Fault::RedirectNormalised) => is_like(|known, told| known == told),
        Some(Fault::RedirectWithAnyScheme) => {
            is_like(|known, told| (known.host_str(), known.path()) == (told.host_str(), told.path()))
        }
        Some(Fault::RedirectByHostSuffix) => is_like(|known, told| {
            let (known, told) = (known.host_str().unwrap_or_default(), told.host_str().unwrap_or_default());
            told.ends_with(known)
        }),
        _ => false,
    }
}

//! The provider metadata lie at every address where clients look: OpenID Connect Discovery section 4 appends to the
//! issuer, RFC 8414 section 3.1 inserts before its path.

use async_trait::async_trait;
use http::header::CONTENT_TYPE;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::patient::{Outside, Patient};
use crate::outbound::probe::Seen;
use crate::protocol::issuer::Issuer;
use crate::web::urls;

pub(super) struct Documents;

#[async_trait]
impl Check for Documents {
    fn name(&self) -> &'static str {
        "well-known"
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        let Some(first) = outside.metadata().and(outside.discovery.as_ref().ok()) else { return Vec::new() };
        let places = places(&outside.issuer);
        let mut found = Vec::new();
        for place in &places {
            found.extend(look_at(outside, place, first).await);
        }
        or_sound(found, || format!("the same metadata at all {} addresses", places.len() + 1))
    }
}

/// Where they lie besides.
fn places(issuer: &Issuer) -> Vec<String> {
    let path = issuer.path().trim_end_matches('/');
    let mut places = vec![issuer.join(urls::OAUTH_METADATA)];
    if !path.is_empty() {
        let inserted = [urls::OAUTH_METADATA, urls::OPENID_METADATA];
        places.extend(inserted.map(|name| format!("{}{name}{path}", issuer.origin())));
    }
    places
}

async fn look_at(outside: &Outside, place: &str, first: &Seen) -> Option<Finding> {
    let expected = || format!("the same metadata at {place}");
    let fix = || {
        let path = place.strip_prefix(outside.issuer.origin()).unwrap_or(place);
        format!("let the proxy pass {path} to the server, with its path unchanged")
    };
    match outside.probe.get(place, &[]).await {
        Err(trouble) => Some(Finding::problem(expected(), trouble.to_string(), fix())),
        Ok(seen) if seen.status != 200 => {
            Some(Finding::problem(expected(), format!("the status {}", seen.status), fix()))
        }
        Ok(seen) if seen.body != first.body => {
            Some(Finding::problem(expected(), "another document: another server's, or an old copy", fix()))
        }
        Ok(seen) => seen.headers.get(CONTENT_TYPE).is_none_or(|kind| kind != "application/json").then(|| {
            Finding::warning(
                format!("application/json at {place}"),
                "another content type",
                "let the proxy keep the server's Content-Type",
            )
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_with_a_path_has_four_addresses() {
        let of = |text: &str| places(&text.parse().unwrap());
        assert_eq!(of("https://id.test/"), ["https://id.test/.well-known/oauth-authorization-server"]);
        assert_eq!(
            of("https://id.test/auth"),
            [
                "https://id.test/auth/.well-known/oauth-authorization-server",
                "https://id.test/.well-known/oauth-authorization-server/auth",
                "https://id.test/.well-known/openid-configuration/auth",
            ]
        );
    }
}

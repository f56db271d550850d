//! The provider metadata lie at every address where clients look: OpenID Connect Discovery section 4 appends to the
//! issuer, RFC 8414 section 3.1 inserts before its path.

use async_trait::async_trait;
use http::header::CONTENT_TYPE;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, Level, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::outside::Outside;
use crate::cli::doctor::patient::Patient;
use crate::cli::doctor::visits;
use crate::outbound::probe::Seen;
use crate::protocol::issuer::Issuer;
use crate::web::urls;

pub(super) struct Documents;

#[async_trait]
impl Check for Documents {
    fn name(&self) -> &'static str {
        names::WELL_KNOWN
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Metadata]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        let Some(first) = outside.metadata().and(outside.discovery.as_ref().ok()) else { return Vec::new() };
        let places = places(&outside.issuer);
        let mut wrong = Vec::new();
        for place in &places {
            let path = place.strip_prefix(outside.issuer.origin()).unwrap_or(place);
            wrong.extend(look_at(outside, place, first).await.map(|(level, found)| (path, level, found)));
        }
        or_sound(judge(&wrong), || format!("the same metadata at all {} addresses", places.len() + 1))
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

/// What came in the place of the metadata.
async fn look_at(outside: &Outside, place: &str, first: &Seen) -> Option<(Level, String)> {
    let found = match outside.probe.get(place, &[]).await {
        Err(trouble) => trouble.to_string(),
        Ok(seen) if seen.status != 200 => visits::status(&seen),
        Ok(seen) if seen.body != first.body => {
            "another document: another server's, or an old copy".to_owned()
        }
        Ok(seen) if seen.headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json") => {
            return None;
        }
        Ok(_) => return Some((Level::Warning, "another content type than application/json".to_owned())),
    };
    Some((Level::Problem, found))
}

/// One finding for all places where the same came.
fn judge(wrong: &[(&str, Level, String)]) -> Vec<Finding> {
    let mut ways: Vec<(Level, &str)> = Vec::new();
    for (_, level, found) in wrong {
        if !ways.contains(&(*level, found)) {
            ways.push((*level, found));
        }
    }
    let finding = |(level, way): (Level, &str)| {
        let paths = wrong.iter().filter(|(_, _, found)| found == way).map(|(path, _, _)| *path);
        let paths = paths.collect::<Vec<_>>().join(", ");
        let fix = format!("let the proxy pass {paths} to the server, with the path and the answer unchanged");
        Finding { level, ..Finding::problem(format!("the same metadata at {paths}"), way, fix) }
    };
    ways.into_iter().map(finding).collect()
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

    #[test]
    fn places_that_fail_alike_are_one_finding() {
        let bad = |path: &'static str, found: &str| (path, Level::Problem, found.to_owned());
        let found = judge(&[bad("/a", "the status 502"), bad("/b", "the status 502"), bad("/c", "other")]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].fix.as_ref().unwrap().starts_with("let the proxy pass /a, /b to the server"));
    }
}

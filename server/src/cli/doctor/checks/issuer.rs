//! The issuer in the provider metadata is the one that was asked, byte for byte (OpenID Connect Discovery section 4.3).

use async_trait::async_trait;
use serde_json::Value;

use super::{Check, Side};
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::names;
use crate::cli::doctor::outside::Outside;
use crate::cli::doctor::patient::Patient;
use crate::cli::doctor::visits;
use crate::outbound::probe::{Seen, Trouble};
use crate::protocol::issuer::Issuer;
use crate::web::urls;

pub(super) struct IssuerAsSeen;

#[async_trait]
impl Check for IssuerAsSeen {
    fn name(&self) -> &'static str {
        names::ISSUER
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        patient.outside.iter().map(judge).collect()
    }
}

fn judge(outside: &Outside) -> Finding {
    let issuer = &outside.issuer;
    let expected = format!("the provider metadata at {}", issuer.join(urls::OPENID_METADATA));
    match (&outside.discovery, outside.metadata()) {
        (Err(Trouble::Certificate(_)), _) => {
            Finding::unseen(format!("its certificate is refused: see {}", names::CERTIFICATE))
        }
        (Err(trouble), _) => Finding::problem(
            expected,
            format!("no answer: {trouble}"),
            format!("start the server, and see that the name {} and its proxy lead to it", issuer.host()),
        ),
        (Ok(_), Some(metadata)) => compare(issuer, metadata.get("issuer").and_then(Value::as_str)),
        (Ok(seen), None) => Finding::problem(expected, answered(seen), remedy(seen, issuer)),
    }
}

fn answered(seen: &Seen) -> String {
    match seen.status {
        200 => "an answer that is no JSON object: another server's".to_owned(),
        _ => visits::status(seen),
    }
}

fn remedy(seen: &Seen, issuer: &Issuer) -> String {
    match seen.status {
        300..400 => {
            "make server.issuer the address that the redirect leads to, or take the redirect away: clients do not follow it"
                .to_owned()
        }
        502..=504 => {
            "start the server, and let the proxy pass requests to an address of server.listen".to_owned()
        }
        _ => format!(
            "let the proxy pass {}{} to the server with its path unchanged",
            issuer.path().trim_end_matches('/'),
            urls::OPENID_METADATA
        ),
    }
}

fn compare(asked: &Issuer, found: Option<&str>) -> Finding {
    let expected = format!("{asked}, byte for byte");
    match found {
        Some(found) if found == asked.as_str() => {
            Finding::sound(format!("the provider metadata name {asked}, byte for byte"))
        }
        Some(found) => Finding::problem(
            expected,
            format!("{found}{}", difference(asked.as_str(), found)),
            format!(
                "configure clients with {found}; or, before anybody uses this provider, set server.issuer to {asked}"
            ),
        ),
        None => Finding::problem(
            expected,
            "provider metadata without an issuer: another server's",
            "let the proxy pass this address to Signet",
        ),
    }
}

/// In what two issuers differ, where that is easily overlooked.
fn difference(asked: &str, found: &str) -> &'static str {
    if asked.trim_end_matches('/') == found.trim_end_matches('/') {
        " (they differ in the slash at the end)"
    } else if asked.replacen("https:", "http:", 1) == found.replacen("https:", "http:", 1) {
        " (they differ in http and https)"
    } else if asked.eq_ignore_ascii_case(found) {
        " (they differ in capital letters)"
    } else if asked.starts_with(found) || found.starts_with(asked) {
        " (they differ in the path)"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;

    #[test]
    fn one_byte_is_a_difference_and_is_named() {
        let asked: Issuer = "https://id.test/auth".parse().unwrap();
        assert_eq!(compare(&asked, Some("https://id.test/auth")).level, Level::Sound);
        for (found, words) in [
            ("https://id.test/auth/", "slash at the end"),
            ("http://id.test/auth", "http and https"),
            ("https://id.test/Auth", "capital letters"),
            ("https://id.test", "in the path"),
            ("https://other.test", "https://other.test"),
        ] {
            let finding = compare(&asked, Some(found));
            assert_eq!(finding.level, Level::Problem);
            assert!(finding.found.contains(words), "{finding:?}");
            assert!(finding.fix.unwrap().starts_with(&format!("configure clients with {found};")));
        }
        assert_eq!(compare(&asked, None).level, Level::Problem);
    }
}

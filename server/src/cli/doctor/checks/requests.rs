//! What clients send arrives: the Authorization header, and forms. Some proxies drop the one or refuse the other.

use async_trait::async_trait;
use serde_json::Value;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::patient::Patient;
use crate::outbound::probe::{Seen, Trouble};
use crate::web::urls;

/// A token that is none.
pub(super) const NO_TOKEN: (&str, &str) = ("authorization", "Bearer signet-doctor");

pub(super) struct Requests;

#[async_trait]
impl Check for Requests {
    fn name(&self) -> &'static str {
        "requests"
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        if outside.metadata().is_none() {
            return Vec::new();
        }
        let bearer = outside.probe.get(&outside.at(urls::USERINFO), &[NO_TOKEN]).await;
        let form = outside.probe.post(&outside.at(urls::TOKEN), "grant_type=signet-doctor").await;
        let found = of_bearer(&bearer).into_iter().chain(of_form(&form));
        or_sound(found.collect(), || "the Authorization header and forms arrive".to_owned())
    }
}

/// A wrong token is refused as `invalid_token`; of none at all the challenge says no such thing (RFC 6750 section 3.1).
fn of_bearer(answer: &Result<Seen, Trouble>) -> Option<Finding> {
    let expected = "the Authorization header at the userinfo endpoint";
    let fix = "let the proxy pass the Authorization header to the server";
    let found = match answer {
        Ok(seen) => {
            let challenge = seen.headers.get("www-authenticate").and_then(|value| value.to_str().ok());
            match challenge {
                Some(challenge) if seen.status == 401 && challenge.contains("invalid_token") => return None,
                Some(_) if seen.status == 401 => "it was asked for, as if it had not been sent".to_owned(),
                _ => format!("the status {} without a challenge of the server's", seen.status),
            }
        }
        Err(trouble) => trouble.to_string(),
    };
    Some(Finding::problem(expected, found, fix))
}

fn of_form(answer: &Result<Seen, Trouble>) -> Option<Finding> {
    let found = match answer {
        Ok(seen) => {
            let body: Option<Value> = serde_json::from_slice(&seen.body).ok();
            if body.is_some_and(|body| body["error"].is_string()) {
                return None;
            }
            format!("the status {} and no JSON", seen.status)
        }
        Err(trouble) => trouble.to_string(),
    };
    let fix = "let the proxy pass POST and the answers to it, errors too, unchanged";
    Some(Finding::problem("a refusal in JSON at the token endpoint", found, fix))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderMap;

    use super::*;

    fn answer(status: u16, challenge: Option<&str>, body: &'static str) -> Seen {
        let mut headers = HeaderMap::new();
        if let Some(challenge) = challenge {
            headers.insert("www-authenticate", challenge.parse().unwrap());
        }
        Seen { status, headers, body: body.into(), peer: None, certificate: None, took: Duration::ZERO }
    }

    #[test]
    fn a_header_that_was_dropped_is_told_from_one_that_was_refused() {
        assert_eq!(
            of_bearer(&Ok(answer(401, Some("Bearer realm=\"x\", error=\"invalid_token\""), ""))),
            None
        );
        let dropped = of_bearer(&Ok(answer(401, Some("Bearer realm=\"x\""), ""))).unwrap();
        assert!(dropped.found.contains("as if it had not been sent"));
        assert!(of_bearer(&Ok(answer(403, None, ""))).unwrap().found.contains("403"));
        assert!(of_bearer(&Err(Trouble::Silent)).is_some());
    }

    #[test]
    fn an_error_page_of_the_proxy_is_no_answer_to_a_form() {
        assert_eq!(of_form(&Ok(answer(400, None, "{\"error\":\"invalid_request\"}"))), None);
        assert!(of_form(&Ok(answer(405, None, "<html>"))).unwrap().found.contains("405"));
    }
}

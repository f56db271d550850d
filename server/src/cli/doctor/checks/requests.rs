//! What clients send arrives: the Authorization header, and forms. Some proxies drop the one or refuse the other.

use async_trait::async_trait;
use serde_json::Value;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::outbound::probe::Seen;
use crate::web::urls;

pub(super) struct Requests;

#[async_trait]
impl Check for Requests {
    fn name(&self) -> &'static str {
        names::REQUESTS
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Metadata, Need::Ready, Need::Answer(urls::USERINFO), Need::Answer(urls::TOKEN)]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        let bearer = outside.answer(urls::USERINFO).and_then(of_bearer);
        let form = outside.answer(urls::TOKEN).and_then(of_form);
        let found = bearer.into_iter().chain(form);
        or_sound(found.collect(), || "the Authorization header and forms arrive".to_owned())
    }
}

/// A wrong token is refused as `invalid_token`; of none at all the challenge says no such thing (RFC 6750 section 3.1).
fn of_bearer(answer: &Seen) -> Option<Finding> {
    let challenge = answer.headers.get("www-authenticate").and_then(|value| value.to_str().ok());
    let found = match challenge {
        Some(challenge) if challenge.contains("invalid_token") => return None,
        Some(_) => "it was asked for, as if it had not been sent",
        None => "a refusal without a challenge of the server's",
    };
    let fix = "let the proxy pass the Authorization header to the server, and WWW-Authenticate back";
    Some(Finding::problem("the Authorization header at the userinfo endpoint", found, fix))
}

fn of_form(answer: &Seen) -> Option<Finding> {
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    if body.is_some_and(|body| body["error"].is_string()) {
        return None;
    }
    let found = format!("the status {} and no JSON", answer.status);
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
        assert_eq!(of_bearer(&answer(401, Some("Bearer realm=\"x\", error=\"invalid_token\""), "")), None);
        let dropped = of_bearer(&answer(401, Some("Bearer realm=\"x\""), "")).unwrap();
        assert!(dropped.found.contains("as if it had not been sent"));
        assert!(of_bearer(&answer(401, None, "")).unwrap().found.contains("without a challenge"));
    }

    #[test]
    fn an_error_page_of_the_proxy_is_no_answer_to_a_form() {
        assert_eq!(of_form(&answer(400, None, "{\"error\":\"invalid_request\"}")), None);
        assert!(of_form(&answer(400, None, "<html>")).unwrap().found.contains("400"));
    }
}

//! The headers that pages go out with arrive in the browser: a proxy that drops them takes a defence away.

use async_trait::async_trait;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::outbound::probe::Seen;
use crate::web::urls;

/// Half a year: less protects nobody who comes back seldom (RFC 6797 section 6.1.1).
const LEAST_HSTS: u64 = 180 * 24 * 60 * 60;

pub(super) struct Headers;

#[async_trait]
impl Check for Headers {
    fn name(&self) -> &'static str {
        names::HEADERS
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Metadata, Need::Ready, Need::Answer(urls::SIGN_IN)]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        let Some(seen) = outside.answer(urls::SIGN_IN) else { return Vec::new() };
        or_sound(judge(seen, outside.is_https()), || "of the sign-in page, complete".to_owned())
    }
}

fn judge(seen: &Seen, is_https: bool) -> Vec<Finding> {
    let text = |name: &str| seen.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut found = Vec::new();
    let mut lacks = |name: &str, expected: &str, words: &str| {
        if !text(name).contains(words) {
            let value = text(name);
            let shown = if value.is_empty() { "none".to_owned() } else { value.to_owned() };
            let fix = format!("let the proxy pass the server's {name} unchanged");
            found.push(Finding::problem(format!("{name}: {expected}"), shown, fix));
        }
    };
    lacks("content-security-policy", "default-src 'none' and what the page needs", "default-src 'none'");
    lacks("x-frame-options", "DENY", "DENY");
    lacks("cache-control", "no-store", "no-store");
    if seen.headers.get("x-request-id").is_none() {
        found.push(Finding::warning(
            "x-request-id, by which the log lines of a request are found",
            "none",
            "let the proxy pass the server's x-request-id",
        ));
    }
    let hsts = text("strict-transport-security");
    if is_https && max_age(hsts).is_none_or(|seconds| seconds < LEAST_HSTS) {
        let shown = if hsts.is_empty() { "none" } else { hsts };
        found.push(Finding::warning(
            "strict-transport-security: max-age of at least half a year",
            shown,
            "let the proxy pass the server's strict-transport-security unchanged",
        ));
    }
    found
}

fn max_age(header: &str) -> Option<u64> {
    let directives = header.split(';').filter_map(|directive| directive.trim().split_once('='));
    let (_, seconds) = directives.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("max-age"))?;
    seconds.trim_matches('"').parse().ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderMap, HeaderName};

    use super::*;

    const GOOD: [(&str, &str); 5] = [
        ("content-security-policy", "default-src 'none'; base-uri 'none'"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
        ("x-request-id", "abc"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ];

    fn told(headers: &[(&'static str, &str)], is_https: bool) -> Vec<String> {
        let all = headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        let headers: HeaderMap = all.collect();
        let seen = Seen {
            status: 200,
            headers,
            body: "".into(),
            peer: None,
            certificate: None,
            took: Duration::ZERO,
        };
        judge(&seen, is_https).into_iter().map(|finding| finding.fix.unwrap()).collect()
    }

    #[test]
    fn each_header_that_is_missing_is_told_once() {
        assert_eq!(told(&GOOD, true), Vec::<String>::new());
        for missing in 0..GOOD.len() {
            let mut headers = GOOD.to_vec();
            let (name, _) = headers.remove(missing);
            let fixes = told(&headers, true);
            assert!(fixes.len() == 1 && fixes[0].contains(name), "{fixes:?}");
        }
        assert_eq!(told(&GOOD[..4], false), Vec::<String>::new(), "plain http on loopback has no use for it");
        assert_eq!(
            told(&[&GOOD[..4], &[("strict-transport-security", "max-age=0")]].concat(), true).len(),
            1
        );
    }
}

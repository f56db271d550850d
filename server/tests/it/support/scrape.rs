//! What a server says at `/metrics`, and all instances of a test together.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use signet::web::{Site, operator};
use tower::ServiceExt as _;

use super::TestApp;

/// The series of one moment, with their values: of several instances the sum.
pub struct Scrape(BTreeMap<String, f64>);

impl Scrape {
    pub async fn of(app: &TestApp) -> Self {
        let mut sums = BTreeMap::new();
        for services in app.instances() {
            let brand = signet::boot::brand(&services.config).unwrap();
            let router = operator::router(Site::new(services.clone(), brand));
            let answer = router.oneshot(Request::get("/metrics").body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(answer.status(), 200);
            let kind = answer.headers()["content-type"].to_str().unwrap();
            assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
            let text = to_bytes(answer.into_body(), 10_000_000).await.unwrap();
            for (series, value) in read(std::str::from_utf8(&text).unwrap()) {
                *sums.entry(series).or_default() += value;
            }
        }
        Self(sums)
    }

    /// The value of a series, 0 where there is none.
    pub fn value(&self, series: &str) -> f64 {
        self.0.get(series).copied().unwrap_or_default()
    }

    /// The series there are.
    pub fn series(&self) -> BTreeSet<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

/// The names before the labels.
pub fn names(text: &str) -> BTreeSet<String> {
    read(text).map(|(series, _)| series.split('{').next().unwrap_or_default().to_owned()).collect()
}

/// The same in the older form, which `promtool check metrics` reads: no units, no end, an information as a gauge, and what a
/// series is stands under the name of the series.
pub fn in_plain_form(text: &str) -> String {
    let told = |line: &str| -> Option<(String, String, String)> {
        let (word, rest) = line.strip_prefix("# ")?.split_once(' ')?;
        let (name, rest) = rest.split_once(' ')?;
        Some((word.to_owned(), name.to_owned(), rest.to_owned()))
    };
    let types = text.lines().filter_map(told).filter(|(word, _, _)| word == "TYPE");
    let types: BTreeMap<String, String> = types.map(|(_, name, kind)| (name, kind)).collect();
    let mut plain = String::new();
    for line in text.lines().filter(|line| !line.starts_with("# UNIT") && *line != "# EOF") {
        let translated = told(line).map(|(word, name, rest)| {
            let kind = types.get(&name).map(String::as_str).unwrap_or_default();
            let series = match kind {
                "counter" => format!("{name}_total"),
                "info" => format!("{name}_info"),
                _ => name,
            };
            let rest = if word == "TYPE" && rest == "info" { "gauge" } else { rest.as_str() };
            format!("# {word} {series} {rest}")
        });
        plain.push_str(translated.as_deref().unwrap_or(line));
        plain.push('\n');
    }
    plain
}

fn read(text: &str) -> impl Iterator<Item = (String, f64)> {
    assert!(text.ends_with("# EOF\n"), "a whole text ends so");
    text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no series: {line}"));
        (series.to_owned(), value.parse().unwrap_or_else(|_| panic!("no value: {line}")))
    })
}

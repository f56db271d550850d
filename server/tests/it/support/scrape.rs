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

fn read(text: &str) -> impl Iterator<Item = (String, f64)> {
    assert!(text.ends_with("# EOF\n"), "a whole text ends so");
    text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no series: {line}"));
        (series.to_owned(), value.parse().unwrap_or_else(|_| panic!("no value: {line}")))
    })
}

//! HTTP requests: how many, how they went, how long they took.

use std::time::Duration;

use http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::children::Children;
use super::label::label;
use super::route::Route;
use super::seconds;

label! {
    /// How it was asked.
    Verb {
        /// GET
        Get = "GET",
        /// POST
        Post = "POST",
        /// HEAD
        Head = "HEAD",
        /// OPTIONS
        Options = "OPTIONS",
        /// PUT
        Put = "PUT",
        /// DELETE
        Delete = "DELETE",
        /// PATCH
        Patch = "PATCH",
        /// Anything else that somebody may make up.
        Other = "other",
    }
}

impl Verb {
    /// The one that the method is.
    pub fn of(method: &Method) -> Self {
        Self::ALL.iter().copied().find(|verb| verb.as_str() == method.as_str()).unwrap_or(Self::Other)
    }
}

/// Every status that we or the libraries under us answer with. Another one is counted as the first of its hundred.
const STATUSES: [u16; 27] = [
    100, 200, 201, 202, 204, 206, 300, 302, 303, 304, 307, 400, 401, 403, 404, 405, 406, 408, 410, 412, 413,
    414, 415, 429, 431, 500, 503,
];

fn status_number(status: StatusCode) -> usize {
    let find = |code: u16| STATUSES.binary_search(&code).ok();
    find(status.as_u16()).or_else(|| find(status.as_u16() / 100 * 100)).unwrap_or_default()
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    route: Route,
    method: Verb,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    route: Route,
}

/// HTTP requests.
#[derive(Debug)]
pub struct Requests {
    answers: Children<Answer, Counter>,
    seconds: Children<Of, Histogram>,
    in_flight: Gauge,
    unread: Counter,
}

impl Requests {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let series = Route::ALL.len() * Verb::ALL.len() * STATUSES.len();
        let requests = Self {
            answers: Children::new(series, Counter::default),
            seconds: Children::new(Route::ALL.len(), buckets),
            in_flight: Gauge::default(),
            unread: Counter::default(),
        };
        registry.register("http_requests", "Requests that were answered", requests.answers.family());
        let help = "Time from a request's head to its answer's";
        registry.register_with_unit("http_request", help, Unit::Seconds, requests.seconds.family());
        let help = "Requests that are being answered";
        registry.register("http_requests_in_flight", help, requests.in_flight.clone());
        let help =
            "Requests of HTTP/1.1 that no handler has seen: they were no HTTP, or their head was too long";
        registry.register("http_requests_unread", help, requests.unread.clone());
        // What alerts divide by must be there before the first request.
        for route in [Route::Token, Route::Authorize, Route::Login] {
            let _ = requests.seconds.at(route.number(), || Of { route });
        }
        requests
    }

    /// A request is being answered until the guard is dropped, also where its caller has gone.
    pub fn begin(&self) -> InFlight<'_> {
        self.in_flight.inc();
        InFlight(&self.in_flight)
    }

    /// Where requests are counted that nobody could read.
    pub fn unread(&self) -> Counter {
        self.unread.clone()
    }

    /// A request was answered.
    pub fn answered(&self, route: Route, verb: Verb, status: StatusCode, took: Duration) {
        let code = status_number(status);
        let number = (route.number() * Verb::ALL.len() + verb as usize) * STATUSES.len() + code;
        let labels = || Answer { route, method: verb, status: STATUSES[code] };
        if let Some(count) = self.answers.at(number, labels) {
            count.inc();
        }
        if let Some(times) = self.seconds.at(route.number(), || Of { route }) {
            times.observe(seconds(took));
        }
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub struct InFlight<'m>(&'m Gauge);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// From a page out of memory to the deadline of a request.
fn buckets() -> Histogram {
    Histogram::new([
        0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_asked_and_answered_fits_a_series() {
        let mut registry = Registry::default();
        let requests = Requests::register(&mut registry);
        for method in ["GET", "BREW", "get", "PROPFIND"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            for status in [100, 199, 200, 206, 226, 418, 599, 999] {
                let status = StatusCode::from_u16(status).unwrap();
                requests.answered(Route::None, Verb::of(&method), status, Duration::from_millis(3));
            }
        }
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
        let count = |labels: &str| {
            let line =
                text.lines().find(|line| line.starts_with(&format!("http_requests_total{{{labels}}}")));
            line.and_then(|line| line.rsplit_once(' ')?.1.parse::<u32>().ok()).unwrap_or_default()
        };
        let of = |method, status| count(&format!("route=\"none\",method=\"{method}\",status=\"{status}\""));
        assert_eq!((of("GET", 100), of("GET", 200), of("GET", 206)), (3, 2, 1), "{text}");
        assert_eq!((of("GET", 400), of("GET", 500)), (1, 1), "{text}");
        assert_eq!((of("other", 100), of("other", 400)), (9, 3), "{text}");
        assert!(text.contains("http_request_seconds_count{route=\"none\"} 32"), "{text}");
    }

    #[test]
    fn a_request_whose_caller_has_gone_is_in_flight_no_more() {
        let requests = Requests::register(&mut Registry::default());
        let one = requests.begin();
        drop(requests.begin());
        assert_eq!(requests.in_flight.get(), 1);
        drop(one);
        assert_eq!(requests.in_flight.get(), 0);
    }
}

//! The spans of traces: a request, and the steps of it that take time. Names and values are ours; who asked, for whom and
//! with what stays out.

use http::HeaderMap;
use tokio::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument as _, Level, Span};
use tracing_subscriber::filter::Targets;

use super::parent;

/// No part of the house has this name, so that no level of the log reaches it.
const TARGET: &str = "otlp";

/// Spans of traces and nothing else.
pub(super) fn only() -> Targets {
    Targets::new().with_target(TARGET, Level::INFO)
}

/// A request, in the words of OpenTelemetry. `route` is the registered pattern, `method` one of ours; `id` is the name
/// that its log lines have too.
pub fn request(route: &'static str, method: &'static str, id: &str) -> Span {
    tracing::info_span!(
        target: TARGET,
        "request",
        otel.name = format_args!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
        signet.request_id = id,
    )
}

/// The request goes on with what the caller's `traceparent` says (W3C Trace Context). To be asked for a caller that is
/// trusted alone: anybody else would choose which traces his requests appear in, and that they are made at all.
pub fn continues(span: &Span, headers: &HeaderMap) {
    if !span.is_disabled() {
        parent::adopt(span, headers);
    }
}

/// The request was answered.
pub fn answered(span: &Span, status: u16) {
    span.record("http.response.status_code", i64::from(status));
    if status >= 500 {
        span.record("otel.status_code", "ERROR");
    }
}

/// A step of a request: a span of its trace, and at the level `trace` a line of the log.
pub async fn step<T>(name: &'static str, work: impl Future<Output = T>) -> T {
    let work = work.instrument(tracing::info_span!(target: TARGET, "step", otel.name = name));
    if !tracing::enabled!(Level::TRACE) {
        return work.await;
    }
    let began = Instant::now();
    let done = work.await;
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::trace!(step = name, micros, "done");
    done
}

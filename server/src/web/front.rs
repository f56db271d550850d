//! What surrounds every request, in its order. One layer around the whole router: each layer costs every request.

use std::any::Any;
use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::FutureExt as _;
use http::{Method, StatusCode};
use tokio::time::{Instant, timeout};
use tracing::Instrument as _;

use super::extract::origin::{is_from_trusted_proxy, origin};
use super::failure::{Failure, Told};
use super::for_people::Asker;
use super::request_id::RequestId;
use super::{LARGEST_BODY, Site, failure, security_headers};
use crate::audit::note_refused;
use crate::masked::masked;
use crate::metrics::requests::Verb;
use crate::metrics::route::Route;
use crate::model::audit_event::AuditEvent;
use crate::protocol::error::ErrorCode;
use crate::telemetry::spans;

/// No address of ours has a longer path; of others the log keeps the beginning.
const LONGEST_LOGGED: usize = 200;

/// Names the request, and logs how it went: one line, no query, no body.
pub async fn answer(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let id = RequestId::new(&*site.entropy);
    let path = request.uri().path();
    let (route, verb) = (Route::of(path, site.base()), Verb::of(request.method()));
    // Of the highest level, so that each line of a request names it however little is logged.
    let path = &*logged(route, path);
    let span = tracing::error_span!("request", request_id = %id.0, method = verb.as_str(), path);
    let name = id.header();
    let trace = spans::request(route.as_str(), verb.as_str(), &id.0);
    if is_from_trusted_proxy(&request, &site) {
        spans::continues(&trace, request.headers());
    }
    request.extensions_mut().insert(id);
    async move {
        let _in_flight = site.metrics.requests.begin();
        let began = Instant::now();
        let mut response = headed(&site, request, next).instrument(trace.clone()).await;
        response.headers_mut().insert("x-request-id", name);
        spans::answered(&trace, response.status().as_u16());
        let took = began.elapsed();
        if let Some(Told(code)) = response.extensions().get() {
            site.metrics.refusals.count(route, *code);
        }
        site.metrics.requests.answered(route, verb, response.status(), took);
        say(route, response.status(), took);
        response
    }
    .instrument(span)
    .await
}

/// One line. That of a probe is for who looks closely: balancers and Prometheus ask every few seconds.
fn say(route: Route, status: StatusCode, took: Duration) {
    let (status, millis) = (status.as_u16(), u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    if route.is_operated() {
        tracing::debug!(status, millis, "answered");
    } else {
        tracing::info!(status, millis, "answered");
    }
}

/// Our own addresses name nobody. What else is asked for may.
fn logged(route: Route, path: &str) -> Cow<'_, str> {
    if route.is_fixed() {
        return Cow::Borrowed(path);
    }
    masked(&path[..path.floor_char_boundary(LONGEST_LOGGED)])
}

/// The headers of every answer; and where a person asks, a page in the place of a bare refusal.
async fn headed(site: &Site, request: Request, next: Next) -> Response {
    let version = request.version();
    let asker = Asker::of(&request);
    let mut response = match security_headers::odd(&request) {
        Some((reason, refusal)) => noted(site, request, reason, refusal).await,
        None => within_bounds(site, request, next).await,
    };
    if let Some(person) = asker {
        response = person.shown(site, response).await;
    }
    security_headers::add(site, version, &mut response);
    response
}

/// One event for a request that no handler sees.
async fn noted(site: &Site, request: Request, reason: &str, refusal: Response) -> Response {
    let origin = origin(&request.into_parts().0, site);
    let error = ErrorCode::InvalidRequest.because(reason.to_owned());
    match note_refused(site, AuditEvent::refused_with(&error, &origin), site.clock.now()).await {
        Ok(()) => refusal,
        Err(error) => Failure::from(error).into_response(),
    }
}

/// The handler's answer, to a body that may be so long.
async fn within_bounds(site: &Site, mut request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        DefaultBodyLimit::max(LARGEST_BODY).apply(&mut request);
    }
    bounded(site.config.server.request_timeout, next.run(request)).await
}

/// It may take so long, and a panic is one answer in our words.
async fn bounded(longest: Duration, answering: impl Future<Output = Response>) -> Response {
    match timeout(longest, AssertUnwindSafe(answering).catch_unwind()).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => of_panic(&*panic),
        Err(_elapsed) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// A handler panicked: the process lives, the answer says no more than that.
fn of_panic(panic: &(dyn Any + Send)) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    let text = masked(text.unwrap_or("no text"));
    tracing::error!(panic = &*text, "a handler panicked");
    failure::of_panic()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::extract::{FromRequestParts, Request};
    use axum::middleware::from_fn;
    use axum::routing::get;
    use http::header::CACHE_CONTROL;
    use http::request::Parts;
    use tower::ServiceExt as _;

    use super::*;

    struct Broken;

    impl<S: Sync> FromRequestParts<S> for Broken {
        type Rejection = StatusCode;

        async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, StatusCode> {
            panic!("a secret of the extractor")
        }
    }

    async fn panics() -> StatusCode {
        panic!("a secret of the handler")
    }

    /// A panic in a handler or an extractor is one answer in our words, and the next request is served.
    #[tokio::test]
    async fn a_panic_is_one_answer() {
        let routes = Router::new()
            .route("/handler", get(panics))
            .route("/extractor", get(|_: Broken| async {}))
            .route("/good", get(|| async {}))
            .layer(from_fn(|request, next: Next| bounded(Duration::from_secs(9), next.run(request))));
        for path in ["/handler", "/extractor", "/handler"] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = routes.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
            let body = to_bytes(response.into_body(), 10_000).await.unwrap();
            let text = String::from_utf8_lossy(&body);
            assert!(text.contains("server_error") && !text.contains("secret"), "{text}");
            let good = Request::get("/good").body(Body::empty()).unwrap();
            assert_eq!(routes.clone().oneshot(good).await.unwrap().status(), StatusCode::OK);
        }
    }
}

//! Registered errors that were told: in JSON, on a page, or by a redirect.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::route::Route;
use crate::protocol::error::ErrorCode;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct By {
    endpoint: Route,
    /// The registered name of an [`ErrorCode`].
    error: &'static str,
}

/// Errors by endpoint and code.
#[derive(Debug)]
pub struct Refusals(Family<By, Counter>);

impl Refusals {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let family = Family::default();
        registry.register("refusals", "Errors that were told, by their registered code", family.clone());
        // An alert asks for these.
        for endpoint in [Route::Token, Route::Introspect, Route::Revoke] {
            drop(family.get_or_create(&By { endpoint, error: ErrorCode::InvalidClient.as_str() }));
        }
        Self(family)
    }

    /// `endpoint` told this error. What a redirect of the authorization endpoint tells is its own, whichever page led
    /// to it.
    pub fn count(&self, endpoint: Route, error: ErrorCode) {
        self.0.get_or_create(&By { endpoint, error: error.as_str() }).inc();
    }
}

//! The one value that handlers take.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;

use super::brand::Brand;
use super::document::Document;
use crate::app::Services;
use crate::discovery;

/// The services, and what only pages and documents need.
#[derive(Clone, FromRequestParts)]
#[from_request(via(axum::extract::State))]
pub struct Site(Arc<Inner>);

struct Inner {
    services: Arc<Services>,
    brand: Arc<Brand>,
    base: String,
    metadata: Document,
}

impl Site {
    /// Prepares what does not change while the process runs.
    pub fn new(services: Arc<Services>, brand: Brand) -> Self {
        let metadata = Document::json(&discovery::metadata(&services));
        let base = services.issuer.path().trim_end_matches('/').to_owned();
        Self(Arc::new(Inner { services, brand: Arc::new(brand), base, metadata }))
    }

    /// The operator's brand.
    pub fn brand(&self) -> Arc<Brand> {
        Arc::clone(&self.0.brand)
    }

    /// The issuer's path without a last slash: what every address of ours begins with.
    pub fn base(&self) -> &str {
        &self.0.base
    }

    /// The provider metadata, serialised once.
    pub fn metadata(&self) -> &Document {
        &self.0.metadata
    }
}

impl Deref for Site {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.0.services
    }
}

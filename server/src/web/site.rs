//! The one value that handlers take.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::FromRequestParts;
use serde_json::Value;

use super::api;
use super::assets::{self, Asset};
use super::brand::Brand;
use super::document::Document;
use super::readiness::Readiness;
use super::tls::Shown;
use crate::app::Services;
use crate::discovery;

/// The services, and what only pages and documents need.
#[derive(Clone, FromRequestParts)]
#[from_request(via(axum::extract::State))]
pub struct Site(Arc<Inner>);

struct Inner {
    services: Arc<Services>,
    brand: Arc<Brand>,
    readiness: Readiness,
    certificate: Shown,
    base: String,
    metadata: Document,
    api: Value,
    openapi: Document,
    /// The key set as it was last asked for, and the tag it had.
    key_set: RwLock<Option<(String, Arc<Document>)>>,
    assets: HashMap<String, Document>,
}

impl Site {
    /// Prepares what does not change while the process runs.
    pub fn new(services: Arc<Services>, brand: Brand) -> Self {
        let metadata = discovery::metadata(&services).to_string();
        let metadata = Document::of(metadata, "application/json").kept("public, max-age=300").open();
        let assets = assets::all().map(|asset| (asset.name(), of_asset(asset))).collect();
        let api = api::description(services.issuer.as_str());
        let openapi = api::document(&api);
        let base = services.issuer.path().trim_end_matches('/').to_owned();
        Self(Arc::new(Inner {
            services,
            brand: Arc::new(brand),
            readiness: Readiness::default(),
            certificate: Shown::default(),
            base,
            metadata: metadata.compressed(),
            api,
            openapi,
            key_set: RwLock::default(),
            assets,
        }))
    }

    /// The operator's brand.
    pub fn brand(&self) -> Arc<Brand> {
        Arc::clone(&self.0.brand)
    }

    /// Whether requests should come here.
    pub fn readiness(&self) -> &Readiness {
        &self.0.readiness
    }

    /// The certificate that we show, where TLS is spoken here.
    pub fn certificate(&self) -> &Shown {
        &self.0.certificate
    }

    /// The issuer's path without a last slash: what every address of ours begins with.
    pub fn base(&self) -> &str {
        &self.0.base
    }

    /// The provider metadata, serialised once.
    pub fn metadata(&self) -> &Document {
        &self.0.metadata
    }

    /// The description of the API.
    pub fn api(&self) -> &Value {
        &self.0.api
    }

    /// The same, serialised once.
    pub fn openapi(&self) -> &Document {
        &self.0.openapi
    }

    /// The key set, compressed when the keys change.
    pub fn key_set(&self) -> Arc<Document> {
        let ring = self.keys.current();
        let jwks = ring.jwks();
        if let Some((tag, document)) = &*self.0.key_set.read().unwrap_or_else(PoisonError::into_inner)
            && tag == jwks.tag()
        {
            return Arc::clone(document);
        }
        let kept = format!("public, max-age={}", self.config.keys.jwks_max_age.num_seconds());
        let document = Document::tagged(jwks.body(), jwks.tag(), "application/jwk-set+json");
        let document = Arc::new(document.kept(&kept).open().compressed());
        let now = Some((jwks.tag().to_owned(), Arc::clone(&document)));
        *self.0.key_set.write().unwrap_or_else(PoisonError::into_inner) = now;
        document
    }

    /// The static file of this name. An old name finds nothing: a page of the new version never asks for it, and a wrong
    /// answer would be kept for a year.
    pub fn asset(&self, name: &str) -> Option<&Document> {
        self.0.assets.get(name)
    }
}

fn of_asset(asset: &Asset) -> Document {
    let document = Document::tagged(asset.bytes.into(), &asset.tag(), asset.media_type);
    document.kept(assets::CACHE_CONTROL).compressed()
}

impl Deref for Site {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.0.services
    }
}

//! The certificate that is shown at present: an operator watches when it ends.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::chain;
use crate::config::TlsFiles;
use crate::outbound::certificate::Certificate;

/// When what we show ends. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Shown(Arc<RwLock<Option<DateTime<Utc>>>>);

impl Shown {
    /// From now on the certificate in these files is shown.
    pub(in crate::web) fn note(&self, files: &TlsFiles) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = end_of(files);
    }

    /// When the first of its chain ends; `None` where no TLS is spoken here.
    pub fn ends(&self) -> Option<DateTime<Utc>> {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A chain is as good as its shortest part.
fn end_of(files: &TlsFiles) -> Option<DateTime<Utc>> {
    let chain = chain(&files.certificate).ok()?;
    chain.iter().filter_map(|one| Certificate::of_der(one)).map(|read| read.not_after).min()
}

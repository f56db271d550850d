//! Clients of the user's own, which `--client FILE` describes.

use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::{Map, Value};

use crate::admin::{self, Office};

/// A client of the user's own.
pub(in crate::cli) struct OwnClient {
    /// What describes it.
    pub(super) file: PathBuf,
    pub(super) metadata: Map<String, Value>,
}

impl OwnClient {
    pub(super) fn id(&self) -> Option<&Value> {
        self.metadata.get("client_id")
    }

    /// Says what is wrong with it, or means nothing, before anything of it is written.
    pub(super) fn check(&self, office: &Office) -> anyhow::Result<()> {
        let named = || self.file.display().to_string();
        let ignored = admin::clients::check(office, &self.metadata).with_context(named)?;
        if !ignored.is_empty() {
            tracing::warn!("{}: ignored, because no such metadata is known: {}", named(), ignored.join(", "));
        }
        Ok(())
    }
}

/// The clients that these files describe.
pub(in crate::cli) fn own_clients(files: &[PathBuf]) -> anyhow::Result<Vec<OwnClient>> {
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let what = || format!("{}: expected a JSON object of client metadata (RFC 7591)", path.display());
        let metadata = serde_json::from_str(&text).with_context(what)?;
        Ok(OwnClient { file: path.clone(), metadata })
    };
    files.iter().map(read).collect()
}

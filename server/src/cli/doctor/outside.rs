//! The public address as the world sees it: asked once, for all checks together.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::visits::{self, Visited};
use crate::clock::{Clock as _, SystemClock};
use crate::outbound::probe::{Probe, Seen, Trouble};
use crate::protocol::issuer::Issuer;
use crate::web::urls;

/// The public address.
pub(super) struct Outside {
    pub(super) issuer: Issuer,
    pub(super) probe: Probe,
    /// What was answered where the provider metadata should be.
    pub(super) discovery: Result<Seen, Trouble>,
    /// Our clock when that came.
    pub(super) seen_at: DateTime<Utc>,
    /// What the server says of its own readiness; nothing where a proxy keeps that from the world.
    pub(super) readiness: Option<Value>,
    /// The other addresses; none, where not even the metadata came.
    pub(super) visited: Vec<Visited>,
}

impl Outside {
    /// Asks for the provider metadata, and where they come for everything else.
    pub(super) async fn of(issuer: Issuer, probe: Probe) -> Self {
        let discovery = probe.get(&issuer.join(urls::OPENID_METADATA), &[]).await;
        let mut outside = Self {
            issuer,
            probe,
            discovery,
            seen_at: SystemClock.now(),
            readiness: None,
            visited: Vec::new(),
        };
        if let Some(metadata) = outside.metadata() {
            let ready = outside.probe.get(&outside.at("/readyz"), &[]).await;
            outside.readiness = ready.ok().and_then(|seen| report(&seen));
            outside.visited = visits::make(&outside.probe, &outside.issuer, &metadata).await;
        }
        outside
    }

    /// The provider metadata, where they came.
    pub(super) fn metadata(&self) -> Option<Value> {
        let seen = self.discovery.as_ref().ok().filter(|seen| seen.status == 200)?;
        serde_json::from_slice(&seen.body).ok().filter(Value::is_object)
    }

    /// Whether the server says itself that nothing should come to it.
    pub(super) fn is_unready(&self) -> bool {
        self.readiness.as_ref().is_some_and(|report| report["status"] != "ready")
    }

    /// The server's own answer at this path below the issuer, where it arrived.
    pub(super) fn answer(&self, path: &str) -> Option<&Seen> {
        self.visited.iter().find(|visited| visited.path == path)?.arrived()
    }

    /// An address below the issuer.
    pub(super) fn at(&self, path: &str) -> String {
        self.issuer.join(path)
    }

    /// What of this address stands behind the host.
    pub(super) fn shortened<'a>(&self, address: &'a str) -> &'a str {
        address.strip_prefix(self.issuer.origin()).unwrap_or(address)
    }

    /// Whether TLS is spoken.
    pub(super) fn is_https(&self) -> bool {
        !self.issuer.is_loopback_http()
    }
}

/// The answer of `/readyz`, where it is one of ours.
fn report(seen: &Seen) -> Option<Value> {
    let report: Value = serde_json::from_slice(&seen.body).ok()?;
    ["ready", "not ready"].contains(&report["status"].as_str()?).then_some(report)
}

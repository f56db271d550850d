//! What we fetched from addresses that others chose, and how that ended.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

use super::by_label::ByLabel;
use super::label::label;

label! {
    /// How a fetch ended.
    Fetch {
        /// The document came.
        Read = "read",
        /// The address is not one that we ask, by its text or by where its name leads.
        Refused = "refused",
        /// The name has no address.
        Name = "name",
        /// No connection, no TLS or no HTTP.
        Transport = "transport",
        /// The time was up.
        Deadline = "deadline",
        /// An answer that is not 200.
        Status = "status",
        /// A document that is too large or of the wrong kind.
        Content = "content",
    }
}

/// Fetches of key sets and logos.
#[derive(Debug, Clone)]
pub struct Outbound(ByLabel<Counter>);

impl Default for Outbound {
    fn default() -> Self {
        Self(ByLabel::of("outcome", Fetch::texts()))
    }
}

impl Outbound {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Key sets and logos that were fetched from addresses of clients, by how it ended";
        self.0.register(registry, "outbound_fetches", help);
    }

    /// A fetch ended like this.
    pub fn count(&self, outcome: Fetch) {
        self.0.at(outcome.as_str()).inc();
    }
}

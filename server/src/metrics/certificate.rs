//! The certificate that we show where TLS is spoken without a proxy.

use chrono::{DateTime, Utc};
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};

/// Until when it counts; without one there is no series.
pub(super) fn register(ends: Option<DateTime<Utc>>, registry: &mut Registry) {
    let Some(ends) = ends else { return };
    let help = "When the certificate of server.tls_certificate ends, since 1970-01-01";
    let ends = ConstGauge::new(ends.timestamp());
    registry.register_with_unit("tls_certificate_ends_timestamp", help, Unit::Seconds, ends);
}

//! `[otlp]`: traces for an OpenTelemetry collector.

use super::reading::Values;
use super::value::CollectorUrl;

/// Traces for an OpenTelemetry collector.
#[derive(Debug, Clone)]
pub struct Otlp {
    /// Where they go; none makes none.
    pub endpoint: Option<CollectorUrl>,
    /// The name that they carry.
    pub service_name: String,
    /// Of so many requests one is traced; at least 1.
    pub sample_one_in: u32,
}

impl Otlp {
    pub(super) fn read(values: &mut Values) -> Self {
        let otlp = Self {
            endpoint: values.read("otlp.endpoint"),
            service_name: values.read("otlp.service_name"),
            sample_one_in: values.read("otlp.sample_one_in"),
        };
        let message = "expected a whole number from 1, found 0; to make no traces leave otlp.endpoint empty";
        values.require(&["otlp.sample_one_in"], otlp.sample_one_in > 0, message);
        otlp
    }
}

//! Delivers traces by OTLP over HTTP. A thread of its own does it, from a queue that has an end: whoever finds it full
//! drops his span and goes on. No request ever waits for a collector.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracer, SdkTracerProvider, SpanData,
};
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;

use crate::config::Otlp;

/// How long the last traces may take when the process ends.
pub(super) const LAST_WORDS: Duration = Duration::from_secs(2);
/// A collector that takes longer has lost what it was sent.
const PATIENCE: Duration = Duration::from_secs(5);
/// Spans that wait; more are dropped.
const QUEUE: usize = 4096;
const BATCH: usize = 512;
const EVERY: Duration = Duration::from_secs(1);

/// The exporter of traces could not be made.
#[derive(Debug, thiserror::Error)]
#[error("otlp.endpoint: the exporter of traces could not be made")]
pub struct ExporterError(#[from] ExporterBuildError);

/// What makes spans and delivers them; nothing where no collector is configured.
pub(super) fn provider(otlp: &Otlp) -> Result<Option<SdkTracerProvider>, ExporterError> {
    let Some(endpoint) = &otlp.endpoint else { return Ok(None) };
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint.traces())
        .with_timeout(PATIENCE)
        .build()?;
    let batches = BatchConfigBuilder::default()
        .with_max_queue_size(QUEUE)
        .with_max_export_batch_size(BATCH)
        .with_scheduled_delay(EVERY)
        .build();
    let watched = Watched { exporter, endpoint: endpoint.to_string(), is_away: AtomicBool::new(false) };
    let processor = BatchSpanProcessor::builder(watched).with_batch_config(batches).build();
    let ratio = 1.0 / f64::from(otlp.sample_one_in.max(1));
    let resource = Resource::builder_empty()
        .with_service_name(otlp.service_name.clone())
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    let provider = SdkTracerProvider::builder()
        .with_span_processor(processor)
        .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(ratio))))
        .with_resource(resource)
        .build();
    Ok(Some(provider))
}

/// Makes spans of what `tracing` says. Where in our code, on which thread and how long nothing happened is left out.
pub(super) fn layer<S>(provider: &SdkTracerProvider) -> OpenTelemetryLayer<S, SdkTracer>
where
    S: tracing::Subscriber + for<'span> LookupSpan<'span>,
{
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("signet"))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_target(false)
        .with_level(false)
}

/// Says once that the collector is away, and once that it is back.
#[derive(Debug)]
struct Watched {
    exporter: SpanExporter,
    endpoint: String,
    is_away: AtomicBool,
}

impl opentelemetry_sdk::trace::SpanExporter for Watched {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let delivered = self.exporter.export(batch).await;
        let was_away = self.is_away.swap(delivered.is_err(), Ordering::Relaxed);
        match &delivered {
            Err(error) if !was_away => {
                tracing::warn!(endpoint = self.endpoint, %error, "traces are not delivered and are lost meanwhile");
            }
            Ok(()) if was_away => tracing::info!(endpoint = self.endpoint, "traces are delivered again"),
            _ => {}
        }
        delivered
    }

    fn shutdown_with_timeout(&mut self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&mut self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

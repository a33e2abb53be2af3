use std::io;

use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{LogExporter, Protocol, WithExportConfig};
use opentelemetry_sdk::{Resource, logs::SdkLoggerProvider};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// What leaves the program: log records, which are sent in batches, and what Prometheus is to be told.
#[derive(Debug)]
pub(crate) struct Telemetry {
    pub(crate) logs: SdkLoggerProvider,
    pub(crate) metrics: PrometheusHandle,
}

/// Has all `tracing` events of the toggles sent to a collector, and all metrics kept for Prometheus.
pub(crate) fn set_up() -> anyhow::Result<Telemetry> {
    let exporter = LogExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .build()
        .context("cannot make an exporter of log records")?;
    let logs = SdkLoggerProvider::builder()
        .with_resource(Resource::builder().with_service_name("toggle-observability").build())
        .with_batch_exporter(exporter)
        .build();
    // Of nothing else: what the exporter itself has to say would be sent by the exporter. That is printed instead, since records
    // that do not fit into its queue are lost, and nobody else hears of them.
    let toggles = Targets::new().with_target("toggle_runtime", LevelFilter::INFO);
    let exporter = Targets::new().with_target("opentelemetry", LevelFilter::WARN);
    tracing_subscriber::registry()
        // First, because the filters lose track of an event during which there is another, and the bridge makes such events.
        .with(fmt::layer().with_writer(io::stderr).with_filter(exporter))
        .with(OpenTelemetryTracingBridge::new(&logs).with_filter(toggles))
        .try_init()?;
    let metrics = PrometheusBuilder::new().install_recorder().context("cannot keep metrics")?;
    Ok(Telemetry { logs, metrics })
}

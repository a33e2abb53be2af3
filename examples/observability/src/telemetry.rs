//! The set-up of log records for OpenTelemetry and of metrics for Prometheus.

use std::io;

use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{LogExporter, Protocol, WithExportConfig};
use opentelemetry_sdk::{Resource, logs::SdkLoggerProvider};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// The exports of the program: log records, which are sent in batches, and metrics for Prometheus.
#[derive(Debug)]
pub(crate) struct Telemetry {
    pub(crate) logs: SdkLoggerProvider,
    pub(crate) metrics: PrometheusHandle,
}

/// Sends all `tracing` events of the toggles to a collector, and keeps all metrics for Prometheus.
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
    // The bridge exports only events of the toggles, because the exporter must not export its own messages. Those go
    // to stderr, the only report of records that do not fit into the exporter's queue and are lost.
    let toggles = Targets::new().with_target("toggle_runtime", LevelFilter::INFO);
    let exporter = Targets::new().with_target("opentelemetry", LevelFilter::WARN);
    tracing_subscriber::registry()
        // The bridge emits events while it handles an event, and filters lose the outer event then. Therefore this
        // layer is first.
        .with(fmt::layer().with_writer(io::stderr).with_filter(exporter))
        .with(OpenTelemetryTracingBridge::new(&logs).with_filter(toggles))
        .try_init()?;
    let metrics = PrometheusBuilder::new().install_recorder().context("cannot keep metrics")?;
    Ok(Telemetry { logs, metrics })
}

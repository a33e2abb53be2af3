//! The answers of toggles in OpenTelemetry and Prometheus. The program answers some requests, sends the answers of
//! its checks to a collector as log records, and counts them at `/metrics`.

mod telemetry;
mod requests;
mod metrics;
mod operators;

use std::path::PathBuf;

use clap::Parser;
use opentelemetry_sdk::error::OTelSdkResult;
use toggle_runtime::{Observe, Percentage};

/// Answers some requests, and exports the answers of the toggles
///
/// Operators read and change toggles at `/operators`, with the token of `OPERATORS_TOKEN`
///
/// Log records go to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names, or to port 4318 of this machine
#[derive(Debug, Parser)]
struct Arguments {
    /// The number of requests to answer
    #[arg(long, default_value_t = 200)]
    requests: u32,
    /// The port of 127.0.0.1 for Prometheus; 0 lets the system choose a free one
    #[arg(long, default_value_t = 9464)]
    port: u16,
    /// The file of toggles
    #[arg(long, value_name = "PATH", default_value = "examples/observability/toggles.toml")]
    toggles: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let Arguments { requests, port, toggles } = Arguments::parse();
    let telemetry = telemetry::set_up()?;
    toggle_runtime::builder()
        .file(toggles)
        .environment("production")
        // This example emits an event for every answer. A program with more traffic uses 1 %, or sets the percentage
        // in the file.
        .observe(Observe::all().events(Percentage::ALL))
        .install()?;

    requests::answer(requests);
    log(telemetry.logs.force_flush());
    metrics::serve(port, telemetry.metrics)?;
    log(telemetry.logs.shutdown());
    Ok(())
}

/// Reports a failed export on stderr, because the program also works without a collector.
#[expect(clippy::print_stderr, reason = "this is the program's log")]
fn log(sent: OTelSdkResult) {
    if let Err(error) = sent {
        eprintln!("the collector has not got all log records: {error}");
    }
}

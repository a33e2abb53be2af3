//! What toggles answer, through OpenTelemetry and Prometheus: some requests, whose answers go to a collector as log records and
//! to `/metrics` as counters.

mod telemetry;
mod requests;
mod metrics;
mod operators;

use std::path::PathBuf;

use clap::Parser;
use opentelemetry_sdk::error::OTelSdkResult;
use toggle_runtime::{Observe, Percentage};

/// Answers some requests, and exports what toggles were asked
///
/// Operators ask and change toggles at `/operators`, with the token of `OPERATORS_TOKEN`
///
/// Log records go to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names, or to port 4318 of this machine
#[derive(Debug, Parser)]
struct Arguments {
    /// How many requests to answer
    #[arg(long, default_value_t = 200)]
    requests: u32,
    /// The port of 127.0.0.1 for Prometheus; 0 has the system choose a free one
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
        // Every answer is an event here. A program with more to do says 1 %, or leaves it to the file.
        .observe(Observe::all().events(Percentage::ALL))
        .install()?;

    requests::answer(requests);
    log(telemetry.logs.force_flush());
    metrics::serve(port, telemetry.metrics)?;
    log(telemetry.logs.shutdown());
    Ok(())
}

/// A program works as well where nobody collects what it has to say.
#[expect(clippy::print_stderr, reason = "this is the program's log")]
fn log(sent: OTelSdkResult) {
    if let Err(error) = sent {
        eprintln!("the collector has not got all log records: {error}");
    }
}

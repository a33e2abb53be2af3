//! The HTTP service with the metrics and the endpoints for operators.

use std::net::Ipv4Addr;

use anyhow::Context;
use axum::{Router, http::header::CONTENT_TYPE, routing::get};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;

use crate::operators::operators;

/// Serves the metrics to Prometheus and the toggles to operators until Ctrl-C. The first printed line is the address.
#[expect(clippy::print_stdout, reason = "a service tells where it listens")]
pub(crate) fn serve(port: u16, metrics: PrometheusHandle) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .with_context(|| format!("cannot listen on port {port} of 127.0.0.1"))?;
        println!("metrics at http://{}/metrics", listener.local_addr()?);
        let text = async move || ([(CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.render());
        let routes = Router::new().route("/metrics", get(text)).nest_service("/operators", operators());
        axum::serve(listener, routes).with_graceful_shutdown(interrupted()).await.context("cannot serve")
    })
}

/// Waits for Ctrl-C, or forever if the program cannot receive the signal.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

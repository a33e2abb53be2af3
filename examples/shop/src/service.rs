//! The start and the end of the service.

use std::{net::Ipv4Addr, path::Path};

use anyhow::Context;
use toggle_runtime::Observe;
use tokio::net::TcpListener;

use crate::{arguments::Serve, events, routes};

/// Opens the shop until Ctrl-C.
pub(crate) async fn run(Serve { port, toggles, history }: &Serve) -> anyhow::Result<()> {
    set_up(toggles, history.as_deref())?;
    serve(listen(*port).await?, interrupted()).await
}

/// Sets up the toggles, which follow a file from then on.
pub(crate) fn set_up(toggles: &Path, history: Option<&Path>) -> anyhow::Result<()> {
    // The subscriber comes before `install`, so that it receives the events of `install`.
    events::report();
    let mut builder = toggle_runtime::builder().file(toggles).observe(Observe::all());
    if let Some(history) = history {
        builder = builder.history_file(history);
    }
    builder.install().with_context(|| format!("cannot set up the toggles of {}", toggles.display()))
}

/// Listens on a port, and prints the address on the first line. Tests let the system choose the port, and read this
/// line.
#[expect(clippy::print_stdout, reason = "a service tells where it listens")]
pub(crate) async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("cannot listen on port {port} of 127.0.0.1"))?;
    let address = listener.local_addr().context("cannot tell the port")?;
    println!("listening on http://{address}");
    Ok(listener)
}

/// Answers requests until `end` completes, and completes the requests received before.
pub(crate) async fn serve(listener: TcpListener, end: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
    axum::serve(listener, routes::router()).with_graceful_shutdown(end).await.context("cannot serve")
}

/// Waits for Ctrl-C, or forever if the service cannot receive the signal.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

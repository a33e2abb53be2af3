//! A web shop whose features are released by toggles: an ordinary HTTP service that follows a file of states.

mod arguments;
mod toggles;

mod products;
mod search;
mod wishlists;
mod carts;
mod prices;
mod audit;
mod orders;
mod error;
mod shop;

mod user;
mod handlers;
mod routes;

mod events;
mod overview;
mod page;

use std::net::Ipv4Addr;

use anyhow::Context;
use tokio::net::TcpListener;

use self::arguments::Arguments;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { port, toggles } = Arguments::parse(std::env::args_os().skip(1))?;

    // Before `install`, to hear what that finds.
    events::report();
    toggle_runtime::builder()
        .file(&toggles)
        .install()
        .with_context(|| format!("cannot set up the toggles of {}", toggles.display()))?;

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("cannot listen on port {port} of 127.0.0.1"))?;
    announce(&listener)?;
    axum::serve(listener, routes::router()).with_graceful_shutdown(interrupted()).await.context("cannot serve")
}

/// Prints the address on the first line, for people and for tests, which have the system choose the port.
#[expect(clippy::print_stdout, reason = "a service tells where it listens")]
fn announce(listener: &TcpListener) -> anyhow::Result<()> {
    let address = listener.local_addr().context("cannot tell the port")?;
    println!("listening on http://{address}");
    Ok(())
}

/// Waits for Ctrl-C. Where that cannot be heard, the service runs until it is killed.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

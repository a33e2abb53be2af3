//! A service on hyper without a framework that authenticates users in the middle of a request:
//!
//! ```console
//! $ TOGGLE_NEW_CHECKOUT=on cargo run -p toggle-tower --example hyper
//! $ curl -H "authorization: Bearer ada" http://127.0.0.1:8080/
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]
#![allow(dead_code, reason = "the tests serve it by themselves")]

use std::{convert::Infallible, io};

use http::{Request, Response, request::Parts};
use http_body_util::Full;
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use toggle_runtime::{Context, enabled, feature_toggle};
use toggle_tower::ScopeLayer;
use tokio::net::TcpListener;
use tower::{Layer, Service, ServiceExt, service_fn};

#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    println!("http://{}/", listener.local_addr()?);
    serve(listener).await
}

pub(crate) async fn serve(listener: TcpListener) -> io::Result<()> {
    // From the inside out: the handler, the scope with the user, the authentication, the scope of the request.
    let handler = ScopeLayer::adding(|request, scope| match request.extensions.get::<User>() {
        Some(User(id)) => scope.key(id),
        None => scope,
    })
    .layer(service_fn(checkout));
    let authenticated = service_fn(move |request| authenticate(request, handler.clone()));
    let service = TowerToHyperService::new(ScopeLayer::new(visitor).layer(authenticated));
    loop {
        let (connection, _) = listener.accept().await?;
        let served = http1::Builder::new().serve_connection(TokioIo::new(connection), service.clone());
        tokio::spawn(async move {
            if let Err(error) = served.await {
                println!("a connection has failed: {error}");
            }
        });
    }
}

/// Returns the context of a request before the user is known.
fn visitor(request: &Parts) -> Context {
    let country = request.headers.get("x-country").and_then(|country| country.to_str().ok());
    country.map_or_else(Context::default, |country| Context::default().with("country", country))
}

#[derive(Clone)]
struct User(String);

/// Adds the user to the extensions of a request. This layer checks a toggle itself, for the visitor.
async fn authenticate<S>(mut request: Request<Incoming>, inner: S) -> Result<S::Response, S::Error>
where
    S: Service<Request<Incoming>>,
{
    let scheme = if enabled!("token-login") { "Token " } else { "Bearer " };
    let authorization = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let user = authorization.and_then(|value| value.strip_prefix(scheme)).map(|id| User(id.to_owned()));
    if let Some(user) = user {
        request.extensions_mut().insert(user);
    }
    inner.oneshot(request).await
}

#[feature_toggle("new-checkout", else = Ok(answer("three forms")))]
async fn checkout(_: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(answer("one click"))
}

fn answer(text: &'static str) -> Response<Full<Bytes>> {
    Response::new(Full::new(Bytes::from_static(text.as_bytes())))
}

//! Shared helpers of the tests: servers on the loopback interface, and a pause inside a handler.
#![allow(dead_code, reason = "not every test uses all of it")]

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum::Router;
use http::HeaderValue;
use toggle_runtime::Context;
use toggle_tower::{Grant, Key, ScopeLayer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

pub(crate) fn key() -> Key {
    Key::new(SECRET).expect("the key is long enough")
}

/// Returns a header that grants these states for an hour.
pub(crate) fn signed(states: &str, only_for: Option<&str>) -> HeaderValue {
    let grant = Grant::new(states, SystemTime::now() + Duration::from_secs(3600)).expect("the grant is valid");
    let grant = match only_for {
        Some(user) => grant.only_for(user),
        None => grant,
    };
    key().sign(&grant).expect("the grant can be signed")
}

/// Returns a layer that takes the user from the header `x-user`.
pub(crate) fn layer() -> ScopeLayer<impl Fn(&http::request::Parts) -> Context> {
    ScopeLayer::new(|request| {
        let user = request.headers.get("x-user").and_then(|user| user.to_str().ok());
        user.map(Context::new).unwrap_or_default()
    })
}

/// A pause inside a handler, during which the test acts.
#[derive(Clone, Default)]
pub(crate) struct Halfway(Arc<(Notify, Notify)>);

impl Halfway {
    /// Pauses the handler.
    pub(crate) async fn pause(&self) {
        self.0.0.notify_one();
        self.0.1.notified().await;
    }

    /// Waits in the test until the handler has paused.
    pub(crate) async fn reached(&self) {
        self.0.0.notified().await;
    }

    /// Resumes the handler.
    pub(crate) fn go_on(&self) {
        self.0.1.notify_one();
    }
}

pub(crate) async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("there is a free port");
    let address = listener.local_addr().expect("the port is known");
    (listener, address)
}

pub(crate) async fn serve(router: Router) -> SocketAddr {
    let (listener, address) = listen().await;
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Sends a request, and returns the connection on which the response arrives.
pub(crate) async fn send(address: SocketAddr, path: &str, headers: &[(&str, &HeaderValue)]) -> TcpStream {
    // In HTTP/1.0, the end of the connection is the end of the body.
    let mut request = format!("GET {path} HTTP/1.0\r\n").into_bytes();
    for (name, value) in headers {
        request.extend([name.as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    request.extend(b"\r\n");
    let mut connection = TcpStream::connect(address).await.expect("the server listens");
    connection.write_all(&request).await.expect("the server reads");
    connection
}

/// Sends a request, and returns the head of the response.
pub(crate) async fn head(address: SocketAddr, path: &str, headers: &[(&str, &HeaderValue)]) -> String {
    let mut answer = String::new();
    send(address, path, headers).await.read_to_string(&mut answer).await.expect("the server answers");
    answer.split("\r\n\r\n").next().unwrap_or_default().to_owned()
}

/// Sends a request, and returns the body of the response.
pub(crate) async fn get(address: SocketAddr, path: &str, headers: &[(&str, &HeaderValue)]) -> String {
    let mut answer = String::new();
    send(address, path, headers).await.read_to_string(&mut answer).await.expect("the server answers");
    assert!(answer.starts_with("HTTP/1.0 200 "), "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").expect("the answer has a body");
    body.to_owned()
}

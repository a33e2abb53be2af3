//! Tests of the example services over a real socket, with rules on the attributes that each layer adds.

#[path = "../../examples/authenticated.rs"]
mod authenticated;
#[path = "../../examples/hyper.rs"]
mod hyper;
#[path = "../support/mod.rs"]
mod support;

use std::{net::SocketAddr, sync::OnceLock};

use http::HeaderValue;
use tokio::io::AsyncReadExt;

/// The toggles that both examples check.
const TOGGLES: &str = "
    new-checkout.rules = [{ when = { key = 'ada', country = 'NL' } }]
    token-login.rules = [{ when = { country = 'BE', key = { present = false } } }]
";

fn set_up() {
    static SET_UP: OnceLock<tempfile::TempDir> = OnceLock::new();
    SET_UP.get_or_init(|| {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let file = directory.path().join("toggles.toml");
        std::fs::write(&file, TOGGLES).expect("there is room for a file");
        toggle_runtime::builder().file(file).install().expect("the file is right");
        directory
    });
}

/// Returns the status and the body of the response.
async fn get(address: SocketAddr, path: &str, headers: &[(&str, &'static str)]) -> (String, String) {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, HeaderValue::from_static(value))).collect();
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value)).collect();
    let mut answer = String::new();
    support::send(address, path, &headers).await.read_to_string(&mut answer).await.expect("the server answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("the answer has a body");
    (head.split(' ').nth(1).unwrap_or_default().to_owned(), body.to_owned())
}

fn ok(body: &str) -> (String, String) {
    ("200".to_owned(), body.to_owned())
}

#[tokio::test]
async fn extractor_of_axum_adds_user_to_scope() {
    set_up();
    let (listener, address) = support::listen().await;
    tokio::spawn(authenticated::serve(listener));
    let (ada, bob, dutch) = (("authorization", "Bearer ada"), ("authorization", "Bearer bob"), ("x-country", "NL"));
    assert_eq!(get(address, "/checkout", &[ada, dutch]).await, ok("one click"));
    assert_eq!(get(address, "/checkout", &[bob, dutch]).await, ok("three forms"));
    assert_eq!(get(address, "/checkout", &[ada]).await, ok("three forms"), "the layer's country is missing");
    assert_eq!(get(address, "/checkout", &[dutch]).await, ("401".to_owned(), "log in first".to_owned()));
    assert_eq!(get(address, "/", &[ada, dutch]).await, ok("welcome, new-checkout: false"), "no user is known here");
}

#[tokio::test]
async fn adding_layer_on_hyper_adds_user_to_scope() {
    set_up();
    let (listener, address) = support::listen().await;
    tokio::spawn(hyper::serve(listener));
    let (ada, bob, dutch) = (("authorization", "Bearer ada"), ("authorization", "Bearer bob"), ("x-country", "NL"));
    assert_eq!(get(address, "/", &[ada, dutch]).await, ok("one click"));
    assert_eq!(get(address, "/", &[bob, dutch]).await, ok("three forms"));
    assert_eq!(get(address, "/", &[ada]).await, ok("three forms"));
    let belgian = ("x-country", "BE");
    assert_eq!(get(address, "/", &[ada, belgian]).await, ok("three forms"), "the authentication asks for the visitor");
}

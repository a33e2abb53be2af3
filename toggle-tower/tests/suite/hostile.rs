//! Tests that shared caches, panicking callbacks and headers with long lifetimes do not affect other requests.

use std::{
    convert::Infallible,
    future::ready,
    time::{Duration, SystemTime},
};

use axum::{Router, response::IntoResponse, routing::get};
use http::{HeaderName, HeaderValue, Request, Response};
use toggle_runtime::{AttributeRef, Context, Targeting, enabled};
use toggle_tower::{Grant, Key, Overrides, ScopeLayer};
use tower::{Layer, ServiceExt, service_fn};

use super::support::{self, key, layer, serve, signed};

/// Returns the raw lines of `Vary` and `Cache-Control` in the response.
async fn answered(
    address: std::net::SocketAddr,
    path: &str,
    headers: &[(&str, &HeaderValue)],
) -> (Vec<String>, String) {
    let head = support::head(address, path, headers).await;
    let lines = |name: &str| -> Vec<String> {
        let of_name = |line: &&str| line.to_ascii_lowercase().starts_with(&format!("{name}:"));
        head.lines().filter(of_name).map(|line| line[name.len() + 1..].trim().to_owned()).collect()
    };
    (lines("vary"), lines("cache-control").join(" | "))
}

#[tokio::test]
async fn shared_cache_keeps_overridden_answers_apart() {
    async fn plain() -> String {
        enabled!("cached").to_string()
    }

    async fn cached() -> impl IntoResponse {
        (
            [("vary", "accept-encoding"), ("cache-control", "public, max-age=60, s-maxage=600")],
            enabled!("cached").to_string(),
        )
    }

    async fn not_stored() -> impl IntoResponse {
        ([("vary", "*"), ("cache-control", "no-store")], "")
    }

    let overrides = Overrides::new(key(), ["cached"]);
    let router = Router::new()
        .route("/plain", get(plain))
        .route("/cached", get(cached))
        .route("/not-stored", get(not_stored))
        .layer(layer().overrides(overrides));
    let address = serve(router).await;
    let accepted = signed("cached=on", None);
    let refused = HeaderValue::from_static("cached=on");
    let with = |header| [("x-toggle-overrides", header)];
    let same = |vary: &[&str], control: &str| (vary.iter().map(|&it| it.to_owned()).collect(), control.to_owned());

    let varies = "x-toggle-overrides";
    assert_eq!(answered(address, "/plain", &[]).await, same(&[varies], ""));
    // A header that is refused here may be accepted for its owner.
    assert_eq!(answered(address, "/plain", &with(&refused)).await, same(&[varies], "private"));
    assert_eq!(answered(address, "/plain", &with(&accepted)).await, same(&[varies], "private"));
    assert_eq!(answered(address, "/missing", &[]).await, same(&[varies], ""), "of a fallback, too");

    let public = "public, max-age=60, s-maxage=600";
    let vary = ["accept-encoding", varies];
    assert_eq!(answered(address, "/cached", &[]).await, same(&vary, public));
    assert_eq!(answered(address, "/cached", &with(&refused)).await, same(&vary, "private, max-age=60"));
    assert_eq!(answered(address, "/cached", &with(&accepted)).await, same(&vary, "private, max-age=60"));

    assert_eq!(answered(address, "/not-stored", &[]).await, same(&["*"], "no-store"));
    assert_eq!(answered(address, "/not-stored", &with(&accepted)).await, same(&["*"], "private, no-store"));
}

#[tokio::test]
async fn response_varies_by_the_chosen_header() {
    let overrides = Overrides::new(key(), ["cached"]).header(HeaderName::from_static("x-testers"));
    let address = serve(Router::new().route("/", get(|| async {})).layer(layer().overrides(overrides))).await;
    let accepted = signed("cached=on", None);
    assert_eq!(
        answered(address, "/", &[("x-testers", &accepted)]).await,
        (vec!["x-testers".to_owned()], "private".to_owned())
    );
    let unread = answered(address, "/", &[("x-toggle-overrides", &accepted)]).await;
    assert_eq!(unread, (vec!["x-testers".to_owned()], String::new()));
}

#[tokio::test]
async fn service_without_overrides_varies_by_nothing() {
    let address = serve(Router::new().route("/", get(|| async {})).layer(layer())).await;
    assert_eq!(answered(address, "/", &[]).await, (Vec::new(), String::new()));
}

#[tokio::test]
async fn header_of_a_hundred_years_is_refused() {
    async fn handler() -> String {
        enabled!("forever").to_string()
    }

    let address =
        serve(Router::new().route("/", get(handler)).layer(layer().overrides(Overrides::new(key(), ["forever"]))))
            .await;
    let until = SystemTime::now() + Duration::from_secs(100 * 365 * 24 * 60 * 60);
    let forever = Grant::new("forever=on", until).and_then(|grant| key().sign(&grant)).expect("it can be signed");
    assert_eq!(support::get(address, "/", &[("x-toggle-overrides", &forever)]).await, "false");
    assert_eq!(support::get(address, "/", &[("x-toggle-overrides", &signed("forever=on", None))]).await, "true");
}

#[tokio::test]
async fn panic_of_a_callback_ends_no_request() {
    async fn handler() -> String {
        format!("{} for {:?}", enabled!("refused"), Context::current().key())
    }

    let overrides = Overrides::new(key(), ["refused"]).on_refused(|_| panic!("the callback's own"));
    let address = serve(Router::new().route("/", get(handler)).layer(layer().overrides(overrides))).await;
    let refused = HeaderValue::from_static("refused=on");
    let ann = HeaderValue::from_static("ann");
    let headers = [("x-user", &ann), ("x-toggle-overrides", &refused)];
    assert_eq!(support::get(address, "/", &headers).await, r#"false for Some("ann")"#);

    let nobody = ScopeLayer::new(|_: &http::request::Parts| -> Context { panic!("the closure's own") });
    let nobody = nobody.overrides(Overrides::new(key(), ["refused"]));
    let address = serve(Router::new().route("/", get(handler)).layer(nobody)).await;
    assert_eq!(support::get(address, "/", &[]).await, "false for None");
    let of_ann = signed("refused=on", Some("ann"));
    assert_eq!(support::get(address, "/", &[("x-toggle-overrides", &of_ann)]).await, "false for None");
}

#[tokio::test]
async fn panic_of_a_targeting_key_ends_no_request() {
    struct Broken;

    impl Targeting for Broken {
        fn key(&self) -> Option<&str> {
            panic!("the key's own")
        }

        fn attribute(&self, _: &str) -> Option<AttributeRef<'_>> {
            None
        }
    }

    async fn handler() -> String {
        enabled!("keyless").to_string()
    }

    let broken = ScopeLayer::new(|_: &http::request::Parts| Broken).overrides(Overrides::new(key(), ["keyless"]));
    let address = serve(Router::new().route("/", get(handler)).layer(broken)).await;
    let header = |subject| signed("keyless=on", subject);
    assert_eq!(support::get(address, "/", &[("x-toggle-overrides", &header(None))]).await, "true");
    assert_eq!(support::get(address, "/", &[("x-toggle-overrides", &header(Some("ann")))]).await, "false");
}

#[test]
fn key_with_a_zero_byte_behind_is_refused() {
    let secret = b"0123456789abcdef0123456789abcdef";
    assert!(Key::new(secret).is_ok());
    assert!(Key::new([&secret[..], b"\0"].concat()).is_err(), "it signs what the other signs");
}

#[tokio::test]
async fn response_of_any_body_is_marked() -> Result<(), Infallible> {
    let service = layer()
        .overrides(Overrides::new(key(), ["cached"]))
        .layer(service_fn(|_: Request<()>| ready(Ok::<_, Infallible>(Response::new("text")))));
    let request =
        Request::builder().header("x-toggle-overrides", signed("cached=on", None)).body(()).expect("it is valid");
    let response = service.oneshot(request).await?;
    assert_eq!(response.headers()["cache-control"], "private");
    assert_eq!(response.headers()["vary"], "x-toggle-overrides");
    Ok(())
}

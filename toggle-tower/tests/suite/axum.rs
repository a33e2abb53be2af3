//! Tests of the layer in a server of axum, over TCP. Each test has its own toggles, since `set` affects all tests.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::SystemTime,
};

use axum::{Router, body::Body, extract::State, http::HeaderMap, routing::get};
use http::HeaderValue;
use toggle_runtime::{Context, enabled, scope, set};
use toggle_tower::{Grant, Overrides};
use tokio::sync::{Barrier, oneshot};
use tokio_stream::StreamExt;

use super::support::{self, Halfway, key, layer, send, serve, signed};

#[tokio::test]
async fn flip_is_visible_to_the_next_request_only() {
    async fn handler(State(halfway): State<Halfway>) -> String {
        let before = enabled!("flips-halfway");
        halfway.pause().await;
        let after = enabled!("flips-halfway");
        let handed_on = tokio::spawn(scope().run_async(async { enabled!("flips-halfway") })).await.ok();
        let left_alone = tokio::spawn(async { enabled!("flips-halfway") }).await.ok();
        format!("{before} {after} {handed_on:?} {left_alone:?}")
    }

    let halfway = Halfway::default();
    let address = serve(Router::new().route("/", get(handler)).layer(layer()).with_state(halfway.clone())).await;

    let first = tokio::spawn(async move { support::get(address, "/", &[]).await });
    halfway.reached().await;
    set("flips-halfway", true).expect("there is such a toggle");
    assert!(enabled!("flips-halfway"));
    halfway.go_on();
    assert_eq!(first.await.expect("the server answers"), "false false Some(false) Some(true)");

    halfway.go_on();
    assert_eq!(support::get(address, "/", &[]).await, "true true Some(true) Some(true)");
}

#[tokio::test]
async fn a_request_does_not_even_see_a_flip_of_its_own() {
    async fn handler() -> String {
        set("flipped-by-request", true).expect("there is such a toggle");
        enabled!("flipped-by-request").to_string()
    }

    let address = serve(Router::new().route("/", get(handler)).layer(layer())).await;
    assert_eq!(support::get(address, "/", &[]).await, "false");
    assert_eq!(support::get(address, "/", &[]).await, "true");
}

#[tokio::test]
async fn every_check_is_for_the_user_of_the_request() {
    async fn handler() -> String {
        Context::current().key().unwrap_or("nobody").to_owned()
    }

    let address = serve(Router::new().route("/", get(handler)).layer(layer())).await;
    assert_eq!(support::get(address, "/", &[("x-user", &HeaderValue::from_static("ann"))]).await, "ann");
    assert_eq!(support::get(address, "/", &[]).await, "nobody");
}

#[tokio::test]
async fn a_body_is_made_in_the_scope_of_its_request() {
    async fn handler(State(halfway): State<Halfway>) -> Body {
        let items = tokio_stream::iter(0..2).then(move |at| {
            let halfway = halfway.clone();
            async move {
                if at == 1 {
                    halfway.pause().await;
                }
                let user = Context::current().key().unwrap_or("nobody").to_owned();
                Ok::<_, Infallible>(format!("{user} {};", enabled!("flips-under-body")))
            }
        });
        Body::from_stream(items)
    }

    let halfway = Halfway::default();
    let address = serve(Router::new().route("/", get(handler)).layer(layer()).with_state(halfway.clone())).await;
    let ann = HeaderValue::from_static("ann");
    let body = tokio::spawn(async move { support::get(address, "/", &[("x-user", &ann)]).await });
    halfway.reached().await;
    set("flips-under-body", true).expect("there is such a toggle");
    halfway.go_on();
    assert_eq!(body.await.expect("the server answers"), "ann false;ann false;");

    halfway.go_on();
    assert_eq!(support::get(address, "/", &[]).await, "nobody true;nobody true;");
}

const CROWD: usize = 32;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn overrides_bind_to_their_request_alone() {
    async fn handler(State(all_here): State<Arc<Barrier>>, headers: HeaderMap) -> String {
        let expected = headers.contains_key("x-toggle-overrides");
        let mut wrong = 0;
        for _ in 0..10 {
            wrong += usize::from(enabled!("crowded") != expected);
            // All requests wait between two checks here, and continue on any thread.
            all_here.wait().await;
        }
        wrong.to_string()
    }

    let layer = layer().overrides(Overrides::new(key(), ["crowded"]));
    let all_here = Arc::new(Barrier::new(CROWD));
    let address = serve(Router::new().route("/", get(handler)).layer(layer).with_state(all_here)).await;
    let requests: Vec<_> = (0..CROWD)
        .map(|at| {
            tokio::spawn(async move {
                let header = signed("crowded=on", None);
                let headers = [("x-toggle-overrides", &header)];
                support::get(address, "/", if at % 2 == 0 { &headers } else { &[] }).await
            })
        })
        .collect();
    for request in requests {
        assert_eq!(request.await.expect("the server answers"), "0");
    }
    assert!(!enabled!("crowded"));
}

#[tokio::test]
async fn refused_header_is_reported_without_effect() {
    async fn handler() -> String {
        enabled!("guarded").to_string()
    }

    let refusals = Arc::new(Mutex::new(Vec::new()));
    let overrides = Overrides::new(key(), ["guarded"]).on_refused({
        let refusals = refusals.clone();
        move |refusal| refusals.lock().expect("nobody panics").push(refusal.to_string())
    });
    let address = serve(Router::new().route("/", get(handler)).layer(layer().overrides(overrides))).await;
    let ann = HeaderValue::from_static("ann");
    let ask = async |values: &[&HeaderValue]| {
        let mut headers = vec![("x-user", &ann)];
        headers.extend(values.iter().map(|value| ("x-toggle-overrides", *value)));
        let body = support::get(address, "/", &headers).await;
        let refused = std::mem::take(&mut *refusals.lock().expect("nobody panics"));
        (body, refused.join(", "))
    };
    let same = |body: &str, refused: &str| (body.to_owned(), refused.to_owned());

    assert_eq!(ask(&[]).await, same("false", ""));
    assert_eq!(ask(&[&signed("guarded=on", None)]).await, same("true", ""));
    assert_eq!(ask(&[&signed("guarded=on", Some("ann"))]).await, same("true", ""));

    let not_signed = "the overrides are not signed with a key that is known here";
    let garbage = HeaderValue::from_bytes(b"\xff\xfe;mac=%%%").expect("a header may have such bytes");
    assert_eq!(ask(&[&garbage]).await, same("false", not_signed));
    assert_eq!(ask(&[&HeaderValue::from_static("guarded=on")]).await, same("false", not_signed));
    let forged = signed("guarded=off", None).to_str().map(|value| value.replace("off", "on")).expect("it is ASCII");
    let forged = HeaderValue::try_from(forged).expect("it is ASCII");
    assert_eq!(ask(&[&forged]).await, same("false", not_signed));

    let too_long = HeaderValue::try_from("a".repeat(4_097)).expect("it is ASCII");
    let refused = "the overrides are 4097 bytes long, more than 4096";
    assert_eq!(ask(&[&too_long]).await, same("false", refused));
    let twice = [&signed("guarded=on", None), &signed("guarded=on", None)];
    assert_eq!(ask(&twice).await, same("false", "there are several headers with overrides"));

    let refused = "the overrides are for another targeting key than that of the request";
    assert_eq!(ask(&[&signed("guarded=on", Some("bob"))]).await, same("false", refused));
    let expired =
        Grant::new("guarded=on", SystemTime::now()).and_then(|grant| key().sign(&grant)).expect("it is valid");
    assert_eq!(ask(&[&expired]).await, same("false", "the overrides have expired"));
    let refused = "`other` may not be overridden by a header";
    assert_eq!(ask(&[&signed("guarded=on,other=on", None)]).await, same("false", refused));
    let refused = "the overrides set `guarded` to an invalid state";
    assert_eq!(ask(&[&signed("guarded=perhaps", None)]).await, same("false", refused));
}

/// A value that reports the visible states when it is dropped.
struct Witness(Option<oneshot::Sender<(bool, Context)>>);

impl Drop for Witness {
    fn drop(&mut self) {
        if let Some(tell) = self.0.take() {
            // The receiver is gone if the test has failed already.
            let _ = tell.send((enabled!("left-early"), Context::current()));
        }
    }
}

// On one thread, which the server and the test share.
#[tokio::test]
async fn disconnected_client_leaves_the_scope() {
    type Tell = Arc<Mutex<Option<oneshot::Sender<(bool, Context)>>>>;

    async fn handler(State((halfway, tell)): State<(Halfway, Tell)>) {
        let _witness = Witness(tell.lock().expect("nobody panics").take());
        halfway.pause().await;
    }

    let (tell, told) = oneshot::channel();
    let halfway = Halfway::default();
    let state = (halfway.clone(), Arc::new(Mutex::new(Some(tell))));
    let layer = layer().overrides(Overrides::new(key(), ["left-early"]));
    let address = serve(Router::new().route("/", get(handler)).layer(layer).with_state(state)).await;

    let (ann, header) = (HeaderValue::from_static("ann"), signed("left-early=on", None));
    let client = send(address, "/", &[("x-user", &ann), ("x-toggle-overrides", &header)]).await;
    halfway.reached().await;
    assert!(!enabled!("left-early"), "the scope is entered while nobody polls");
    drop(client);
    assert_eq!(told.await, Ok((true, Context::new("ann"))));
    assert!(!enabled!("left-early"));
    assert_eq!(Context::current(), Context::default());
}

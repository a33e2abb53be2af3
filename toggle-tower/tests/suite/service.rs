//! Tests of the layer around a service, without a server: the extent of the scope.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    pin::{Pin, pin},
    sync::{Arc, Mutex},
    task::{Context as TaskContext, Poll, Waker},
};

use axum::body::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, StreamBody};
use toggle_runtime::{Context, enabled, scope, set};
use toggle_tower::{Overrides, ScopeBody, ScopeFuture, ScopeLayer, ScopeService};
use tokio_stream::StreamExt;
use tower::{Layer, Service, ServiceExt, service_fn};

use super::support::{key, layer};

type Log = Arc<Mutex<Vec<(&'static str, Option<String>)>>>;

fn note(log: &Log, what: &'static str) {
    let user = Context::current().key().map(str::to_owned);
    log.lock().expect("nobody panics").push((what, user));
}

/// A service that records the targeting key at each call, poll and drop.
#[derive(Clone)]
struct Noting(Log);

impl Service<Request<()>> for Noting {
    type Response = Response<NotingBody>;
    type Error = Infallible;
    type Future = NotingFuture;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        note(&self.0, "ready");
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> NotingFuture {
        note(&self.0, "call");
        NotingFuture(self.0.clone())
    }
}

struct NotingFuture(Log);

impl Future for NotingFuture {
    type Output = Result<Response<NotingBody>, Infallible>;

    fn poll(self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Self::Output> {
        note(&self.0, "future");
        Poll::Ready(Ok(Response::new(NotingBody(self.0.clone()))))
    }
}

impl Drop for NotingFuture {
    fn drop(&mut self) {
        note(&self.0, "future dropped");
    }
}

struct NotingBody(Log);

impl http_body::Body for NotingBody {
    type Data = &'static [u8];
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut TaskContext<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Self::Data>, Infallible>>> {
        note(&self.0, "body");
        Poll::Ready(None)
    }
}

impl Drop for NotingBody {
    fn drop(&mut self) {
        note(&self.0, "body dropped");
    }
}

fn of_ann() -> Request<()> {
    Request::builder().header("x-user", "ann").body(()).expect("the request is valid")
}

#[tokio::test]
async fn all_but_getting_ready_is_in_the_scope() -> Result<(), Infallible> {
    let log = Log::default();
    let response = layer().layer(Noting(log.clone())).oneshot(of_ann()).await?;
    response.into_body().collect().await?;
    assert_eq!(Context::current(), Context::default());

    let ann = || Some("ann".to_owned());
    let mut log = log.lock().expect("nobody panics");
    // `poll_ready` may be called again on a ready service.
    log.dedup();
    let expected = ["call", "future", "future dropped", "body", "body dropped"].map(|what| (what, ann()));
    assert_eq!(log.first(), Some(&("ready", None)));
    assert_eq!(log[1..], expected);
    Ok(())
}

#[tokio::test]
async fn the_call_the_future_and_the_body_see_the_same() -> Result<(), Infallible> {
    let mut service = layer().layer(service_fn(|_: Request<()>| {
        let called = enabled!("flips-all-the-time");
        set("flips-all-the-time", true).expect("there is such a toggle");
        async move {
            let polled = enabled!("flips-all-the-time");
            let body = tokio_stream::once(()).map(move |()| {
                let seen = format!("{called} {polled} {}", enabled!("flips-all-the-time"));
                Ok::<_, Infallible>(http_body::Frame::data(Bytes::from(seen)))
            });
            Ok::<_, Infallible>(Response::new(StreamBody::new(body)))
        }
    }));

    let response = service.ready().await?.call(of_ann());
    assert_eq!(response.await?.into_body().collect().await?.to_bytes(), "false false false");

    let response = service.ready().await?.call(of_ann());
    set("flips-all-the-time", false).expect("there is such a toggle");
    let body = response.await?.into_body();
    assert_eq!(body.collect().await?.to_bytes(), "true true true");
    Ok(())
}

#[tokio::test]
async fn a_scope_around_the_service_is_kept() -> Result<(), Infallible> {
    let service = layer().layer(service_fn(|_: Request<()>| {
        let seen = enabled!("set-around");
        async move { Ok::<_, Infallible>(Response::new(Full::new(if seen { &b"on"[..] } else { b"off" }))) }
    }));
    let response = scope().set("set-around", true).run_async(service.clone().oneshot(of_ann())).await?;
    assert_eq!(response.into_body().collect().await?.to_bytes(), "on");
    let response = service.oneshot(of_ann()).await?;
    assert_eq!(response.into_body().collect().await?.to_bytes(), "off");
    Ok(())
}

#[test]
fn a_request_that_panics_leaves_the_scope() {
    let mut service = layer().layer(service_fn(|_: Request<()>| -> Ready<Result<Response<()>, Infallible>> {
        panic!("the service's own fault")
    }));
    let called = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| service.call(of_ann())));
    assert!(called.is_err());
    assert_eq!(Context::current(), Context::default());

    let mut service = layer().layer(service_fn(|_: Request<()>| async {
        assert!(Context::current().key().is_none(), "the service's own fault");
        Ok::<_, Infallible>(Response::new(()))
    }));
    let mut response = pin!(service.call(of_ann()));
    let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        response.as_mut().poll(&mut TaskContext::from_waker(Waker::noop()))
    }));
    assert!(polled.is_err());
    assert_eq!(Context::current(), Context::default());
}

#[tokio::test]
async fn the_service_need_not_speak_of_bodies() -> Result<(), Infallible> {
    let service = layer().layer(service_fn(|_: Request<Vec<u8>>| ready(Ok::<_, Infallible>(Response::new("text")))));
    assert_eq!(service.oneshot(Request::new(Vec::new())).await?.status(), 200);
    Ok(())
}

#[tokio::test]
async fn debug_tells_no_user() -> Result<(), Infallible> {
    let layer = layer().overrides(Overrides::new(key(), ["a"]));
    let mut service = layer.layer(service_fn(|_: Request<()>| ready(Ok::<_, Infallible>(Response::new("text")))));
    let future = service.call(of_ann());
    let future_shown = format!("{future:#?}");
    assert!(future_shown.contains("ScopeFuture") && !future_shown.contains("ann"), "{future_shown}");
    let body = future.await?.into_body();
    let shown = format!("{body:?} {layer:?} {service:?}");
    assert!(!shown.contains("ann"), "{shown}");
    Ok(())
}

#[test]
fn auto_traits_are_promised() {
    fn check<T: Clone + Send + Sync + Unpin + 'static>(_: &T) {}
    fn future<T: Send + 'static>() {}

    // The closure cannot be cloned.
    let unique = Box::new(1_u8);
    let layer = ScopeLayer::new(move |_| Context::default().with("number", i64::from(*unique)));
    check(&layer);
    check(&layer.layer(()));
    check(&layer.overrides(Overrides::new(key(), ["a"])));
    future::<ScopeFuture<Ready<()>>>();
    future::<ScopeBody<Full<&'static [u8]>>>();
    future::<ScopeService<(), ()>>();
}

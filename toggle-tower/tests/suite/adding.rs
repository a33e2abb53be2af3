//! Tests of layers that add to the scope of a request: the addition, its base, and its extent.

use std::{
    convert::Infallible,
    future::ready,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::Request,
    http::HeaderMap,
    middleware::{Next, from_fn},
    response::IntoResponse,
    routing::get,
};
use http::{HeaderValue, Response};
use toggle_runtime::{AttributeRef, Context, Targeting, enabled, scope, set};
use toggle_tower::{Overrides, ScopeLayer, respond_in};
use tokio_stream::StreamExt;
use tower::{Layer, ServiceExt, service_fn};

use super::support::{self, Halfway, key, serve, signed};

#[derive(Clone)]
struct User(&'static str);

fn request() -> http::Request<()> {
    http::Request::new(())
}

/// Returns the context that the inner service sees.
async fn seen(layered: impl tower::Service<http::Request<()>, Response = Response<impl Sized>, Error = Infallible>) {
    let Ok(_) = layered.oneshot(request()).await;
}

#[tokio::test]
async fn adding_layer_keeps_what_the_outer_one_knows() {
    let contexts = Arc::new(Mutex::new(Vec::new()));
    let note = contexts.clone();
    let handler = service_fn(move |_: http::Request<()>| {
        note.lock().expect("nobody panics").push(Context::current());
        ready(Ok::<_, Infallible>(Response::new(())))
    });
    let outer = || ScopeLayer::new(|_| Context::new("guest").with("country", "NL"));
    let adding = ScopeLayer::adding(|_, scope| scope.key("ada").with("plan", "pro"));
    seen(outer().layer(adding.layer(handler.clone()))).await;
    let replacing = ScopeLayer::new(|_| Context::new("bob"));
    seen(outer().layer(replacing.layer(handler.clone()))).await;
    seen(ScopeLayer::adding(|_, scope| scope.key("eve")).layer(handler.clone())).await;
    let panicking = ScopeLayer::adding(|request, scope| match request.extensions.get::<User>() {
        Some(User(id)) => scope.key(*id),
        None => panic!("there is no user"),
    });
    seen(outer().layer(panicking.layer(handler))).await;
    let expected = [
        Context::new("ada").with("country", "NL").with("plan", "pro"),
        Context::new("bob"),
        Context::new("eve"),
        Context::new("guest").with("country", "NL"),
    ];
    assert_eq!(*contexts.lock().expect("nobody panics"), expected);
}

/// A user-defined targeting type.
struct Session(String);

impl Targeting for Session {
    fn key(&self) -> Option<&str> {
        Some(&self.0)
    }

    fn attribute(&self, _: &str) -> Option<AttributeRef<'_>> {
        None
    }
}

#[tokio::test]
async fn layer_takes_a_type_of_the_user() {
    let layer = ScopeLayer::new(|_| Session("ada".to_owned()));
    let handler = service_fn(|_: http::Request<()>| {
        assert_eq!(Context::current(), Context::new("ada"));
        ready(Ok::<_, Infallible>(Response::new(())))
    });
    seen(layer.layer(handler)).await;
}

#[tokio::test]
async fn bound_header_counts_where_the_user_is_known() {
    async fn handler() -> String {
        enabled!("bound").to_string()
    }

    let overrides = || Overrides::new(key(), ["bound"]);
    let ask = async |router: Router| {
        let address = serve(router).await;
        support::get(address, "/", &[("x-toggle-overrides", &signed("bound=on", Some("ada")))]).await
    };
    let visitor = || ScopeLayer::new(|_| Context::default());
    let ada = || ScopeLayer::adding(|_, scope| scope.key("ada"));
    let router = || Router::new().route("/", get(handler));
    assert_eq!(ask(router().layer(ada()).layer(visitor().overrides(overrides()))).await, "false", "nobody is known");
    assert_eq!(ask(router().layer(ada().overrides(overrides())).layer(visitor())).await, "true");
}

/// The body is sent after the middleware has returned, and checks toggles then.
#[tokio::test]
async fn middleware_keeps_user_and_view_for_the_body() {
    async fn for_user(headers: HeaderMap, request: Request, next: Next) -> impl IntoResponse {
        let user = headers.get("x-user").and_then(|user| user.to_str().ok()).unwrap_or("guest").to_owned();
        respond_in(scope().key(user), next.run(request)).await
    }

    let halfway = Halfway::default();
    let pausing = halfway.clone();
    let handler = async move || {
        let items = tokio_stream::iter(0..2).then(move |at| {
            let halfway = pausing.clone();
            async move {
                if at == 1 {
                    halfway.pause().await;
                }
                let context = Context::current();
                let country = context.attribute("country").is_some();
                Ok::<_, Infallible>(format!("{:?} {country} {};", context.key(), enabled!("flips-late")))
            }
        });
        axum::body::Body::from_stream(items)
    };
    let router = Router::new()
        .route("/", get(handler))
        .route_layer(from_fn(for_user))
        .layer(ScopeLayer::new(|_| Context::new("visitor").with("country", "NL")));
    let address = serve(router).await;
    let ann = HeaderValue::from_static("ann");
    let body = tokio::spawn(async move { support::get(address, "/", &[("x-user", &ann)]).await });
    halfway.reached().await;
    set("flips-late", true).expect("there is such a toggle");
    halfway.go_on();
    assert_eq!(body.await.expect("the server answers"), "Some(\"ann\") true false;Some(\"ann\") true false;");
}

//! A test of the log of refused headers. It has its own process, since a log is global.
#![cfg(feature = "tracing")]

mod support;

use std::{
    convert::Infallible,
    fmt::{self, Write},
    future::ready,
    sync::{Arc, Mutex},
};

use http::{HeaderValue, Request, Response};
use toggle_runtime::Context;
use toggle_tower::{Overrides, ScopeLayer};
use tower::{Layer, ServiceExt, service_fn};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

use self::support::{key, layer, signed};

/// A log of lines.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "toggle_tower"
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = format!("{}:", event.metadata().level());
        event.record(&mut Text(&mut line));
        self.0.lock().expect("nobody panics").push(line);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Text<'a>(&'a mut String);

impl Visit for Text<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

#[tokio::test]
async fn refusal_is_logged_without_header_content() -> Result<(), Infallible> {
    let lines = Lines::default();
    let _log = tracing::subscriber::set_default(lines.clone());
    let service = layer()
        .overrides(Overrides::new(key(), ["known"]))
        .layer(service_fn(|_: Request<()>| ready(Ok::<_, Infallible>(Response::new(())))));
    for value in [HeaderValue::from_static("known=on;mac=c2VjcmV0"), signed("known=on", Some("bob"))] {
        let request = Request::builder().header("x-toggle-overrides", value).body(()).expect("the request is valid");
        service.clone().oneshot(request).await?;
    }
    let expected = [
        "DEBUG: message=the overrides are not signed with a key that is known here",
        "WARN: message=the overrides are for another targeting key than that of the request",
    ];
    assert_eq!(*lines.0.lock().expect("nobody panics"), expected);
    lines.0.lock().expect("nobody panics").clear();

    let overrides = Overrides::new(key(), ["known"]).on_refused(|_| panic!("the callback's own"));
    let layer = ScopeLayer::new(|_: &http::request::Parts| -> Context { panic!("the closure's own: ann") });
    let service = layer
        .overrides(overrides.also_accept(key()))
        .layer(service_fn(|_: Request<()>| ready(Ok::<_, Infallible>(Response::new(())))));
    let header = HeaderValue::from_static("known=on;mac=c2VjcmV0");
    service.oneshot(Request::builder().header("x-toggle-overrides", header).body(()).expect("it is valid")).await?;
    let expected = [
        "WARN: message=a key for overrides is set twice, so it replaces no other key",
        "ERROR: message=the closure that gives the context panicked; the request continues without it",
        "DEBUG: message=the overrides are not signed with a key that is known here",
        "ERROR: message=`on_refused` panicked; the request continues without it",
    ];
    assert_eq!(*lines.0.lock().expect("nobody panics"), expected);
    Ok(())
}

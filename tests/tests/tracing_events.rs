//! Every event is also a `tracing` event, with its parts as fields.

use std::{
    fmt::{Debug, Write},
    sync::{Arc, Mutex},
};

use toggle_runtime::{enabled, scope};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// Keeps a line for each event: its level, its target and its fields.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = format!("{} {}", event.metadata().level(), event.metadata().target());
        event.record(&mut Line(&mut line));
        self.0.lock().expect("no one panics with it").push(line);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

#[test]
fn changes_and_problems_are_events() {
    assert!(!enabled!("traced"));
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), || {
        toggle_runtime::set("traced", true).expect("it is a toggle");
        drop(scope().set("tracde", true));
    });
    let lines = log.0.lock().expect("no one panics with it").clone();
    let change = "INFO toggle_runtime message=toggle `traced` changed from off to on (program) toggle=\"traced\" \
                  from=\"off\" to=\"on\" source=\"program\"";
    assert_eq!(lines[0], change);
    assert!(
        lines[1].starts_with("WARN toggle_runtime message=") && lines[1].contains("did you mean `traced`?"),
        "{lines:?}"
    );
}

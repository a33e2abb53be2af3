//! The registry as an ordinary value, with the test's own points, variables and sources.

#[cfg(feature = "rules")]
mod answers;
#[cfg(feature = "rules")]
mod by_name;
mod called;
#[cfg(feature = "rules")]
mod circles;
#[cfg(feature = "rules")]
mod contexts;
mod decisions;
#[cfg(feature = "rules")]
mod directory;
#[cfg(feature = "rules")]
mod disabled;
mod faults;
mod follow;
mod forked;
#[cfg(feature = "rules")]
mod guards;
#[cfg(feature = "rules")]
mod hints;
mod json;
mod observed;
#[cfg(feature = "rules")]
mod of_process;
#[cfg(feature = "rules")]
mod parts;
mod personal;
mod pins;
mod readings;
#[cfg(feature = "rules")]
mod rules;
mod scopes;
mod set_up;
#[cfg(feature = "rules")]
mod shadowed;
mod shown;
mod sources;
#[cfg(feature = "rules")]
mod structures;
#[cfg(all(feature = "history-file", feature = "rules"))]
mod trail;
mod values;
#[cfg(feature = "rules")]
mod without_key;

use std::{
    ffi::OsString,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use parking_lot::Mutex;
use toggle_syntax::record::{Body, Declaration, Modes, Place, Polarity, Record};

use crate::{
    Builder, Decision, Error, Event, Reason, Scope, Source, SourceError, States, Unknown, Updates, Value,
    ask::question::{For, ForAll, ForRest},
    catalogue::point::Point,
    registry::Registry,
};

const DECLARED: Declaration<'_> =
    Declaration { default: "off", kind: "", owner: "", since: "", expires: "", description: "", ty: "" };

fn record<'a>(name: &'a str, line: u32, body: Body<'a>) -> Record<'a> {
    let place = Place { package: "p", version: "1.0.0", module: "p", item: "f", file: "src/p.rs", line, column: 1 };
    Record::new(name, place, body)
}

/// Returns points of these toggles. `!name` is declared with the default on, and `name: type = default` is declared
/// with a type. `name @ pin` is pinned, and `name + modes` is guarded or shadowed.
fn points(names: &[&str]) -> &'static [Point] {
    let points = (1..).zip(names).map(|(line, name)| {
        let (name, modes) = name.split_once(" + ").unwrap_or((name, ""));
        let has = |word| modes.contains(word);
        let modes = Modes { guard: has("guard"), shadow: has("shadow"), value: has("value") };
        let (name, pin) = name.split_once(" @ ").unwrap_or((name, ""));
        let record = match name.strip_prefix('!') {
            Some(name) => record(name, line, Body::Declaration(Declaration { default: "on", ..DECLARED })),
            None => match name.split_once(": ").and_then(|(name, rest)| Some((name, rest.split_once(" = ")?))) {
                Some((name, (ty, default))) => {
                    record(name, line, Body::Declaration(Declaration { default, ty, ..DECLARED }))
                }
                None => record(name, line, Body::Point { polarity: Polarity::Positive }),
            },
        };
        Point::new(Record { pin, modes, ..record }.to_bytes().leak())
    });
    Vec::leak(points.collect())
}

/// A program with environment variables that can be changed, and a log of its events.
struct Program {
    registry: &'static Registry,
    points: &'static [Point],
    variables: Arc<Mutex<Vec<(String, String)>>>,
    events: Arc<Mutex<Vec<String>>>,
    /// The time of guards.
    time: Arc<Mutex<Duration>>,
}

impl Program {
    fn new(names: &[&str]) -> Self {
        let points = points(names);
        let variables: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let given = variables.clone();
        let time: Arc<Mutex<Duration>> = Arc::default();
        let clock = time.clone();
        let variables_of =
            move || given.lock().iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect();
        let registry = Registry::with_clock(points, variables_of, move || *clock.lock());
        // Scopes need a registry that lasts.
        let registry: &Registry = Box::leak(Box::new(registry));
        let events: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = events.clone();
        registry.subscribe(move |event| log.lock().push(event.to_string()));
        Self { registry, points, variables, events, time }
    }

    fn variable(&self, name: &str, value: &str) {
        let mut variables = self.variables.lock();
        variables.retain(|(other, _)| other != name);
        variables.push((name.to_owned(), value.to_owned()));
    }

    /// Checks at the point with this position. The registry's answer equals the cached one, if there is one.
    fn asks(&self, position: usize) -> bool {
        let answer = self.registry.is_on(&self.points[position]);
        assert_eq!(self.peek(position).unwrap_or(answer), answer, "the point and the registry agree");
        answer
    }

    /// Returns the cached answer of the point.
    fn peek(&self, position: usize) -> Option<bool> {
        self.points[position].fixed_index().map(|index| index == 1)
    }

    fn explain(&self, name: &str) -> Decision {
        self.registry.explain(name, None, None)
    }

    fn problems(&self) -> Vec<String> {
        self.registry.problems().iter().map(ToString::to_string).collect()
    }

    /// Returns the events since the last call, when all have been delivered.
    fn take_events(&self) -> Vec<String> {
        while !self.registry.events().is_idle() {
            std::thread::yield_now();
        }
        std::mem::take(&mut self.events.lock())
    }
}

impl Registry {
    /// Returns the answer of a check that its point passes to the registry.
    fn is_on(&self, point: &'static Point) -> bool {
        self.check(point, For(None), Value::is_on).unwrap_or(false)
    }
}

/// A source whose states the test sets.
#[derive(Clone, Default)]
struct Store(Arc<Mutex<StoreState>>);

#[derive(Default)]
struct StoreState {
    states: States,
    failure: Option<&'static str>,
    updates: Option<Updates>,
}

impl Store {
    fn with(settings: &[(&str, &str)]) -> Self {
        let store = Self::default();
        store.0.lock().states = states(settings);
        store
    }

    fn updates(&self) -> Updates {
        self.0.lock().updates.clone().expect("the store is followed")
    }
}

fn states(settings: &[(&str, &str)]) -> States {
    let mut states = States::new();
    for (name, word) in settings {
        states.set_text(*name, word, format!("store:{name}"));
    }
    states
}

impl Store {
    /// Returns a store with a text like that of a file.
    fn of_toml(text: &str) -> Self {
        let store = Self::default();
        store.write(text);
        store
    }

    fn write(&self, text: &str) {
        self.write_for(None, text);
    }

    /// Does the same as [`write`](Self::write), for a program that runs in this environment.
    fn write_for(&self, stage: Option<&str>, text: &str) {
        self.0.lock().states = States::from_toml(text, "t.toml", stage).expect("it is TOML");
    }
}

impl Source for Store {
    fn name(&self) -> String {
        "store".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        let store = self.0.lock();
        store.failure.map_or_else(|| Ok(store.states.clone()), |failure| Err(failure.into()))
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        self.0.lock().updates = Some(updates);
        Ok(())
    }
}

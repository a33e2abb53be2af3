//! Generated files without mistakes, and generated users. Names and values are few, so that conditions match often.

mod condition;
mod people;
mod state;
mod values;

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use proptest::{
    collection::{btree_map, vec},
    option::weighted,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
    strategy::BoxedStrategy,
};
use toml::{Table, Value};

use crate::reference::{Attribute, Declaration, File, Type, Who};

/// A file with the contexts and times for its checks.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) file: File,
    pub(crate) people: Vec<Who>,
    pub(crate) process: BTreeMap<String, Attribute>,
    pub(crate) times: Vec<Timestamp>,
}

/// This form omits the file, because a failed test prints it as text.
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case").field("people", &self.people).field("times", &self.times).finish_non_exhaustive()
    }
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    let people = (vec(people::who(), 1..6), people::process());
    (file(), people, vec(values::time(), 1..4)).prop_map(|(file, (people, process), times)| Case {
        file,
        people: people.into_iter().map(|who| Who { process: process.clone(), ..who }).collect(),
        process,
        times,
    })
}

/// The toggles. A later toggle may require an earlier one that is on or off.
pub(crate) const TOGGLES: [&str; 9] = ["on-a", "on-b", "variant", "on-c", "integer", "float", "on-d", "text", "on-e"];
/// The toggles without a declaration. They are on or off.
pub(crate) const UNDECLARED: [&str; 3] = ["on-b", "on-e", "environment"];
pub(crate) const STAGES: [&str; 2] = ["production", "test"];
const SEGMENTS: [&str; 3] = ["few", "more", "staff"];

/// Returns the type of a toggle by its name.
pub(crate) fn type_of(name: &str) -> Type {
    match name {
        "variant" => Type::Variants(["bm25", "neural", "hybrid-2"].map(str::to_owned).to_vec()),
        "integer" => Type::Integer,
        "float" => Type::Float,
        "text" => Type::Text,
        _ => Type::OnOff,
    }
}

fn file() -> impl Strategy<Value = File> {
    let states = states(0.9);
    let segments = SEGMENTS.map(|_| condition::condition());
    let stages = btree_map(select(&STAGES), (states_of_stage(), some_segments()), 0..=2);
    let stage = weighted(0.7, select(&["production", "test", "other"]));
    (states, segments, stages, stage, declarations()).prop_map(|(mut table, segments, stages, stage, declarations)| {
        let segments = SEGMENTS.into_iter().map(str::to_owned).zip(segments).collect();
        table.insert("segment".to_owned(), Value::Table(segments));
        let stages = stages.into_iter().map(|(name, (mut states, segments))| {
            if !segments.is_empty() {
                states.insert("segment".to_owned(), Value::Table(segments));
            }
            (name.to_owned(), Value::Table(states))
        });
        let stages: Table = stages.collect();
        if !stages.is_empty() {
            table.insert("environment".to_owned(), Value::Table(stages));
        }
        File { table, stage: stage.map(str::to_owned), declarations }
    })
}

/// Generates states, and gives each toggle a state with this probability.
fn states(probability: f64) -> impl Strategy<Value = Table> {
    let state = |index: usize| {
        let name = TOGGLES[index];
        let earlier = TOGGLES[..index].iter().copied().filter(|name| type_of(name) == Type::OnOff).collect();
        weighted(probability, state::state(type_of(name), earlier))
    };
    let all: [_; TOGGLES.len()] = std::array::from_fn(state);
    all.prop_map(|states| {
        let states = TOGGLES.into_iter().zip(states);
        states.filter_map(|(name, state)| Some((name.to_owned(), state?))).collect()
    })
}

/// Generates the states of an environment, which may also set toggles with the name of a section to on or off.
fn states_of_stage() -> impl Strategy<Value = Table> {
    (states(0.3), weighted(0.2, any::<bool>())).prop_map(|(mut states, environment)| {
        states.extend(environment.map(|on| ("environment".to_owned(), Value::Boolean(on))));
        states
    })
}

fn some_segments() -> impl Strategy<Value = Table> {
    btree_map(select(&SEGMENTS).prop_map(str::to_owned), condition::condition(), 0..=2)
        .prop_map(|segments| segments.into_iter().collect())
}

fn declarations() -> impl Strategy<Value = BTreeMap<String, Declaration>> {
    TOGGLES.map(|name| state::plain(type_of(name))).prop_map(|defaults| {
        let all = TOGGLES.into_iter().zip(defaults);
        let declared = all.filter(|(name, _)| !UNDECLARED.contains(name));
        declared.map(|(name, default)| (name.to_owned(), declaration(name, default))).collect()
    })
}

fn declaration(name: &str, default: Value) -> Declaration {
    let ty = type_of(name);
    let default = match (&ty, default) {
        (Type::OnOff, Value::String(word)) => Value::Boolean(["on", "YES", "1"].contains(&&*word)),
        (Type::Float, Value::Integer(_)) => Value::Float(2.0),
        (_, default) => default,
    };
    Declaration { ty, default }
}

/// Generates mostly from the first strategy, else from the second.
fn mostly<T: fmt::Debug + 'static>(
    first: impl Strategy<Value = T> + 'static,
    second: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<T> {
    prop_oneof![3 => first, 1 => second].boxed()
}

fn table<const N: usize>(entries: [(&str, Option<Value>); N]) -> Table {
    entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

fn just(value: impl Into<Value>) -> BoxedStrategy<Value> {
    Just(value.into()).boxed()
}

//! The segments that rules can name.

use std::sync::Arc;

use toggle_syntax::{name, order, sorted::SortedMap};

use crate::condition::Condition;

/// The segments that rules can name: those of an environment, and below them those of the rest of the file.
#[derive(Default)]
pub(super) struct Segments<'r> {
    pub(super) own: SortedMap<String, Described>,
    pub(super) rest: Option<&'r Segments<'r>>,
}

/// The description of a segment in a file, or the fact that it has a mistake.
pub(super) enum Described {
    As(Arc<Condition>),
    ByMistake,
}

impl Segments<'_> {
    pub(super) fn find(&self, name: &str) -> Option<&Described> {
        self.own.get(name).or_else(|| self.rest.and_then(|rest| rest.find(name)))
    }

    pub(super) fn nearest(&self, name: &str) -> Option<&str> {
        let of_rest = self.rest.iter().flat_map(|rest| rest.own.keys());
        let mut known: Vec<&str> = self.own.keys().chain(of_rest).map(String::as_str).collect();
        order::sort(&mut known);
        name::nearest(name, known)
    }
}

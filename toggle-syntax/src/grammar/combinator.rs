//! The words that combine conditions, and other words that people may try.

use syn::{Error, Ident};

use crate::name;

/// A word that combines conditions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Combinator {
    All,
    Any,
    Not,
}

/// The combinators, each with its word and other words that people may try.
const COMBINATORS: [(Combinator, &str, &[&str]); 3] = [
    (Combinator::All, "all", &["and", "both", "every", "each", "allof"]),
    (Combinator::Any, "any", &["or", "either", "some", "oneof", "one", "anyof", "xor"]),
    (Combinator::Not, "not", &["none", "neither", "nor", "no", "unless", "off", "disabled", "negate", "noneof"]),
];

impl Combinator {
    /// Returns the combinator of this word.
    ///
    /// # Errors
    ///
    /// If the word is no combinator. The error names the likely one.
    pub(super) fn of(word: &Ident) -> Result<Self, Error> {
        let known = COMBINATORS.iter().find(|(_, written, _)| word == written);
        known.map(|&(combinator, ..)| combinator).ok_or_else(|| {
            let hint = likely(word).map(|meant| format!("; did you mean `{meant}(..)`?")).unwrap_or_default();
            Error::new_spanned(word, format!("expected `not`, `all` or `any`, not `{word}`{hint}"))
        })
    }
}

/// Returns the combinator that a wrong word likely means.
pub(super) fn likely(word: &Ident) -> Option<&'static str> {
    let plain = word.to_string().to_lowercase().replace('_', "");
    let synonym = COMBINATORS.iter().find(|(_, _, words)| words.contains(&plain.as_str()));
    let known = COMBINATORS.iter().map(|&(_, meant, _)| meant);
    synonym.map(|&(_, meant, _)| meant).or_else(|| name::nearest(&plain, known))
}

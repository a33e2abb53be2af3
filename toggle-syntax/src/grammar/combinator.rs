//! The words that combine conditions, and the words that people write in their place.

use syn::{Error, Ident};

use crate::name;

/// A word that combines conditions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Combinator {
    All,
    Any,
    Not,
}

/// Each combinator with its word and the words that people write for it.
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
    /// Returns an error that names the combinator that is meant, if one is likely.
    pub(super) fn of(word: &Ident) -> Result<Self, Error> {
        let known = COMBINATORS.iter().find(|(_, written, _)| word == written);
        known.map(|&(combinator, ..)| combinator).ok_or_else(|| {
            let hint = likely(word).map(|meant| format!("; did you mean `{meant}(..)`?")).unwrap_or_default();
            Error::new_spanned(word, format!("expected `not`, `all` or `any`, not `{word}`{hint}"))
        })
    }
}

/// Returns the word of the combinator that this word stands for, if one is likely.
pub(super) fn likely(word: &Ident) -> Option<&'static str> {
    let plain = word.to_string().to_lowercase().replace('_', "");
    let synonym = COMBINATORS.iter().find(|(_, _, words)| words.contains(&plain.as_str()));
    let known = COMBINATORS.iter().map(|&(_, meant, _)| meant);
    synonym.map(|&(_, meant, _)| meant).or_else(|| name::nearest(&plain, known))
}

//! Regular expressions, compiled to automata of bounded size. `pattern_off.rs` replaces this file where the feature
//! `regex` is off.

use std::{
    collections::HashSet,
    fmt,
    hash::{Hash, Hasher},
};

use regex_automata::{
    Anchored, Input, MatchKind,
    dfa::{Automaton, StartKind, dense},
    nfa::thompson::{self, WhichCaptures},
};
use regex_syntax::{Error, ParserBuilder};

/// A regular expression, compiled to a complete DFA: a search reads each byte once and allocates nothing.
pub(super) struct Pattern {
    text: Box<str>,
    automaton: dense::DFA<Vec<u32>>,
}

/// The size limit of one DFA, in bytes.
pub(super) const LARGEST: usize = 1 << 20;
/// The size limit of the NFA that the DFA is built from, in bytes.
const LARGEST_NFA: usize = 1 << 17;
/// The length limit of an expression, in bytes, since parsing takes time as well.
pub(super) const LONGEST: usize = 1 << 12;
/// The least size that one expression counts for.
pub(super) const SMALLEST: usize = 1 << 12;

/// The reason why a regular expression is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    TooLarge,
    Mistaken(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str(TOO_LARGE),
            Self::Mistaken(why) => f.write_str(why),
        }
    }
}

impl Pattern {
    pub(super) fn new(text: &str) -> Result<Self, Refusal> {
        if text.len() > LONGEST {
            return Err(Refusal::TooLarge);
        }
        Ok(Self { text: text.into(), automaton: automaton(text)? })
    }

    /// Returns the size of the DFA, in bytes.
    pub(super) fn size(&self) -> usize {
        self.automaton.memory_usage()
    }

    pub(super) fn is_found_in(&self, text: &str) -> bool {
        let input = Input::new(text).anchored(Anchored::No).earliest(true);
        // A search fails only if the DFA has quit bytes, and this DFA has none.
        matches!(self.automaton.try_search_fwd(&input), Ok(Some(_)))
    }

    /// Returns whether some string contains a match.
    pub(super) fn is_ever_found(&self) -> bool {
        // Without a start state the result is unknown, so assume that a string has a match.
        let Ok(start) = self.automaton.start_state_forward(&Input::new("")) else { return true };
        let (mut seen, mut reached) = (HashSet::from([start]), vec![start]);
        while let Some(state) = reached.pop() {
            if self.automaton.is_match_state(state) {
                return true;
            }
            let after_bytes = (0..=u8::MAX).map(|byte| self.automaton.next_state(state, byte));
            reached
                .extend(after_bytes.chain([self.automaton.next_eoi_state(state)]).filter(|state| seen.insert(*state)));
        }
        false
    }
}

pub(super) const TOO_LARGE: &str =
    "the regular expression is too large; make it simpler, or use `(?-u)` where ASCII is enough";

const NEEDS_TABLES: &str = "a Unicode property or `(?i)` needs the feature `regex-unicode` of toggle-runtime, \
    unless ASCII is enough, as in `(?i-u:nl)`";

/// Compiles an expression step by step, because the errors of a combined builder would have to be split again.
fn automaton(text: &str) -> Result<dense::DFA<Vec<u32>>, Refusal> {
    let parsed = ParserBuilder::new().nest_limit(64).build().parse(text).map_err(|error| match error {
        Error::Parse(error) => mistaken(error.kind()),
        Error::Translate(error) => mistaken(error.kind()),
        error => mistaken(&error),
    })?;
    let with_choices = thompson::Compiler::new()
        .configure(thompson::Config::new().nfa_size_limit(Some(LARGEST_NFA)).which_captures(WhichCaptures::None))
        .build_from_hir(&parsed)
        .map_err(|error| if error.size_limit().is_some() { Refusal::TooLarge } else { mistaken(&error) })?;
    dense::Builder::new()
        .configure(
            dense::Config::new()
                .start_kind(StartKind::Unanchored)
                .match_kind(MatchKind::All)
                .dfa_size_limit(Some(LARGEST))
                .determinize_size_limit(Some(LARGEST)),
        )
        .build_from_nfa(&with_choices)
        .map_err(|error| if error.is_size_limit_exceeded() { Refusal::TooLarge } else { mistaken(&error) })
}

fn mistaken(why: &dyn fmt::Display) -> Refusal {
    let why = why.to_string();
    Refusal::Mistaken(if why.contains("word bound") {
        "a Unicode word boundary is not supported; write `(?-u:\\b)`, in single quotes".to_owned()
    } else if cfg!(not(feature = "regex-unicode")) && why.starts_with("Unicode") {
        // The parser's message for missing tables begins with "Unicode".
        NEEDS_TABLES.to_owned()
    } else {
        format!("it is no regular expression: {}", why.trim_end_matches('.'))
    })
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, found: &[&str], not_found: &[&str]) {
        let pattern = Pattern::new(pattern).expect("a regular expression");
        for (texts, expected) in [(found, true), (not_found, false)] {
            for text in texts {
                assert_eq!(pattern.is_found_in(text), expected, "{pattern} in {text:?}");
            }
        }
    }

    #[test]
    fn it_is_found_anywhere_unless_it_is_anchored() {
        check("b+", &["abc", "b"], &["", "ac"]);
        check("^b+$", &["b", "bb"], &["abc", "b\n"]);
        check(r"\d", &["a1", "٣"], &["a"]);
        check(r"(?-u:\b)nl(?-u:\b)", &["x nl y"], &["xnly"]);
        check("", &["", "a"], &[]);
        check("a|b*", &["c"], &[]);
    }

    #[test]
    fn case_of_ascii_needs_no_tables() {
        check("(?i-u:nl)", &["a NL", "nl"], &["n"]);
    }

    #[cfg(feature = "regex-unicode")]
    #[test]
    fn case_of_unicode_is_folded() {
        check("(?i)straße", &["STRASSE straSSe Straße"], &["strase"]);
    }

    #[cfg(not(feature = "regex-unicode"))]
    #[test]
    fn expression_without_tables_names_the_feature() {
        for pattern in [r"\p{Greek}", "(?i)straße"] {
            // Another crate of the build may have enabled the tables. A dependency of the tests does.
            if let Err(refusal) = Pattern::new(pattern) {
                let message = refusal.to_string();
                assert!(message.contains("needs the feature `regex-unicode` of toggle-runtime"), "{message}");
            }
        }
    }

    #[track_caller]
    fn check_ever_found(pattern: &str, expected: bool) {
        let pattern = Pattern::new(pattern).expect("a regular expression");
        assert_eq!(pattern.is_ever_found(), expected, "{pattern}");
    }

    #[test]
    fn contradictory_pattern_is_never_found() {
        for pattern in ["a^b", "a$b", r"[^\s\S]", r"a\A", r"a(?-u:\b)b"] {
            check_ever_found(pattern, false);
        }
        for pattern in ["", "^$", "a|b^", r"^\w+@example\.com$", "(?m)a$\n^b", "é{3}"] {
            check_ever_found(pattern, true);
        }
    }

    #[track_caller]
    fn refused(pattern: &str, because: &str) {
        let error = Pattern::new(pattern).expect_err("it is refused").to_string();
        assert!(error.contains(because) && !error.contains('\n'), "{error}");
    }

    #[test]
    fn what_is_wrong_is_said_on_one_line() {
        refused("(", "unclosed group");
        refused("[a", "unclosed character class");
        refused("a{2", "repetition");
        refused(r"\bnl", r"write `(?-u:\b)`");
        refused(r"(\w{50}){50}", "too large");
        refused("(?:a{100}){100}{100}", "too large");
        refused(&format!("[{}]", "a".repeat(1 << 12)), "too large");
        refused(&format!("{}a{}", "(".repeat(1000), ")".repeat(1000)), "nest");
    }

    #[test]
    fn what_people_write_is_not_too_large() {
        for pattern in [r"^\w+@example\.com$", r"^[\w.+-]+@[\w-]+\.[\w.-]+$", r"^\d{4}-\d{2}$", "^(a|b|c).*z$"] {
            Pattern::new(pattern).map_err(|error| format!("{pattern}: {error}")).expect("it is accepted");
        }
        if cfg!(feature = "regex-unicode") {
            for pattern in [r"(?i)^[\w.+-]+@[\w-]+\.[\w.-]+$", r"\p{Greek}"] {
                Pattern::new(pattern).expect("it is accepted");
            }
        }
    }
}

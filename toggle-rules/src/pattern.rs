use std::{collections::HashSet, fmt};

use regex_automata::{
    Anchored, Input, MatchKind,
    dfa::{Automaton, StartKind, dense},
    nfa::thompson::{self, WhichCaptures},
    util::syntax,
};

/// A regular expression as a whole automaton: a search reads each byte once, keeps nothing, and allocates nothing.
pub(super) struct Pattern {
    text: Box<str>,
    automaton: dense::DFA<Vec<u32>>,
}

/// What one of them may take.
pub(super) const LARGEST: usize = 1 << 20;
/// What the automaton with choices may take, from which the one without is made.
const LARGEST_NFA: usize = 1 << 17;
/// How long one may be, in bytes, since reading it takes its time, too.
pub(super) const LONGEST: usize = 1 << 12;
/// What one of them is counted as at least.
pub(super) const SMALLEST: usize = 1 << 12;

/// Why a regular expression is refused.
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
        let built = dense::Builder::new()
            .configure(
                dense::Config::new()
                    .start_kind(StartKind::Unanchored)
                    .match_kind(MatchKind::All)
                    .dfa_size_limit(Some(LARGEST))
                    .determinize_size_limit(Some(LARGEST)),
            )
            .thompson(thompson::Config::new().nfa_size_limit(Some(LARGEST_NFA)).which_captures(WhichCaptures::None))
            .syntax(syntax::Config::new().nest_limit(64))
            .build(text);
        let automaton = built
            .map_err(|error| if is_too_large(&error) { Refusal::TooLarge } else { Refusal::Mistaken(why(&error)) });
        Ok(Self { text: text.into(), automaton: automaton? })
    }

    /// What the automaton takes, in bytes.
    pub(super) fn size(&self) -> usize {
        self.automaton.memory_usage()
    }

    pub(super) fn is_found_in(&self, text: &str) -> bool {
        let input = Input::new(text).anchored(Anchored::No).earliest(true);
        // A search can fail only where the automaton has been told to give up, which none has.
        matches!(self.automaton.try_search_fwd(&input), Ok(Some(_)))
    }

    /// Returns whether there is a text in which it is found.
    pub(super) fn is_ever_found(&self) -> bool {
        // Without a start it is not known, and a text may well have it.
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

fn is_too_large(error: &dense::BuildError) -> bool {
    let of_nfa = std::error::Error::source(error).and_then(|source| source.downcast_ref::<thompson::BuildError>());
    error.is_size_limit_exceeded() || of_nfa.is_some_and(|error| error.size_limit().is_some())
}

fn why(error: &dense::BuildError) -> String {
    let mut why = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        why = cause.to_string();
        source = cause.source();
    }
    // The parser draws the expression over several lines and says last what is wrong.
    let why = why.lines().last().unwrap_or_default();
    let why = why.strip_prefix("error: ").unwrap_or(why).trim_end_matches('.');
    if why.contains("word bound") {
        return "a Unicode word boundary is not supported; write `(?-u:\\b)`, in single quotes".to_owned();
    }
    format!("it is no regular expression: {why}")
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
        check("(?i)straße", &["STRASSE straSSe Straße"], &["strase"]);
        check(r"\d", &["a1", "٣"], &["a"]);
        check(r"(?-u:\b)nl(?-u:\b)", &["x nl y"], &["xnly"]);
        check("", &["", "a"], &[]);
        check("a|b*", &["c"], &[]);
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
        for pattern in
            [r"^\w+@example\.com$", r"(?i)^[\w.+-]+@[\w-]+\.[\w.-]+$", r"^\d{4}-\d{2}$", r"\p{Greek}", "^(a|b|c).*z$"]
        {
            Pattern::new(pattern).map_err(|error| format!("{pattern}: {error}")).expect("it is accepted");
        }
    }
}

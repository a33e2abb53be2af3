//! The regular expressions of a configuration: how much they may take together, and that each text is compiled once.

use std::sync::Arc;

use toggle_syntax::sorted::{SortedMap, SortedSet};

use crate::pattern::{LARGEST, LONGEST, Pattern, Refusal, SMALLEST, TOO_LARGE};

/// What the automatons of one configuration may take, in bytes, so that none makes a program slow or large.
const TOTAL: usize = 16 << 20;

/// The expressions that are compiled already, by their text, so that none is compiled twice. `()` has none.
pub trait KnownPatterns {
    /// Returns the compiled expression of this text.
    fn find(&self, text: &str) -> Option<Arc<Compiled>>;

    /// Keeps a compiled expression for as long as somebody else has it.
    fn keep(&self, text: &str, compiled: &Arc<Compiled>);
}

impl KnownPatterns for () {
    fn find(&self, _text: &str) -> Option<Arc<Compiled>> {
        None
    }

    fn keep(&self, _text: &str, _compiled: &Arc<Compiled>) {}
}

/// An expression as it is compiled, or why it is refused.
#[derive(Debug)]
pub struct Compiled {
    result: Result<Arc<Pattern>, Refusal>,
}

impl Compiled {
    /// Compiles an expression, unless it is known.
    fn of(text: &str, known: &dyn KnownPatterns) -> Arc<Self> {
        known.find(text).unwrap_or_else(|| {
            let compiled = Arc::new(Self::new(text));
            known.keep(text, &compiled);
            compiled
        })
    }

    fn new(text: &str) -> Self {
        Self { result: Pattern::new(text).map(Arc::new) }
    }

    /// How much of the total it takes. What it took to find out that an expression is too large is lost.
    fn cost(&self) -> usize {
        match &self.result {
            Ok(pattern) => pattern.size().clamp(SMALLEST, LARGEST),
            Err(Refusal::TooLarge) => LARGEST,
            Err(Refusal::Mistaken(_)) => SMALLEST,
        }
    }
}

/// The expressions of one configuration.
pub(super) struct Patterns<'t> {
    by_text: SortedMap<Box<str>, Arc<Compiled>>,
    /// The expressions that are too many.
    refused: SortedSet<&'t str>,
}

impl<'t> Patterns<'t> {
    /// Compiles these expressions, where `others` are those for other stages, which have what is left of the total.
    pub(super) fn new(
        texts: impl IntoIterator<Item = &'t str>,
        others: impl IntoIterator<Item = &'t str>,
        known: &dyn KnownPatterns,
    ) -> Self {
        Self::within(TOTAL, texts, others, known)
    }

    fn within(
        total: usize,
        texts: impl IntoIterator<Item = &'t str>,
        others: impl IntoIterator<Item = &'t str>,
        known: &dyn KnownPatterns,
    ) -> Self {
        let mut patterns = Self { by_text: SortedMap::new(), refused: SortedSet::new() };
        let left;
        (left, patterns.refused) = patterns.compile(total, texts, known);
        // Those which are too many there are not looked at: they do not count here.
        patterns.compile(left, others, known);
        patterns
    }

    /// Compiles as many expressions as there is room for, the shortest first, so that their order makes no difference.
    /// Gives how much room is left, and the others.
    fn compile(
        &mut self,
        total: usize,
        texts: impl IntoIterator<Item = &'t str>,
        known: &dyn KnownPatterns,
    ) -> (usize, SortedSet<&'t str>) {
        let is_new = |text: &&str| text.len() <= LONGEST && !self.by_text.contains_key(*text);
        let texts: SortedSet<(usize, &str)> = texts.into_iter().filter(is_new).map(|text| (text.len(), text)).collect();
        let mut left = total;
        let mut too_many = SortedSet::new();
        for (_, text) in texts {
            if left < LARGEST {
                too_many.insert(text);
                continue;
            }
            let compiled = Compiled::of(text, known);
            left -= compiled.cost();
            self.by_text.insert(text.into(), compiled);
        }
        (left, too_many)
    }

    /// The expression of this text, or what is wrong with it.
    pub(super) fn find(&self, text: &str) -> Result<Arc<Pattern>, String> {
        if text.len() > LONGEST {
            return Err(TOO_LARGE.to_owned());
        }
        if self.refused.contains(text) {
            return Err("the regular expressions of this configuration are too large together".to_owned());
        }
        match self.by_text.get(text) {
            Some(compiled) => compiled.result.clone().map_err(|refusal| refusal.to_string()),
            // What is for another stage, and not looked at, is never asked.
            None => Compiled::new("").result.map_err(|refusal| refusal.to_string()),
        }
    }

    /// All of them, for whoever wants the next reading of the configuration to find them compiled.
    pub(super) fn into_kept(self) -> Vec<Arc<Compiled>> {
        self.by_text.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::HashMap};

    use super::*;

    /// Keeps all.
    #[derive(Default)]
    struct All(RefCell<HashMap<String, Arc<Compiled>>>);

    impl KnownPatterns for All {
        fn find(&self, text: &str) -> Option<Arc<Compiled>> {
            self.0.borrow().get(text).cloned()
        }

        fn keep(&self, text: &str, compiled: &Arc<Compiled>) {
            self.0.borrow_mut().insert(text.to_owned(), Arc::clone(compiled));
        }
    }

    #[test]
    fn known_text_is_compiled_once() {
        let text = "^once-[a-z]+$";
        let known = All::default();
        let first = Patterns::new([text, text], [], &known).into_kept();
        let second = Patterns::new([], [text], &known).into_kept();
        assert_eq!(first.len(), 1);
        assert!(Arc::ptr_eq(&first[0], &second[0]));
    }

    #[test]
    fn refusal_is_kept_like_a_pattern() {
        let text = r"once(\w{50}){50}";
        let known = All::default();
        let first = Patterns::new([text], [], &known);
        assert_eq!(first.find(text).err().as_deref(), Some(TOO_LARGE));
        assert!(known.find(text).is_some());
    }

    #[cfg(all(feature = "regex", feature = "semver"))]
    #[test]
    fn refused_patterns_do_not_depend_on_order() {
        let texts = ["a", r"(\w{50}){50}", "bb", r"(\w{50}){51}", r"(\w{50}){521}"];
        let refused = |texts: &[&'static str]| {
            let patterns = Patterns::within(3 * LARGEST, texts.iter().copied(), [], &());
            texts.iter().copied().filter(|text| patterns.refused.contains(*text)).collect::<SortedSet<_>>()
        };
        let expected = SortedSet::from_iter([r"(\w{50}){521}"]);
        assert_eq!(refused(&texts), expected, "the longest, after two that are too large");
        let mut reversed = texts;
        reversed.reverse();
        assert_eq!(refused(&reversed), expected);
        let patterns = Patterns::within(3 * LARGEST, texts, [], &());
        assert!(patterns.find("bb").is_ok());
        assert!(patterns.find(r"(\w{50}){521}").is_err_and(|refusal| refusal.contains("together")));
    }

    #[cfg(all(feature = "regex", feature = "semver"))]
    #[test]
    fn patterns_of_other_stages_do_not_count() {
        let others = [r"(\w{50}){50}", r"(\w{50}){51}", r"(\w{50}){52}"];
        let patterns = Patterns::within(3 * LARGEST, ["abc"], others, &());
        assert!(patterns.refused.is_empty());
        assert!(patterns.find("abc").is_ok());
        assert_eq!(patterns.find(others[0]).err().as_deref(), Some(TOO_LARGE), "it is checked all the same");
        assert!(patterns.find(others[2]).is_ok(), "it is not looked at any more");
    }
}

//! The regular expressions of a configuration, each compiled once, and the limit on their total size.

use std::sync::Arc;

use toggle_syntax::sorted::{SortedMap, SortedSet};

use crate::pattern::{LARGEST, LONGEST, Pattern, Refusal, SMALLEST, TOO_LARGE};

/// The size limit of all DFAs of one configuration, in bytes. It bounds the time and memory of a reload.
const TOTAL: usize = 16 << 20;

/// A cache of compiled expressions by their source, so that none is compiled twice. The implementation for `()` is
/// empty.
pub trait KnownPatterns {
    /// Returns the compiled expression with this source.
    fn find(&self, text: &str) -> Option<Arc<Compiled>>;

    /// Caches a compiled expression for as long as another owner keeps it.
    fn keep(&self, text: &str, compiled: &Arc<Compiled>);
}

impl KnownPatterns for () {
    fn find(&self, _text: &str) -> Option<Arc<Compiled>> {
        None
    }

    fn keep(&self, _text: &str, _compiled: &Arc<Compiled>) {}
}

/// A compiled expression, or the reason for its refusal.
#[derive(Debug)]
pub struct Compiled {
    result: Result<Arc<Pattern>, Refusal>,
}

impl Compiled {
    /// Returns the expression from the cache, or compiles and caches it.
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

    /// Returns the share of the total size that the expression uses.
    ///
    /// An expression that turns out too large counts in full, since its compilation took the time.
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
    /// The expressions for which no size was left.
    refused: SortedSet<&'t str>,
}

impl<'t> Patterns<'t> {
    /// Compiles the expressions `texts`. `others` are the expressions for other environments, which get the remaining
    /// size.
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
        // The result is ignored: expressions of other environments without room are never looked up.
        patterns.compile(left, others, known);
        patterns
    }

    /// Compiles as many expressions as fit, the shortest first, so that their order makes no difference. Returns the
    /// remaining size and the expressions that do not fit.
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

    /// Returns the expression with this source, or the reason for its refusal.
    pub(super) fn find(&self, text: &str) -> Result<Arc<Pattern>, String> {
        if text.len() > LONGEST {
            return Err(TOO_LARGE.to_owned());
        }
        if self.refused.contains(text) {
            return Err("the regular expressions of this configuration are too large together".to_owned());
        }
        match self.by_text.get(text) {
            Some(compiled) => compiled.result.clone().map_err(|refusal| refusal.to_string()),
            // Only an expression for another environment can be missing, and those are never evaluated.
            None => Compiled::new("").result.map_err(|refusal| refusal.to_string()),
        }
    }

    /// Returns all compiled expressions. As long as the caller keeps them, the next reload finds them in the cache.
    pub(super) fn into_kept(self) -> Vec<Arc<Compiled>> {
        self.by_text.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::HashMap};

    use super::*;

    /// A cache that keeps all expressions.
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

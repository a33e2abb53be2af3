//! The shared regular expressions of all sources, so that no text is compiled twice.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use toggle_rules::{Compiled, KnownPatterns};
use toggle_syntax::sorted::SortedMap;

use crate::base::lock::{Mutex, MutexGuard};

/// Every expression in use, by its text.
static ALL: Mutex<All> = Mutex::new(SortedMap::new());

type All = SortedMap<Box<str>, Weak<Compiled>>;

/// Longer than `ALL` is ever locked.
const PATIENCE: Duration = Duration::from_secs(1);

/// The shared expressions of this process.
pub(super) struct OfProcess;

impl OfProcess {
    /// Locks `ALL`. Returns `None` in a forked child for which it stays locked; the child shares no expressions.
    fn all() -> Option<MutexGuard<'static, All>> {
        ALL.try_lock_for(PATIENCE)
    }
}

impl KnownPatterns for OfProcess {
    fn find(&self, text: &str) -> Option<Arc<Compiled>> {
        Self::all()?.get(text).and_then(Weak::upgrade)
    }

    fn keep(&self, text: &str, compiled: &Arc<Compiled>) {
        let Some(mut all) = Self::all() else { return };
        // An expression is removed with the last source that uses it.
        all.retain(|_, compiled| compiled.strong_count() > 0);
        all.insert(text.into(), Arc::downgrade(compiled));
    }
}

#[cfg(test)]
mod tests {
    use toggle_rules::read::{Document, Wanted};

    use super::*;

    fn read(text: &str) -> Vec<Arc<Compiled>> {
        let text = format!("a = {{ rules = [{{ when = {{ b = {{ matches = '{text}' }} }} }}] }}");
        Document::read_with(&text, None, &OfProcess, Wanted::All).expect("it is TOML").patterns
    }

    #[cfg(feature = "rules")]
    #[test]
    fn text_is_compiled_once_while_a_source_uses_it() {
        let text = "^once-[a-z]+$";
        let (first, second) = (read(text), read(text));
        assert!(Arc::ptr_eq(&first[0], &second[0]));
        drop((first, second));
        let _other = read("^other$");
        assert!(!ALL.lock().contains_key(text), "it goes with the last source that uses it");
    }
}

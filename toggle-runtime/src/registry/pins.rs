use std::collections::{BTreeMap, HashMap};

/// Which toggles cannot be answered by one load, because some scope may see them otherwise than the rest: those that a
/// living scope overrides, and those that have changed since a living scope was entered.
#[derive(Default)]
pub(super) struct Pins {
    /// How many scopes override a toggle.
    overrides: HashMap<usize, usize>,
    /// How many scopes look at the states of an epoch.
    views: BTreeMap<u64, usize>,
    /// The epoch in which a toggle has last changed, for those that an older view sees as they were.
    changes: HashMap<usize, u64>,
}

impl Pins {
    pub(super) fn is_pinned(&self, toggle: usize) -> bool {
        self.overrides.contains_key(&toggle) || self.changes.contains_key(&toggle)
    }

    /// A scope was entered.
    pub(super) fn enter(&mut self, epoch: u64, overrides: impl IntoIterator<Item = usize>) {
        *self.views.entry(epoch).or_default() += 1;
        for toggle in overrides {
            *self.overrides.entry(toggle).or_default() += 1;
        }
    }

    /// A scope has ended. Gives the toggles that may have become free.
    pub(super) fn leave(&mut self, epoch: u64, overrides: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut freed: Vec<usize> =
            overrides.into_iter().filter(|toggle| release(&mut self.overrides, *toggle)).collect();
        if let Some(count) = self.views.get_mut(&epoch) {
            *count -= 1;
            if *count == 0 {
                self.views.remove(&epoch);
                let oldest = self.views.first_key_value().map_or(u64::MAX, |(epoch, _)| *epoch);
                freed.extend(self.changes.extract_if(|_, changed| *changed <= oldest).map(|(toggle, _)| toggle));
            }
        }
        freed
    }

    /// A toggle has changed in this epoch.
    pub(super) fn change(&mut self, toggle: usize, epoch: u64) {
        if !self.views.is_empty() {
            self.changes.insert(toggle, epoch);
        }
    }
}

/// Counts one less, and tells whether that was the last.
fn release(counts: &mut HashMap<usize, usize>, toggle: usize) -> bool {
    let Some(count) = counts.get_mut(&toggle) else { return false };
    *count -= 1;
    let last = *count == 0;
    if last {
        counts.remove(&toggle);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toggle_is_pinned_while_any_scope_overrides_it() {
        let mut pins = Pins::default();
        pins.enter(0, [7]);
        pins.enter(0, [7, 8]);
        assert!(pins.leave(0, [7]).is_empty());
        assert!(pins.is_pinned(7));
        assert_eq!(pins.leave(0, [7, 8]), [7, 8]);
        assert!(!pins.is_pinned(7));
    }

    #[test]
    fn a_change_is_pinned_until_the_last_older_view_ends() {
        let mut pins = Pins::default();
        pins.enter(0, []);
        pins.change(7, 1);
        pins.enter(1, []);
        pins.change(8, 2);
        assert_eq!(pins.leave(0, []), [7], "the view that is left has seen the change of 7");
        assert!(pins.is_pinned(8));
        assert_eq!(pins.leave(1, []), [8]);
    }

    #[test]
    fn a_change_that_no_scope_can_see_is_not_pinned() {
        let mut pins = Pins::default();
        pins.change(7, 1);
        assert!(!pins.is_pinned(7));
    }
}

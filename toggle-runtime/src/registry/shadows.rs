//! The results of shadow mode.

use std::sync::OnceLock;

use crate::{
    catalogue::Catalogue,
    model::shadow::ShadowReport,
    monitor::shadow::{Comparisons, Sampler},
};

/// The results of each toggle. Nothing is allocated before both ways run for the first time.
#[derive(Default)]
pub(super) struct Shadows(OnceLock<Box<[OnceLock<Box<Shadow>>]>>);

/// The results of one toggle.
pub(crate) struct Shadow {
    pub(crate) comparisons: Comparisons,
    /// The sampler of the calls in which both ways run.
    pub(crate) sampler: Sampler,
}

impl Shadows {
    /// Returns the results of a toggle.
    pub(super) fn of(&self, toggle: usize, catalogue: &Catalogue) -> Option<&Shadow> {
        let of_toggles = self.0.get_or_init(|| (0..catalogue.len()).map(|_| OnceLock::new()).collect());
        let name = catalogue.get(toggle)?.name;
        let new = || Shadow { comparisons: Comparisons::new(name), sampler: Sampler::default() };
        Some(of_toggles.get(toggle)?.get_or_init(|| Box::new(new())))
    }

    /// Reports on a toggle. If differing values are not kept, also removes those that a running comparison has added
    /// since.
    pub(super) fn report(&self, toggle: usize, keeps_texts: bool) -> Option<ShadowReport> {
        if !keeps_texts {
            self.forget_texts(toggle);
        }
        Some(self.comparisons(toggle)?.report())
    }

    /// Removes the kept texts of values and panics of a toggle.
    pub(super) fn forget_texts(&self, toggle: usize) {
        if let Some(comparisons) = self.comparisons(toggle) {
            comparisons.forget_texts();
        }
    }

    fn comparisons(&self, toggle: usize) -> Option<&Comparisons> {
        Some(&self.0.get()?.get(toggle)?.get()?.comparisons)
    }
}

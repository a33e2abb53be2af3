//! What has come of running both ways.

use std::sync::OnceLock;

use crate::{
    catalogue::Catalogue,
    model::shadow::ShadowReport,
    monitor::shadow::{Comparisons, Sampler},
};

/// Of each toggle. Nothing is allocated before both ways are run for the first time.
#[derive(Default)]
pub(super) struct Shadows(OnceLock<Box<[OnceLock<Box<Shadow>>]>>);

/// Of one toggle.
pub(crate) struct Shadow {
    pub(crate) comparisons: Comparisons,
    /// In which calls both ways are run.
    pub(crate) sampler: Sampler,
}

impl Shadows {
    /// That of a toggle.
    pub(super) fn of(&self, toggle: usize, catalogue: &Catalogue) -> Option<&Shadow> {
        let of_toggles = self.0.get_or_init(|| (0..catalogue.len()).map(|_| OnceLock::new()).collect());
        let name = catalogue.get(toggle)?.name;
        let new = || Shadow { comparisons: Comparisons::new(name), sampler: Sampler::default() };
        Some(of_toggles.get(toggle)?.get_or_init(|| Box::new(new())))
    }

    /// Reports on a toggle. Where the values that differ are not kept, those go that a run under way has still left.
    pub(super) fn report(&self, toggle: usize, keeps_texts: bool) -> Option<ShadowReport> {
        if !keeps_texts {
            self.forget_texts(toggle);
        }
        Some(self.comparisons(toggle)?.report())
    }

    /// Forgets the texts of values and panics that are kept of a toggle.
    pub(super) fn forget_texts(&self, toggle: usize) {
        if let Some(comparisons) = self.comparisons(toggle) {
            comparisons.forget_texts();
        }
    }

    fn comparisons(&self, toggle: usize) -> Option<&Comparisons> {
        Some(&self.0.get()?.get(toggle)?.get()?.comparisons)
    }
}

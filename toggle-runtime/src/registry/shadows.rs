//! What has come of running both ways.

use std::sync::OnceLock;

use super::Catalogue;
use crate::shadow::{Comparisons, Sampler, ShadowReport};

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

    pub(super) fn report(&self, toggle: usize) -> Option<ShadowReport> {
        Some(self.0.get()?.get(toggle)?.get()?.comparisons.report())
    }
}

//! What has come of running both ways.

use std::sync::OnceLock;

use crate::shadow::{Comparisons, Sampler, ShadowReport};

/// Of each toggle. Nothing is allocated before both ways are run for the first time.
#[derive(Default)]
pub(super) struct Shadows(OnceLock<Box<[OnceLock<Box<Shadow>>]>>);

/// Of one toggle.
#[derive(Default)]
pub(crate) struct Shadow {
    pub(crate) comparisons: Comparisons,
    /// In which calls both ways are run.
    pub(crate) sampler: Sampler,
}

impl Shadows {
    /// That of a toggle, of which there are so many.
    pub(super) fn of(&self, toggle: usize, toggles: usize) -> Option<&Shadow> {
        let of_toggles = self.0.get_or_init(|| (0..toggles).map(|_| OnceLock::new()).collect());
        Some(of_toggles.get(toggle)?.get_or_init(Box::default))
    }

    pub(super) fn report(&self, toggle: usize) -> Option<ShadowReport> {
        Some(self.0.get()?.get(toggle)?.get()?.comparisons.report())
    }
}

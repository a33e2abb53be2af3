//! The crate `featureflag` with an evaluator of one toggle.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use featureflag::{Context, Evaluator, is_enabled, set_global_default};
use toggle_measure::{Case, Flips};

/// The evaluator from the crate's example, with a toggle that can be flipped.
#[derive(Default)]
struct OneToggle {
    on: AtomicBool,
}

impl Evaluator for OneToggle {
    fn is_enabled(&self, feature: &str, _: &Context) -> Option<bool> {
        match feature {
            "new-checkout" => Some(self.on.load(Relaxed)),
            _ => None,
        }
    }
}

#[inline(never)]
fn ask() -> bool {
    is_enabled!("new-checkout", false)
}

pub(crate) fn checks() -> Vec<Case> {
    set_global_default(OneToggle::default());
    let case = Case::new("`featureflag`", "`is_enabled!`", ask).flips(Flips::Each);
    vec![case.note("a facade: the evaluator is ours, of one `AtomicBool`")]
}

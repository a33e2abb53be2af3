//! The check of a toggle that is off, with every peer.

use anyhow::Result;
use toggle_measure::Case;
use tokio::runtime::Runtime;

use crate::peer::{
    arc_swap, atomic, configcat, dashmap, environment, fail, featureflag, growthbook, launchdarkly, log, open_feature,
    ours, rw_lock, tracing, unleash, yggdrasil,
};

/// The name of the toggle.
pub(crate) const NAME: &str = "new-checkout";

/// The number of other toggles in the peers that keep their toggles in a map.
const OTHERS: usize = 99;

pub(crate) fn cases(runtime: &Runtime) -> Result<Vec<Case>> {
    let mut cases = atomic::checks();
    cases.extend(ours::checks()?);
    cases.extend(tracing::checks()?);
    cases.extend(log::checks()?);
    cases.extend(fail::checks()?);
    cases.extend(rw_lock::checks());
    cases.extend(arc_swap::checks());
    cases.extend(dashmap::checks());
    cases.extend(environment::checks()?);
    cases.extend(featureflag::checks());
    cases.extend(unleash::checks()?);
    cases.extend(yggdrasil::checks()?);
    cases.extend(open_feature::checks(runtime));
    #[cfg(feature = "flagd")]
    cases.extend(crate::peer::flagd::checks(runtime)?);
    cases.extend(launchdarkly::checks(runtime)?);
    cases.extend(configcat::checks()?);
    cases.extend(growthbook::checks(runtime)?);
    Ok(cases)
}

/// Returns the toggles of a program that keeps them in a map.
pub(crate) fn toggles<M: FromIterator<(String, bool)>>() -> M {
    (0..OTHERS).map(|other| (format!("toggle-{other}"), false)).chain([(NAME.to_owned(), false)]).collect()
}

//! Checks with the peers while another thread flips the checked toggle.

use anyhow::Result;
use toggle_measure::Contended;
use tokio::runtime::Runtime;

use crate::peer::{arc_swap, launchdarkly, ours, rw_lock, yggdrasil};

pub(crate) fn cases(runtime: &Runtime) -> Result<Vec<Contended>> {
    let mut cases = ours::contended()?;
    cases.extend(rw_lock::contended());
    cases.extend(arc_swap::contended());
    cases.extend(yggdrasil::contended()?);
    cases.extend(launchdarkly::contended(runtime)?);
    Ok(cases)
}

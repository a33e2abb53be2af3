//! All peers, each set up as its documentation recommends.

pub(crate) mod atomic;
pub(crate) mod ours;
pub(crate) mod tracing;
pub(crate) mod log;
pub(crate) mod fail;
pub(crate) mod rw_lock;
pub(crate) mod arc_swap;
pub(crate) mod dashmap;
pub(crate) mod environment;
pub(crate) mod featureflag;
pub(crate) mod unleash;
pub(crate) mod yggdrasil;
pub(crate) mod open_feature;
#[cfg(feature = "flagd")]
pub(crate) mod flagd;
pub(crate) mod launchdarkly;
pub(crate) mod configcat;
pub(crate) mod growthbook;

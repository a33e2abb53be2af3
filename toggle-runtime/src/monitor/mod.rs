//! Monitoring: what is watched of toggles while they are checked, and what has become of them.

pub(crate) mod meter;
pub(crate) mod guard;
pub(crate) mod shadow;
pub(crate) mod observe;
pub(crate) mod monitored;
pub(crate) mod history;
pub(crate) mod coverage;

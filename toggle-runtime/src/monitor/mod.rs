//! Monitoring of toggles while they are checked: guards, shadow mode, observation, history and coverage.

pub(crate) mod meter;
pub(crate) mod guard;
pub(crate) mod shadow;
pub(crate) mod observe;
pub(crate) mod monitored;
pub(crate) mod history;
pub(crate) mod coverage;

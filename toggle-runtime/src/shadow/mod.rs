//! What running both ways comes to. Not wired yet.
use serde::{Deserialize, Serialize};
use std::fmt::Debug;
#[derive(Debug, Default)]
pub(crate) struct Sampler;
impl Sampler {
    pub(crate) fn takes(&self, _: crate::rules::Percentage) -> bool {
        false
    }
}
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShadowReport;
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference;
impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("")
    }
}
pub trait Shown: Debug {}
#[derive(Default)]
pub(crate) struct Comparisons;
impl Comparisons {
    pub(crate) fn report(&self) -> ShadowReport {
        ShadowReport
    }
}

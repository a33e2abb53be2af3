//! The bounds of our own rows, from `bounds.toml`.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::project::Measured;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bounds.toml");

#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Bounds(BTreeMap<String, Bound>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bound {
    kilobytes: u64,
    packages: usize,
}

impl Bounds {
    pub(crate) fn load() -> Result<Self> {
        let text = fs::read_to_string(PATH).context(PATH)?;
        toml::from_str(&text).context(PATH)
    }

    /// Returns the faults of a row.
    pub(crate) fn faults(&self, name: &str, measured: &Measured) -> Vec<String> {
        let Some(bound) = self.0.get(name) else { return vec![format!("{name}: there is no bound in {PATH}")] };
        let found = [
            (measured.bytes.div_ceil(1000), bound.kilobytes, "KB"),
            (measured.packages as u64, bound.packages as u64, "packages"),
        ];
        let above = found.into_iter().filter(|(found, most, _)| found > most);
        above.map(|(found, most, what)| format!("{name}: {found} {what}, and the bound is {most}")).collect()
    }
}

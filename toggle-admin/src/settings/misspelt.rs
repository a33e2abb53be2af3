//! Names of environments in the settings that protect nothing, since the file's section has another spelling.

use std::fmt;

use toggle_syntax::name::{did_you_mean, nearest_stage};

use super::required::Required;

/// A name without a section, although a section has almost this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misspelt {
    key: &'static str,
    name: String,
    /// The name of the section.
    pub nearest: String,
}

impl fmt::Display for Misspelt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, name, nearest } = self;
        let hint = did_you_mean(name, nearest);
        write!(f, "`{key}` names `{name}`, but there is `[environment.{nearest}]`; {hint}")
    }
}

/// Returns the names without a section that are similar to the name of a section. Returns none if `environments` lists
/// the names, which are then checked against that list.
pub(super) fn misspelt(
    environments: &[String],
    protected: &[String],
    required: &Required,
    sections: &[&str],
) -> Vec<Misspelt> {
    if !environments.is_empty() {
        return Vec::new();
    }
    let of_key = |key: &'static str, names: &[String]| -> Vec<Misspelt> {
        let unknown = names.iter().filter(|name| !sections.contains(&name.as_str()));
        let near = unknown.filter_map(|name| Some((name, nearest_stage(name, sections.iter().copied())?)));
        near.map(|(name, nearest)| Misspelt { key, name: name.clone(), nearest: nearest.to_owned() }).collect()
    };
    [of_key("protected", protected), of_key("require-reason", required.names())].concat()
}

//! The difference of two toggle files, or of two environments of one file, as a promotion would change it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use serde::Serialize;
use toggle_syntax::{
    Type,
    name::{did_you_mean, nearest_stage},
};

use crate::{
    edit::{Entries, Entry, Section},
    pipe,
    program::require_file,
    toggle_file::ToggleFile,
    versioned::Versioned,
};

/// The difference of two configurations.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The first configuration, or the environment to promote.
    pub first: Side,
    /// The second configuration.
    pub second: Side,
    /// The entries that differ.
    pub differences: Vec<Difference>,
}

/// One of the configurations.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    /// The file as it was given.
    pub file: String,
    /// The environment, or `None` if all sections are compared.
    pub environment: Option<String>,
}

/// An entry that differs.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Difference {
    /// The kind of the entry.
    pub kind: Kind,
    /// The name of the entry.
    pub name: String,
    /// The environment whose section has the entry, if sections are compared.
    pub section: Option<String>,
    /// The entry in the first configuration, if there is one.
    pub first: Option<String>,
    /// The entry in the second configuration, if there is one.
    pub second: Option<String>,
    /// Whether the difference is only in monitoring keys, between two environments of a file. `promote` keeps such
    /// keys.
    pub left_by_promote: bool,
}

/// The kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The state or the rules of a toggle.
    Toggle,
    /// The condition of a segment.
    Segment,
    /// The declaration of an attribute.
    Attribute,
}

impl Versioned for Report {
    const FORMAT: &'static str = "diff-config";
}

/// Compares two toggle files, or two environments of one file, the one to promote first. With one environment, two
/// files are compared in it, and without any, section by section. `-` is the standard input.
///
/// # Errors
///
/// If a file cannot be read or is not TOML, or has no section for an environment. If the numbers of files and
/// environments do not fit.
pub fn compare_configurations(files: &[PathBuf], environments: &[String]) -> Result<Report> {
    let (first, second) = match files {
        [one] => (one, one),
        [first, second] => (first, second),
        files => bail!("`--config` takes two files, or one with two environments; {} are given", files.len()),
    };
    let environments = match environments {
        [] => None,
        [one] => Some((one, one)),
        [first, second] => Some((first, second)),
        names => bail!("`--environment` takes one or two names; {} are given", names.len()),
    };
    if first == second && environments.is_none_or(|(first, second)| first == second) {
        bail!(
            "nothing to compare: give two files, or two environments of {}, as in `--environment staging production`",
            first.display()
        );
    }
    let side = |file: &Path, environment: Option<&String>| Side {
        file: pipe::named(file).display().to_string(),
        environment: environment.cloned(),
    };
    let (old, new) = match (read(first)?, first == second) {
        // A pipe can be read only once.
        (old, true) => (old.clone(), old),
        (old, false) => (old, read(second)?),
    };
    let differences = match environments {
        None => by_section(&old, &new),
        Some((one, other)) => {
            require_environment(one, &old, first, &new)?;
            require_environment(other, &new, second, &old)?;
            let [old, new] = [old.in_environment(Some(one)), new.in_environment(Some(other))];
            let mut differences = compare(Some(&old), Some(&new), None);
            if first == second {
                for difference in &mut differences {
                    difference.mark_left([&old, &new]);
                }
            }
            differences
        }
    };
    Ok(Report {
        first: side(first, environments.map(|(first, _)| first)),
        second: side(second, environments.map(|(_, second)| second)),
        differences,
    })
}

/// Reads the entries of a file.
fn read(path: &Path) -> Result<Entries> {
    require_file(path)?;
    let file = ToggleFile::open(path)?;
    Entries::read(&file.read()?, |_| Type::OnOff)
        .map_err(|error| anyhow::anyhow!("{}:{error:#}", file.path().display()))
}

/// Refuses an environment without a section in the file, unless the other file has a section for it.
fn require_environment(environment: &str, entries: &Entries, path: &Path, other: &Entries) -> Result<()> {
    if [entries, other].iter().any(|entries| entries.section(Some(environment)).is_some()) {
        return Ok(());
    }
    let known: Vec<&str> = entries.environments().collect();
    let hint = match nearest_stage(environment, known.iter().copied()) {
        Some(near) => did_you_mean(environment, near),
        None if known.is_empty() => "it has no sections for environments".to_owned(),
        None => format!("it has `{}`", known.join("`, `")),
    };
    bail!("{}: has no section for the environment `{environment}`; {hint}", pipe::named(path).display())
}

/// Compares the sections of each environment, and the rest of the two files.
fn by_section(old: &Entries, new: &Entries) -> Vec<Difference> {
    let environments: BTreeSet<&str> = old.environments().chain(new.environments()).collect();
    let environments = std::iter::once(None).chain(environments.into_iter().map(Some));
    environments
        .flat_map(|environment| compare(old.section(environment), new.section(environment), environment))
        .collect()
}

/// Compares two sections, one of which may be missing.
fn compare(old: Option<&Section>, new: Option<&Section>, section: Option<&str>) -> Vec<Difference> {
    let toggles = |of: Option<&Section>| -> BTreeMap<String, String> {
        of.into_iter().flat_map(|of| &of.toggles).map(|(name, entry)| (name.clone(), entry.text())).collect()
    };
    let others = |of: Option<&Section>, which: fn(&Section) -> &BTreeMap<String, String>| {
        of.map(which).cloned().unwrap_or_default()
    };
    let all = [
        (Kind::Toggle, toggles(old), toggles(new)),
        (Kind::Segment, others(old, |of| &of.segments), others(new, |of| &of.segments)),
        (Kind::Attribute, others(old, |of| &of.attributes), others(new, |of| &of.attributes)),
    ];
    let mut differences = Vec::new();
    for (kind, mut old, mut new) in all {
        let names: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
        for name in names {
            let (first, second) = (old.remove(&name), new.remove(&name));
            if first != second {
                let section = section.map(str::to_owned);
                differences.push(Difference { kind, name, section, first, second, left_by_promote: false });
            }
        }
    }
    differences
}

impl Difference {
    /// Marks the difference of a toggle that `promote` keeps as it is.
    fn mark_left(&mut self, sides: [&Section; 2]) {
        let [first, second] = sides.map(|side| side.toggles.get(&self.name));
        self.left_by_promote = self.kind == Kind::Toggle && Entry::are_same_but_watched(first, second);
    }
}

impl Report {
    /// Returns whether anything differs, apart from differences that `promote` keeps.
    pub fn differs(&self) -> bool {
        self.differences.iter().any(|difference| !difference.left_by_promote)
    }

    /// Returns the names of the two sides, by the file or environment in which they differ.
    pub fn sides(&self) -> [String; 2] {
        let is_one_file = self.first.file == self.second.file;
        let is_one_environment = self.first.environment == self.second.environment;
        [&self.first, &self.second].map(|side| match &side.environment {
            Some(environment) if is_one_file => environment.clone(),
            Some(environment) if !is_one_environment => format!("{} ({environment})", side.file),
            _ => side.file.clone(),
        })
    }

    /// Returns the numbers of entries that only the first has, that only the second has, and that differ.
    pub fn counts(&self) -> [usize; 3] {
        let count = |is: fn(&Difference) -> bool| self.differences.iter().filter(|one| is(one)).count();
        [
            count(|one| one.second.is_none()),
            count(|one| one.first.is_none()),
            count(|one| one.first.is_some() && one.second.is_some()),
        ]
    }
}

impl Difference {
    /// Returns its name, with its kind and section where they matter.
    pub fn title(&self) -> String {
        let kind = match self.kind {
            Kind::Toggle => "",
            Kind::Segment => "segment ",
            Kind::Attribute => "attribute ",
        };
        let section = self.section.as_ref().map(|section| format!(" (environment {section})")).unwrap_or_default();
        format!("{kind}{}{section}", self.name)
    }
}

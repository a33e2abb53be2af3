//! The states of toggles in several environments.

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};
use toggle_admin::{
    edit::Entries,
    entries::{EntrySnapshot, Snapshot},
    inventory::{Inventory, Toggle},
    program::{in_environment, once, program},
    toggle_file::ToggleFile,
};
use toggle_runtime::{
    __admin::{self, Program},
    State,
};
use toggle_syntax::{Type, name::did_you_mean, name::nearest_stage};

use crate::output::{Versioned, note};

/// The configuration and the environments of the listed states.
#[derive(Debug, Args)]
#[command(next_help_heading = "States in a configuration")]
pub(super) struct Configured {
    /// A toggle file, or a directory of such files: list the state of each toggle and its source; give it again for
    /// several, highest first
    #[arg(long, value_name = "FILE", conflicts_with = "points")]
    config: Vec<PathBuf>,
    /// An environment to list the states in, a column for each; without one, each environment with a section in the
    /// files, and none
    #[arg(long, value_name = "NAME", requires = "config")]
    environment: Vec<String>,
    /// Only toggles that differ between these environments
    #[arg(long, requires = "config")]
    differs: bool,
}

/// The states of all toggles, in the order of the inventory.
#[derive(Debug)]
pub(super) struct States {
    /// The environments; `None` stands for a program without one.
    pub(super) environments: Vec<Option<String>>,
    /// The state of each toggle in each environment.
    pub(super) toggles: Vec<Vec<InEnvironment>>,
}

/// The state of a toggle in an environment.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct InEnvironment {
    environment: Option<String>,
    pub(super) state: State,
    /// The source of the state.
    source: String,
    /// The place of the entry, if a file has it.
    place: Option<String>,
    /// A mistake of a source about the toggle.
    pub(super) error: Option<String>,
    /// The first of the other environments whose rules differ, although the state looks the same.
    #[serde(skip)]
    pub(super) unlike: Option<String>,
    /// The entry, if the state does not show all of it.
    entry: Option<String>,
    #[serde(skip)]
    known: Option<EntrySnapshot>,
}

impl Configured {
    /// Returns whether states are to be listed.
    pub(super) fn is_given(&self) -> bool {
        !self.config.is_empty()
    }

    /// Returns the states, and removes the toggles that are not to be listed.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or a program would not start with it.
    pub(super) fn states(&self, inventory: &mut Inventory) -> Result<States> {
        let files = self.config.iter().map(|path| ToggleFile::open(path)).collect::<Result<Vec<_>>>()?;
        let environments = self.environments(&files)?;
        let mut toggles: Vec<Vec<InEnvironment>> = inventory.toggles.iter().map(|_| Vec::new()).collect();
        for environment in &environments {
            for (states, state) in toggles.iter_mut().zip(of_environment(&files, inventory, environment.as_deref())?) {
                states.push(state);
            }
        }
        if self.differs {
            inventory.filtered = true;
            let differs: Vec<bool> = toggles.iter().map(|states| differ(states)).collect();
            let mut keep = differs.iter();
            inventory.toggles.retain(|_| keep.next().is_some_and(|keep| *keep));
            let mut keep = differs.iter();
            toggles.retain(|_| keep.next().is_some_and(|keep| *keep));
        }
        for states in &mut toggles {
            mark_unlike(states);
        }
        Ok(States { environments, toggles })
    }

    /// Returns the environments to list, and notes each without a section in any file.
    fn environments(&self, files: &[ToggleFile]) -> Result<Vec<Option<String>>> {
        let mut known: Vec<String> = Vec::new();
        for file in files.iter().map(ToggleFile::files).collect::<Result<Vec<_>>>()?.concat() {
            let shown = file.path().display();
            let entries = Entries::read(&file.read()?, |_| Type::OnOff);
            let entries = entries.map_err(|error| anyhow!("{shown}:{error:#}"))?;
            known.extend(entries.environments().map(str::to_owned));
        }
        known.sort();
        known.dedup();
        if self.environment.is_empty() {
            return Ok(std::iter::once(None).chain(known.into_iter().map(Some)).collect());
        }
        let mut environments = Vec::new();
        for name in self.environment.iter().map(|name| name.trim()) {
            if !known.iter().any(|known| known == name) {
                let hint = match nearest_stage(name, known.iter().map(String::as_str)) {
                    Some(near) => did_you_mean(name, near),
                    None if known.is_empty() => "there are no such sections".to_owned(),
                    None => format!("there are `{}`", known.join("`, `")),
                };
                note(&format!("no file has a section for the environment `{name}`; {hint}"));
            }
            let name = Some(name.to_owned());
            if !environments.contains(&name) {
                environments.push(name);
            }
        }
        Ok(environments)
    }
}

fn of_environment(
    files: &[ToggleFile],
    inventory: &Inventory,
    environment: Option<&str>,
) -> Result<Vec<InEnvironment>> {
    let program = program(inventory, Vec::new());
    let sources = files.iter().fold(once(), |builder, file| file.require_in(builder, environment));
    program.install(in_environment(sources, environment))?;
    let ty = |name: &str| inventory.find(name).map(Toggle::ty).unwrap_or_default();
    let look = Snapshot::at(files, environment, ty);
    let state = |toggle: &Toggle| InEnvironment::of(&program, environment, &look, toggle);
    Ok(inventory.toggles.iter().map(state).collect())
}

impl InEnvironment {
    fn of(program: &Program, environment: Option<&str>, look: &Snapshot, toggle: &Toggle) -> Self {
        let decision = program.explain(&toggle.name);
        // A rollout without a key to hash is not a mistake here, since the list is for no user.
        let error = decision.trace.iter().find_map(|step| step.error.clone());
        let step = decision.trace.into_iter().find(|step| step.decides);
        let place = step.as_ref().and_then(|step| step.place.clone());
        let place = place.filter(|_| decision.source != __admin::DEFAULT);
        let file = program.file(&toggle.name);
        let known = place.as_ref().and_then(|_| look.known(&toggle.name, file.as_deref()));
        Self {
            environment: environment.map(str::to_owned),
            state: step.and_then(|step| step.state).unwrap_or_else(|| toggle.default.clone().into()),
            source: decision.source,
            place,
            error,
            unlike: None,
            entry: known.as_ref().filter(|known| known.is_table).and_then(EntrySnapshot::text).map(str::to_owned),
            known,
        }
    }

    /// Returns the origin of the state: a place in a file, or the source.
    pub(super) fn set_by(&self) -> &str {
        self.place.as_deref().unwrap_or(&self.source)
    }

    /// Returns whether two states are the same, with everything that their rules use.
    fn is_like(&self, other: &Self) -> bool {
        self.state == other.state && (self.state.value().is_some() || self.known == other.known)
    }
}

fn differ(states: &[InEnvironment]) -> bool {
    states.windows(2).any(|pair| !pair[0].is_like(&pair[1]))
}

/// Marks the states that look like the state in an earlier environment, but differ in their rules.
fn mark_unlike(states: &mut [InEnvironment]) {
    for at in 1..states.len() {
        let (before, state) = (&states[..at], &states[at]);
        let looks_alike = |other: &&InEnvironment| other.state.to_string() == state.state.to_string();
        let unlike = before.iter().filter(looks_alike).find(|other| !other.is_like(state));
        let unlike = unlike.map(|other| name(other.environment.as_deref()).to_owned());
        states[at].unlike = unlike;
    }
}

/// Returns the name of an environment in a table.
pub(super) fn name(environment: Option<&str>) -> &str {
    environment.unwrap_or("no environment")
}

/// The inventory as JSON, with the states in each environment.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Document(Value);

impl Versioned for Document {
    const FORMAT: &'static str = Inventory::FORMAT;
    const VERSION: u32 = Inventory::VERSION;
}

impl Document {
    pub(super) fn of(inventory: &Inventory, states: &States) -> serde_json::Result<Self> {
        let mut document = serde_json::to_value(inventory)?;
        document["environments"] = json!(states.environments);
        for (at, states) in states.toggles.iter().enumerate() {
            document["toggles"][at]["environments"] = serde_json::to_value(states)?;
        }
        Ok(Self(document))
    }
}

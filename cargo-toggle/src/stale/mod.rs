//! `cargo toggle stale`: the toggles that can be retired, with the evidence.

mod evidence;
mod report;

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use clap::{Args, ValueEnum};
use toggle_admin::{
    edit::{days_since_change, plain_states},
    inventory::{Inventory, Toggle},
    lifetime::{self, Limits},
    place, settings,
    toggle_file::ToggleFile,
};
use toggle_runtime::Date;

pub(crate) use self::evidence::Evidence;
use self::{
    evidence::Outside,
    report::{Report, Stale},
};
use crate::{
    cargo::Input,
    coverage,
    output::{self, Outcome},
};

/// The number of days without a logged change after which a state counts as settled.
pub(crate) const DAYS: u32 = 30;

/// List the toggles that can be retired, with the evidence for each
///
/// A toggle is listed if it is past its date or too old for its kind, if no code checks it, if the build pins it, or
/// if every given configuration sets it to one state for everybody. A toggle for operation or permission may have one
/// state for years.
///
/// Exit status: 0 if there is none, 1 if there are some, 2 if the command could not run.
#[derive(Debug, Args)]
pub struct StaleToggles {
    /// A toggle file; give it again for each configuration that a program of yours uses
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// The number of days without a logged change after which a state counts as settled
    #[arg(long, value_name = "DAYS", default_value_t = DAYS)]
    days: u32,
    /// The directory that test runs have recorded in, by `TOGGLE_COVERAGE`
    #[arg(long = "coverage", value_name = "DIRECTORY")]
    dir: Option<PathBuf>,
    /// Print a Markdown issue for each owner
    #[arg(long, conflicts_with = "format")]
    issues: bool,
    /// Take this date as today
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    input: Input,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Human,
    /// All that is known
    Json,
}

impl StaleToggles {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// The build fails, or a binary, a configuration or a record of tests cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        let inventory = self.input.inventory()?;
        let limits = settings::limits(self.input.build.manifest_path())?;
        let today = self.today.map_or_else(lifetime::today, Ok)?;
        let configurations = self.configurations()?;
        let untested = self.untested(&inventory)?;
        let found = find(&inventory, &configurations, &untested, &limits, today, self.days)?;
        let toggles = found.into_iter().map(|Found { name, keep, evidence }| {
            let toggle = inventory.find(&name);
            Stale {
                owner: toggle.and_then(|toggle| toggle.declaration()?.owner.clone()),
                place: toggle.and_then(Toggle::place).map(place::position),
                points: toggle.map_or(0, |toggle| toggle.points.len()),
                evidence,
                command: self.command(&name, keep.as_deref()),
                name,
            }
        });
        let report = Report { of: inventory.toggles.len(), toggles: toggles.collect() };
        output::print(|out| match (self.issues, self.format) {
            (true, _) => report.print_issues(out),
            (false, Format::Human) => report.print(out),
            (false, Format::Json) => output::json(out, &report),
        })?;
        Ok(Outcome::of(!report.toggles.is_empty()))
    }

    fn configurations(&self) -> Result<Vec<(PathBuf, String)>> {
        let mut configurations = Vec::new();
        for path in &self.config {
            for file in ToggleFile::open(path)?.files()? {
                configurations.push((file.path().to_owned(), file.read()?));
            }
        }
        Ok(configurations)
    }

    /// Returns the states of each toggle that no test has exercised.
    fn untested(&self, inventory: &Inventory) -> Result<Vec<Vec<String>>> {
        self.dir.as_ref().map_or(Ok(Vec::new()), |directory| coverage::untested(directory, &inventory.toggles))
    }

    fn command(&self, name: &str, keep: Option<&str>) -> String {
        let mut command = format!("cargo toggle retire {name} --keep {}", keep.unwrap_or("on|off"));
        for path in &self.config {
            command.push_str(" --config ");
            command.push_str(&path.display().to_string());
        }
        command
    }
}

/// A toggle with evidence that it can be retired.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) name: String,
    /// The state to keep, if the evidence names one.
    pub(crate) keep: Option<String>,
    pub(crate) evidence: Vec<Evidence>,
}

impl Found {
    /// Returns whether the evidence shows that the toggle has had its time. One state everywhere alone does not: a
    /// toggle whose code is new is off everywhere, too.
    pub(crate) fn is_overdue(&self) -> bool {
        let is_old = |evidence: &Evidence| {
            matches!(evidence, Evidence::Overdue(_) | Evidence::Pinned(_) | Evidence::Unchanged { .. })
        };
        self.evidence.iter().any(is_old)
    }
}

/// Returns the toggles with evidence that they can be retired. `untested` has the states of each toggle that no test
/// has exercised, or is empty.
///
/// # Errors
///
/// A configuration is not TOML, or its log cannot be read.
pub(crate) fn find(
    inventory: &Inventory,
    configurations: &[(PathBuf, String)],
    untested: &[Vec<String>],
    limits: &Limits,
    today: Date,
    days: u32,
) -> Result<Vec<Found>> {
    let mut all = Vec::new();
    for (index, toggle) in inventory.toggles.iter().enumerate() {
        let untested = untested.get(index).cloned().unwrap_or_default();
        let outside = outside(toggle, configurations, untested)?;
        let (evidence, keep) = evidence::of(toggle, outside, today, limits, days);
        if !evidence.is_empty() {
            all.push(Found { name: toggle.name.clone(), keep, evidence });
        }
    }
    Ok(all)
}

/// Returns the facts about a toggle in these configurations.
fn outside(toggle: &Toggle, configurations: &[(PathBuf, String)], untested: Vec<String>) -> Result<Outside> {
    let mut states = Vec::new();
    let mut is_plain = !configurations.is_empty();
    let mut unchanged: Option<(String, u32)> = None;
    for (path, text) in configurations {
        let found = plain_states(text, &toggle.name).map_err(|error| anyhow!("{}:{error}", path.display()))?;
        // A file that does not set the toggle everywhere leaves the default to the program.
        if !found.iter().any(|state| state.environment.is_none()) {
            states.push(toggle.default.to_string());
        }
        for state in found {
            match state.word {
                Some(word) => states.push(word),
                None => is_plain = false,
            }
        }
        if let Some(days) = days_since_change(path, &toggle.name)?
            && unchanged.as_ref().is_none_or(|(_, latest)| days < *latest)
        {
            unchanged = Some((shown(path), days));
        }
    }
    Ok(Outside { states: is_plain.then_some(states), unchanged, untested })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

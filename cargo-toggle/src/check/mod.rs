//! `cargo toggle check`: the toggles of a build against their configuration, in both directions.

mod configuration;
mod environments;
mod lints;
mod segments;
mod environment_names;
mod records;
mod clashes;
mod toggles;
mod differing;
mod near;
mod pins;

mod findings;
mod counts;
mod programs;
mod checked;
mod rule;
mod levels;
mod report;
mod exceptions;
mod deny;

mod text;
mod github;
mod sarif;
mod junit;
mod fingerprint;

use std::env;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use toggle_runtime::{Date, Kind};

pub(crate) use self::findings::Finding;
use self::{
    checked::Checked,
    counts::Counts,
    deny::Denied,
    environments::Environments,
    exceptions::Scope,
    levels::Levels,
    programs::Programs,
    report::Report,
    rule::{Level, Rule},
};
use crate::{
    cargo::Input,
    inventory::Inventory,
    lifetime,
    output::{self, Outcome},
    program::Configuration,
    settings,
    toggle_file::ToggleFile,
};

/// Check the toggles of a build, and its configuration against them
///
/// Finds names that no toggle has, states and rules that a toggle cannot have, and rules that are never tried or have
/// no effect. Finds toggles that share a variable, are declared twice, are unused or are overdue for removal. Exit
/// status 1 if anything is found.
///
/// The file in `TOGGLE_FILE` of a file of variables is not read: it is a path on another machine.
///
/// The manifest sets the age limit of each kind in days: `max-age = { release = 60, experiment = "none" }` under
/// `[workspace.metadata.toggle]`. It also sets the level of a rule, `lints = { unset = "error", too-old = "allow" }`,
/// and exceptions until a date: `exceptions = [{ rule = "expired", toggle = "mail", reason = "..", until = 2027-03-01
/// }]`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    configuration: Configuration,
    /// Check for programs that run in this environment; without it, for the one in `TOGGLE_ENVIRONMENT` of a file of
    /// variables, or else for each environment of the files, and for none
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// Rules to report as errors, including rules that are warnings or off by default
    #[arg(long, value_name = "RULE", value_enum, value_delimiter = ',')]
    deny: Vec<Denied>,
    /// Rules to turn off; the names are those of `--deny`
    #[arg(long, value_name = "RULE", value_enum, value_delimiter = ',', hide_possible_values = true)]
    allow: Vec<Rule>,
    /// The lowest level that sets exit status 1
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Level::Warning)]
    fail_on: Level,
    /// The age limit of a kind in days, or `none`; 90 for release and experiment by default, none for ops and
    /// permission
    #[arg(long, value_name = "KIND=DAYS", value_parser = settings::limit)]
    max_age: Vec<(Kind, Option<u32>)>,
    /// The date to use as today
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
    /// JSON with all details
    Json,
    /// Annotations of GitHub workflows
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// `JUnit` XML: a test for each finding, and for each toggle without one
    Junit,
}

impl Check {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If there is nothing to read, or an input cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        if self.configuration.reads_input() && self.input.reads_input() {
            bail!("the standard input cannot be both the program and the configuration");
        }
        let opened = self.configuration.open()?;
        let programs = self.input.programs()?;
        let inventory = Inventory::merged(&programs);
        let lints = settings::lints(self.input.build.manifest_path())?;
        let deny = deny::rules(&self.deny);
        let levels = Levels::new(&deny, &self.allow, exceptions::levels(&lints)?);
        let mut limits = lints.limits;
        for (kind, days) in &self.max_age {
            limits.set(*kind, *days);
        }
        let today = self.today.map_or_else(lifetime::today, Ok)?;
        let files: Result<Vec<_>> = opened.files.iter().map(ToggleFile::files).collect();
        let (files, env_file) = (files?.concat(), opened.env_file.as_ref());
        if self.environment.is_some() && files.is_empty() && env_file.is_none() {
            output::note("`--environment` has no effect: no configuration is checked; give one with `--config`");
        }
        let environments = Environments::of(&files, self.environment.as_deref(), &configuration::variables(env_file));
        let named = Programs::of(&programs);
        let mut findings = configuration::findings(&named, &inventory, &files, env_file, &environments, self.now());
        records::explain(&mut findings, &inventory, &programs);
        findings.extend(named.findings(|program| {
            let of_toggles = toggles::of_program(program, &inventory, today, &limits);
            clashes::findings(program).into_iter().chain(of_toggles).chain(pins::flippable(program)).collect()
        }));
        findings.extend(differing::findings(&inventory, &named));
        let of_all = toggles::never_asked(&inventory).chain(near::findings(&inventory, &files));
        findings.extend(of_all.map(|finding| named.with_those_of_toggle(finding)));
        if self.input.binaries.is_empty() {
            findings.extend(pins::unknown(&inventory, env::vars_os().map(|(name, _)| name)));
        }
        findings.extend(environment_names::unprotected(&lints, &files));
        findings.retain_mut(|finding| levels.apply(finding));
        let scope = Scope {
            inventory: &inventory,
            has_configuration: !files.is_empty() || env_file.is_some(),
            is_part: self.input.is_part(),
        };
        exceptions::apply(&mut findings, &lints, &scope, today);
        findings.retain_mut(|finding| levels.apply(finding));
        near::remove_repeated(&mut findings);
        toggles::remove_repeated(&mut findings);
        findings.sort_by(Finding::order);
        let counts = Counts::of(&findings);
        let checked = Checked::of(&named, &files, env_file, &environments, opened.unread().as_ref());
        let report = Report { toggles: inventory.toggles.len(), checked, findings, counts };
        output::print(|out| match self.format {
            Format::Human => text::print(out, &report),
            Format::Json => output::json(out, &report),
            Format::Github => github::print(out, &report),
            Format::Sarif => sarif::print(out, &report),
            Format::Junit => {
                let toggles = inventory.toggles.iter().map(|toggle| toggle.name.as_str());
                junit::print(out, &report, toggles, self.fail_on)
            }
        })?;
        if let Some(unread) = opened.unread() {
            unread.note();
        }
        // Errors come before warnings.
        Ok(Outcome::of(report.findings.iter().any(|finding| finding.level <= self.fail_on)))
    }

    /// Returns the instant from which rules must have an effect: the start of `--today` if it is given, else now.
    fn now(&self) -> Timestamp {
        self.today.map_or_else(toggle_runtime::__admin::now, lifetime::start)
    }
}

//! `cargo toggle check`: the toggles of a build against their configuration, in both directions.

mod rules;

mod text;
mod github;
mod sarif;
mod junit;
mod fingerprint;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use toggle_admin::{
    check::{Inputs, Rule, check},
    inventory::Inventory,
    settings,
};
use toggle_runtime::{Date, Kind};

use self::rules::{Allowed, Denied, FailOn};
use crate::{
    arguments::ConfigurationArgs,
    cargo::Input,
    output::{self, Outcome},
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
    configuration: ConfigurationArgs,
    /// Check for programs that run in this environment; without it, for the one in `TOGGLE_ENVIRONMENT` of a file of
    /// variables, or else for each environment of the files, and for none
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// Rules to report as errors, including rules that are warnings or off by default
    #[arg(long, value_name = "RULE", value_enum, value_delimiter = ',')]
    deny: Vec<Denied>,
    /// Rules to turn off; the names are those of `--deny`
    #[arg(long, value_name = "RULE", value_enum, value_delimiter = ',', hide_possible_values = true)]
    allow: Vec<Allowed>,
    /// The lowest level that sets exit status 1
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t)]
    fail_on: FailOn,
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
        let configuration = self.configuration.configuration()?;
        if configuration.reads_input() && self.input.reads_input() {
            bail!("the standard input cannot be both the program and the configuration");
        }
        let opened = configuration.open(output::notes())?;
        let programs = self.input.programs()?;
        let inventory = Inventory::merged(&programs);
        let lints = settings::lints(self.input.build.manifest_path())?;
        let allow: Vec<Rule> = self.allow.iter().map(|allowed| allowed.0).collect();
        let inputs = Inputs {
            programs: &programs,
            inventory: &inventory,
            is_part: self.input.is_part(),
            is_built: self.input.binaries.is_empty(),
            configuration: &opened,
            environment: self.environment.as_deref(),
            lints: &lints,
            deny: &rules::denied(&self.deny),
            allow: &allow,
            max_age: &self.max_age,
            today: self.today,
        };
        let report = check(&inputs, output::notes())?;
        let fail_on = self.fail_on.level();
        output::print(|out| match self.format {
            Format::Human => text::print(out, &report),
            Format::Json => output::json(out, &report),
            Format::Github => github::print(out, &report),
            Format::Sarif => sarif::print(out, &report),
            Format::Junit => {
                let toggles = inventory.toggles.iter().map(|toggle| toggle.name.as_str());
                junit::print(out, &report, toggles, fail_on)
            }
        })?;
        if let Some(unread) = opened.unread() {
            unread.note(output::notes());
        }
        // Errors come before warnings.
        Ok(Outcome::of(report.findings.iter().any(|finding| finding.level <= fail_on)))
    }
}

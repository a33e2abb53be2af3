//! `cargo toggle simulate`: the values of a toggle for many users.

mod users;
mod share;
mod tally;
mod changes;
mod simulation;
mod text;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use toggle_runtime::Context;

pub(crate) use self::{changes::Changes, users::Keys};
use self::{changes::Comparison, simulation::Simulation, tally::Tally};
use crate::{
    context::ContextArgs,
    output::{self, Format, Outcome},
    pipe::STANDARD_INPUT,
    question::Question,
};

/// Show how a toggle is spread over many users: how many get which value, and by which rule
///
/// Each user's value is decided as in `explain`. The users are read one by one, so there is no limit to their number.
/// Exit status 1, with a note, if a file cannot be parsed, the toggle's entry is invalid, or there is no such toggle.
#[derive(Debug, Args)]
pub struct Simulate {
    #[command(flatten)]
    question: Question,
    /// The users: a number, for `user-1`, `user-2` and so on, or a file with one targeting key on each line, or `-`
    ///
    /// In a file whose first character is `{`, each line is a JSON object instead, as in `{"key": "user-123",
    /// "attributes": {"plan": "pro"}}`, so that the attributes vary. The attributes of `--context` apply to users who
    /// do not have them. `-` is the standard input, and `<(command)` reads the output of a command. A file whose name
    /// is a number is written as `./1000`.
    #[arg(long, value_name = "FILE|N", allow_negative_numbers = true)]
    keys: Keys,
    /// Also report the users who get another value with this toggle file, or directory of such files, instead of the
    /// files of `--config`; give it again for several, highest first. Nothing is counted if one of the files has a
    /// mistake.
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
    #[command(flatten)]
    context_args: ContextArgs,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Simulate {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If a file or the binary cannot be read, or if there is no such toggle.
    pub fn run(&self) -> Result<Outcome> {
        if matches!(self.keys, Keys::Input) {
            if self.question.reads_input() {
                bail!("the standard input cannot be both the program and the users");
            }
            if self.question.reads_configuration() || self.against.iter().any(|path| path == Path::new(STANDARD_INPUT))
            {
                bail!("the standard input cannot be both the configuration and the users");
            }
        }
        self.context_args.check()?;
        let (loaded, after) = self.question.load_twice(&self.against)?;
        let common = loaded.attributes(&self.context_args)?;
        let nobody = loaded.explain(&Context::default());
        let mut warnings = loaded.warnings.clone();
        if nobody.trace.is_empty() {
            // No toggle of the program has this name, so no user is counted.
            warn(&mut warnings, nobody.error.clone().unwrap_or_default());
        }
        let mut against = None;
        let alone;
        let comparison;
        let tally: &Tally<'_> = if let Some(after) = &after {
            let mut compared = Comparison::new(&loaded, after);
            self.keys.for_each(&common, |user| compared.count(user))?;
            comparison = compared;
            let mistakes = [comparison.before(), comparison.after()].map(Tally::mistakes).concat();
            // A value that applies only because of a mistake would count as a change.
            if mistakes.is_empty() {
                let files = self.against.iter().map(|path| path.display().to_string()).collect();
                against = Some(comparison.changes(files));
            }
            comparison.after().mistakes().into_iter().for_each(|mistake| warn(&mut warnings, mistake));
            comparison.before()
        } else {
            let mut tally = Tally::new(&loaded);
            self.keys.for_each(&common, |user| drop(tally.count(user)))?;
            alone = tally;
            &alone
        };
        tally.mistakes().into_iter().for_each(|mistake| warn(&mut warnings, mistake));
        let simulation = Simulation {
            toggle: loaded.name.clone(),
            at: loaded.at.to_string(),
            environment: loaded.environment.clone(),
            users: tally.users(),
            values: tally.values(),
            parts: tally.parts(),
            against,
            warnings,
        };
        let is_known = !nobody.trace.is_empty() && !loaded.is_unset;
        output::print(|out| match self.format {
            Format::Human if !is_known => Ok(()),
            Format::Human => text::print(out, &simulation),
            Format::Json => output::json(out, &simulation),
        })?;
        Ok(Outcome::of(!simulation.warnings.is_empty()))
    }
}

/// Notes a mistake once.
fn warn(warnings: &mut Vec<String>, mistake: String) {
    if !warnings.contains(&mistake) {
        output::note(&mistake);
        warnings.push(mistake);
    }
}

//! `cargo toggle simulate`: what a toggle would be for many users.

mod users;
mod tally;
mod changes;
mod text;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use serde::Serialize;
use toggle_runtime::{Context, Reason, Value};

pub(crate) use self::{changes::Changes, users::Keys};
use self::{changes::Comparison, tally::Tally};
use crate::{
    context::Given,
    output::{self, Format, Outcome, Versioned},
    pipe::STANDARD_INPUT,
    question::Question,
};

/// Tell how a toggle would be spread over many users: how many get which value, and by which rule
///
/// Decides for each of them as `explain` does. The users are read one by one, so there may be any number. Exit status 1
/// if a file does not parse, the toggle's entry in it is wrong, or nothing has such a toggle: a note says so.
#[derive(Debug, Args)]
pub struct Simulate {
    #[command(flatten)]
    question: Question,
    /// The users: a number, for `user-1`, `user-2` and so on, or a file with one targeting key on each line, or `-`
    ///
    /// A file whose first character is `{` has one JSON object on each line instead, as in
    /// `{"key": "user-123", "attributes": {"plan": "pro"}}`, so that the attributes vary; those of `--context` are for
    /// all who do not have them. `-` is the standard input, and `<(command)` reads what a command prints. A file whose
    /// name is a number is written as `./1000`.
    #[arg(long, value_name = "FILE|N", allow_negative_numbers = true)]
    keys: Keys,
    /// Also tell which users get another value with this toggle file, or directory of such files, in place of those of
    /// `--config`; give it again for several, highest first. Nothing is counted where one of the files is mistaken.
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
    #[command(flatten)]
    given: Given,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How a toggle is spread.
#[derive(Debug, Serialize)]
struct Simulation {
    toggle: String,
    /// The time that counted as now.
    at: String,
    /// The environment that the program runs in, if it is known.
    environment: Option<String>,
    /// How many there are.
    users: u64,
    /// By value, the most frequent first.
    values: Vec<Share>,
    /// By what has decided, in the order in which it is tried.
    parts: Vec<Part>,
    /// The users who get another value with the other files, if some were given and all files can be understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Changes>,
    /// The mistakes in what was given, and that a note tells of.
    warnings: Vec<String>,
}

impl Versioned for Simulation {
    const FORMAT: &'static str = "simulate";
}

/// How many get a value.
#[derive(Debug, Clone, Serialize)]
struct Share {
    /// None where it is the declared default, and the program is not known.
    value: Option<Value>,
    users: u64,
    /// Of all users. None if there are none.
    percent: Option<f64>,
}

/// One way in which users get their value.
#[derive(Debug, Serialize)]
struct Part {
    source: String,
    /// `requires`, `window`, `rule 1` and so on, or `otherwise`; none for a plain state.
    rule: Option<String>,
    /// The number of the rule, from 1, if the part is a rule.
    #[serde(skip)]
    number: Option<usize>,
    place: Option<String>,
    /// None for a rule that decides for nobody.
    reason: Option<Reason>,
    /// Why the rules do not count, or what is wrong, as it is for the first of these users.
    why: Option<String>,
    users: u64,
    percent: Option<f64>,
    values: Vec<Share>,
}

impl Simulate {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If a file or the binary cannot be read, or there is no such toggle.
    pub fn run(&self) -> Result<Outcome> {
        if matches!(self.keys, Keys::Input) {
            if self.question.reads_input() {
                bail!("the standard input is either the program or the users");
            }
            if self.question.reads_configuration() || self.against.iter().any(|path| path == Path::new(STANDARD_INPUT))
            {
                bail!("the standard input is either the configuration or the users");
            }
        }
        self.given.check()?;
        let (asked, after) = self.question.ask_twice(&self.against)?;
        let common = asked.attributes(&self.given)?;
        let nobody = asked.explain(&Context::default());
        let mut warnings = asked.warnings.clone();
        if nobody.trace.is_empty() {
            // No toggle of the program has this name, so nobody is counted.
            warn(&mut warnings, nobody.error.clone().unwrap_or_default());
        }
        let mut against = None;
        let alone;
        let comparison;
        let tally: &Tally<'_> = if let Some(after) = &after {
            let mut compared = Comparison::new(&asked, after);
            self.keys.for_each(&common, |user| compared.count(user))?;
            comparison = compared;
            let mistakes = [comparison.before(), comparison.after()].map(Tally::mistakes).concat();
            // Values that count only because of a mistake would be counted as a change.
            if mistakes.is_empty() {
                let files = self.against.iter().map(|path| path.display().to_string()).collect();
                against = Some(comparison.changes(files));
            }
            comparison.after().mistakes().into_iter().for_each(|mistake| warn(&mut warnings, mistake));
            comparison.before()
        } else {
            let mut tally = Tally::new(&asked);
            self.keys.for_each(&common, |user| drop(tally.count(user)))?;
            alone = tally;
            &alone
        };
        tally.mistakes().into_iter().for_each(|mistake| warn(&mut warnings, mistake));
        let simulation = Simulation {
            toggle: asked.name.clone(),
            at: asked.at.to_string(),
            environment: asked.stage.clone(),
            users: tally.users(),
            values: tally.values(),
            parts: tally.parts(),
            against,
            warnings,
        };
        let is_known = !nobody.trace.is_empty() && !asked.is_unset;
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

/// How much of all this is, in percent with three decimals.
fn percent(users: u64, all: u64) -> Option<f64> {
    let (users, all) = (u128::from(users), u128::from(all));
    let thousandths = (users * 100_000 + all / 2).checked_div(all)?;
    u32::try_from(thousandths).ok().map(|thousandths| f64::from(thousandths) / 1000.0)
}

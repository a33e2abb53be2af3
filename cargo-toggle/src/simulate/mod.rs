//! `cargo toggle simulate`: the values of a toggle for many users.

mod text;

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use toggle_admin::simulate::{Keys, simulate};

pub(crate) use self::text::print_changes;
use crate::{
    arguments::{ContextArgs, QuestionArgs},
    output::{self, Format, Outcome},
};

/// Show how a toggle is spread over many users: how many get which value, and by which rule
///
/// Each user's value is decided as in `explain`. The users are read one by one, so there is no limit to their number.
/// Exit status 1, with a note, if a file cannot be parsed, the toggle's entry is invalid, or there is no such toggle.
#[derive(Debug, Args)]
pub struct Simulate {
    #[command(flatten)]
    question: QuestionArgs,
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
        let question = self.question.question()?;
        let simulation =
            simulate(&question, &self.keys, &self.against, &self.context_args.attributes, output::notes())?;
        output::print(|out| match self.format {
            Format::Human if !simulation.is_known => Ok(()),
            Format::Human => text::print(out, &simulation),
            Format::Json => output::json(out, &simulation),
        })?;
        Ok(Outcome::of(!simulation.warnings.is_empty()))
    }
}

//! `cargo toggle explain`: the source and rule that decide a toggle, and the state of the toggle in the other sources.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use toggle_admin::explain::{GivenContext, explain};

use crate::{
    arguments::{ContextArgs, QuestionArgs},
    output::{self, Format, Line, Outcome},
    style,
};

/// Explain a toggle: its value, the source and rule that decide it, and its state in the other sources
///
/// The output is that of `toggle_runtime::explain` in the program, for the context of `--key` and `--context`.
/// Variables come from this environment, or from `--env-file`; without `--config`, the file or directory in
/// `TOGGLE_FILE` is read. Exit status 1 if the reason is `ERROR`, or if a source has a mistake.
#[derive(Debug, Args)]
pub struct Explain {
    #[command(flatten)]
    question: QuestionArgs,
    /// The targeting key, such as the id of a user
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    #[command(flatten)]
    context_args: ContextArgs,
    /// A file with a `toggle_runtime::Context` as JSON, as in `{"key": "user-123", "attributes": {"plan": "pro"}}`;
    /// `--key` and `--context` override it
    #[arg(long, value_name = "FILE")]
    context_file: Option<PathBuf>,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Explain {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If a file or the binary cannot be read, or if the context is invalid.
    pub fn run(&self) -> Result<Outcome> {
        let context = GivenContext {
            key: self.key.clone(),
            attributes: self.context_args.attributes.clone(),
            file: self.context_file.clone(),
        };
        let explanation = explain(&self.question.question()?, &context, output::notes())?;
        output::print(|out| match self.format {
            Format::Human => {
                let text = explanation.text();
                let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
                out.line(&Line::new().styled(style::NAME, first))?;
                rest.lines().try_for_each(|line| out.line(&Line::new().text(line)))
            }
            Format::Json => output::json(out, &explanation),
        })?;
        Ok(Outcome::of(explanation.is_wrong()))
    }
}

//! `cargo toggle explain`: the source and rule that decide a toggle, and the state of the toggle in the other sources.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde::Serialize;
use toggle_runtime::{Decision, State, Value};

use crate::{
    context::{Attributes, ContextArgs, ContextFile, Subject},
    output::{self, Format, Line, Outcome, Versioned},
    question::{LoadedProgram, Question, is_unknown},
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
    question: Question,
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

#[derive(Debug, Serialize)]
struct Explanation {
    /// The time that the decision uses as now.
    at: String,
    /// The environment that the program runs in, if it is known.
    environment: Option<String>,
    /// The targeting key, if one was given.
    key: Option<String>,
    decision: serde_json::Value,
    /// The mistakes in the inputs. Each is also printed as a note.
    warnings: Vec<String>,
}

/// The decision, with the program and the key that it was made for.
struct Answer {
    decision: Decision,
    loaded: LoadedProgram,
    key: Option<String>,
}

impl Versioned for Explanation {
    const FORMAT: &'static str = "explain";
    const VERSION: u32 = 2;
}

impl Explain {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If a file or the binary cannot be read, or if the context is invalid.
    pub fn run(&self) -> Result<Outcome> {
        let Answer { decision, loaded, key } = self.answer()?;
        let is_wrong = !loaded.warnings.is_empty()
            || decision.error.is_some()
            || decision.trace.iter().any(|step| step.error.is_some());
        output::print(|out| match self.format {
            Format::Human => {
                let text = of_unknown(decision).to_string();
                let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
                out.line(&Line::new().styled(style::NAME, first))?;
                rest.lines().try_for_each(|line| out.line(&Line::new().text(line)))
            }
            Format::Json => {
                let is_unknown = is_unknown(&decision.value);
                let mut decision = serde_json::to_value(&decision)?;
                if is_unknown {
                    decision["value"] = serde_json::Value::Null;
                }
                let LoadedProgram { at, environment, warnings, .. } = loaded;
                let explanation = Explanation { at: at.to_string(), environment, key, decision, warnings };
                output::json(out, &explanation)
            }
        })?;
        Ok(Outcome::of(is_wrong))
    }

    fn answer(&self) -> Result<Answer> {
        self.context_args.check()?;
        let context_file = self.context_file.as_deref().map(ContextFile::read).transpose()?.unwrap_or_default();
        let loaded = self.question.load()?;
        let context_args = loaded.attributes(&self.context_args)?;
        loaded.note_faults(&context_file.attributes);
        let own: Attributes = context_file.attributes.into_iter().chain(context_args).collect();
        let key = self.key.clone().or(context_file.key);
        let common = Attributes::new();
        let subject = Subject { key: key.as_deref(), own: &own, common: &common };
        let decision = loaded.explain(&subject);
        loaded.note_unknown(&decision);
        if key.is_none() {
            loaded.note_missing_key(&subject);
        }
        Ok(Answer { decision, loaded, key })
    }
}

/// Returns the decision as it is shown if the declared default is not known.
fn of_unknown(mut decision: Decision) -> Decision {
    for step in &mut decision.trace {
        if let Some(State::Plain(value)) = &step.state {
            step.state = Some(as_declared(value).into());
        }
    }
    decision.value = as_declared(&decision.value);
    decision
}

/// Returns the value as it is shown if the declared default is not known.
pub fn as_declared(value: &Value) -> Value {
    if is_unknown(value) { "as the program declares it".into() } else { value.clone() }
}

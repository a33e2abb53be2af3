//! The explanation of a toggle: the source and rule that decide it, and its state in the other sources.

use std::path::PathBuf;

use anyhow::Result;
use serde::{Serialize, Serializer, ser::Error};
use toggle_runtime::{Decision, State};

use crate::{
    context::{Attributes, ContextFile, Subject, Written, attributes_of},
    notes::Notes,
    question::{Question, as_declared, is_unknown},
    versioned::Versioned,
};

/// A context as it is given.
#[derive(Debug, Clone, Default)]
pub struct GivenContext {
    /// The targeting key. Without one, the key of the file is used.
    pub key: Option<String>,
    /// The attributes. They override those of the file.
    pub attributes: Vec<Written>,
    /// A file with a `toggle_runtime::Context` as JSON.
    pub file: Option<PathBuf>,
}

/// A decision, with everything that it was made for.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// The time that the decision uses as now.
    pub at: String,
    /// The environment that the program runs in, if it is known.
    pub environment: Option<String>,
    /// The targeting key, if one was given.
    pub key: Option<String>,
    /// The decision. Its value is `null` in JSON if the declared default decides and is not known.
    #[serde(serialize_with = "without_unknown")]
    pub decision: Decision,
    /// The mistakes in the inputs. Each is also a note.
    pub warnings: Vec<String>,
}

impl Versioned for Explanation {
    const FORMAT: &'static str = "explain";
    const VERSION: u32 = 2;
}

/// Explains a toggle for a context, as `toggle_runtime::explain` in the program does.
///
/// # Errors
///
/// If a file or the binary cannot be read, or if the context is invalid.
pub fn explain(question: &Question, context: &GivenContext, notes: Notes<'_>) -> Result<Explanation> {
    attributes_of(&context.attributes, |_| false)?;
    let context_file = context.file.as_deref().map(ContextFile::read).transpose()?.unwrap_or_default();
    let loaded = question.load(notes)?;
    let written = loaded.attributes(&context.attributes, notes)?;
    loaded.note_faults(&context_file.attributes, notes);
    let own: Attributes = context_file.attributes.into_iter().chain(written).collect();
    let key = context.key.clone().or(context_file.key);
    let common = Attributes::new();
    let subject = Subject { key: key.as_deref(), own: &own, common: &common };
    let decision = loaded.explain(&subject);
    loaded.note_unknown(&decision, notes);
    if key.is_none() {
        loaded.note_missing_key(&subject, notes);
    }
    let (at, environment, warnings) = (loaded.at.to_string(), loaded.environment, loaded.warnings);
    Ok(Explanation { at, environment, key, decision, warnings })
}

impl Explanation {
    /// Returns whether an input has a mistake, or the decision or a source has an error.
    pub fn is_wrong(&self) -> bool {
        !self.warnings.is_empty()
            || self.decision.error.is_some()
            || self.decision.trace.iter().any(|step| step.error.is_some())
    }

    /// Returns the decision in words. The first line has the result.
    pub fn text(&self) -> String {
        let mut decision = self.decision.clone();
        for step in &mut decision.trace {
            if let Some(State::Plain(value)) = &step.state {
                step.state = Some(as_declared(value).into());
            }
        }
        decision.value = as_declared(&decision.value);
        decision.to_string()
    }
}

fn without_unknown<S: Serializer>(decision: &Decision, serializer: S) -> Result<S::Ok, S::Error> {
    let mut json = serde_json::to_value(decision).map_err(S::Error::custom)?;
    if is_unknown(&decision.value) {
        json["value"] = serde_json::Value::Null;
    }
    json.serialize(serializer)
}

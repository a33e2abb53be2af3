//! `cargo toggle explain`: which source decides a toggle, and what the others say.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde::Serialize;
use toggle_runtime::{__tool, Builder, Decision};

use crate::{
    inventory::Inventory,
    output::{self, Format, Outcome, Versioned},
    program::{Configuration, once, program, program_of_names},
    style, untrusted,
};

/// Tell what a toggle would be, which source decides and what the others say
///
/// As `toggle_runtime::explain` says it in the program. Variables are those of this environment, or of `--env-file`; without
/// `--config`, the file that `TOGGLE_FILE` names is read. Exit status 1 if something is wrong with what a source says.
#[derive(Debug, Args)]
pub struct Explain {
    /// The toggle
    name: String,
    #[command(flatten)]
    configuration: Configuration,
    /// The program, or a list saved with `--format json`; without one, the declared default is not known
    #[arg(long, value_name = "BINARY")]
    binary: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Serialize)]
struct Explanation {
    decision: serde_json::Value,
}

impl Versioned for Explanation {
    const FORMAT: &'static str = "explain";
}

/// Of what the sources say, nothing is known to be harmless.
fn harmless(mut decision: Decision) -> Decision {
    let texts = decision.trace.iter_mut().flat_map(|step| [&mut step.place, &mut step.error]);
    texts.chain([&mut decision.error]).flatten().for_each(untrusted::line);
    for step in &mut decision.rules {
        untrusted::line(&mut step.why);
        step.place.iter_mut().for_each(untrusted::line);
    }
    decision
}

impl Explain {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If a file or the binary cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        self.configuration.require()?;
        let decision = self.decision()?;
        let is_wrong = decision.error.is_some() || decision.trace.iter().any(|step| step.error.is_some());
        let is_known = decision.trace.iter().all(|step| !step.decides || step.state.is_some());
        output::print(|out| match self.format {
            Format::Human => {
                let decision = harmless(decision);
                let text = decision.to_string();
                let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
                // What the program declares is not known.
                let known = format!("{} is {}: ", decision.toggle, decision.value);
                let unknown = format!("{} is as the program declares it: ", decision.toggle);
                let first = if is_known { first.to_owned() } else { first.replacen(&known, &unknown, 1) };
                writeln!(out, "{name}{first}{name:#}", name = style::NAME)?;
                rest.lines().try_for_each(|line| writeln!(out, "{line}"))
            }
            Format::Json => {
                let mut decision = serde_json::to_value(&decision)?;
                if !is_known {
                    decision["value"] = serde_json::Value::Null;
                }
                output::json(out, &Explanation { decision })
            }
        })?;
        Ok(Outcome::of(is_wrong))
    }

    fn decision(&self) -> Result<Decision> {
        let variables = match self.configuration.env_file()? {
            Some(file) => file.into_variables()?,
            None => std::env::vars_os().collect(),
        };
        let default = || variables.iter().filter(|(name, value)| name == __tool::FILE && !value.is_empty());
        let files: Vec<PathBuf> = match self.configuration.config.as_slice() {
            [] => default().take(1).map(|(_, path)| path.into()).collect(),
            files => files.to_vec(),
        };
        let program = if let Some(binary) = &self.binary {
            program(&Inventory::open(binary)?, variables)
        } else {
            toggle_syntax::name::check(&self.name)?;
            program_of_names([self.name.as_str()], variables)
        };
        // What cannot be read is said where it is listed.
        program.install(files.iter().fold(once(), Builder::optional_file))?;
        let mut decision = program.explain(&self.name);
        if self.binary.is_none()
            && let Some(default) = decision.trace.last_mut()
        {
            default.state = None;
            default.place = Some("not known without `--binary`".to_owned());
        }
        Ok(decision)
    }
}

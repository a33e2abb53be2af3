//! What a toggle would be: what `explain` and `simulate` are asked.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    path::{Path, PathBuf},
};

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use toggle_runtime::{
    __tool::{self, Declared, Names, Program},
    Decision, Problem, Targeting, Value,
};
use toggle_syntax::name;

use crate::{
    context::{self, Attributes, Given},
    inventory::Inventory,
    output,
    program::{Configuration, NOT_KNOWN, files_of, in_stage, once, program, program_of_any, with_source},
    text_file,
};

/// A toggle, and what it depends on except for who asks.
#[derive(Debug, Args)]
pub struct Question {
    /// The toggle
    name: String,
    #[command(flatten)]
    configuration: Configuration,
    /// The environment that the program runs in, so that `[environment.NAME]` counts; otherwise, the one that the
    /// variable `TOGGLE_ENVIRONMENT` names
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// The program, or a list saved with `--format json`; without one, the declared default is not known
    #[arg(long, value_name = "BINARY")]
    binary: Option<PathBuf>,
    /// The time that counts as now, as in `2026-12-05T10:00:00Z` or `2026-12-05`
    #[arg(long, value_name = "DATE", value_parser = context::instant)]
    at: Option<Timestamp>,
}

/// The program that the question is about, set up.
#[derive(Debug)]
pub struct Asked {
    /// The toggle.
    pub name: String,
    /// The program.
    pub program: Program,
    /// The time that counts as now.
    pub at: Timestamp,
    /// The attributes that each file declares, of those that do.
    declared: Vec<Declared>,
    /// The toggles that this one requires, of which nothing is known.
    unknown: Vec<String>,
    is_known: bool,
}

impl Question {
    /// Sets the program up.
    ///
    /// # Errors
    ///
    /// If a file or the binary cannot be read.
    pub fn ask(&self) -> Result<Asked> {
        self.configuration.require()?;
        let variables = match self.configuration.env_file()? {
            Some(file) => file.into_variables()?,
            None => std::env::vars_os().collect(),
        };
        let files = self.files(&variables);
        let mut required = Vec::new();
        let program = if let Some(binary) = &self.binary {
            program(&Inventory::open(binary)?, variables)
        } else {
            name::check(&self.name)?;
            let named: Vec<_> = files.iter().flat_map(|path| names(path).toggles).collect();
            required = required_by(&self.name, &named);
            let names: BTreeSet<&str> = named
                .iter()
                .flat_map(|(name, requires)| requires.iter().chain([name]))
                .map(String::as_str)
                .filter(|name| name::check(name).is_ok())
                .chain([self.name.as_str()])
                .collect();
            program_of_any(names, variables)
        };
        let sources = files.iter().fold(once(), |builder, path| with_source(builder, path));
        // What cannot be read is said where it is listed.
        program.install(in_stage(sources, self.environment.as_deref()))?;
        program.problems().iter().filter(|problem| is_of_no_toggle(problem)).for_each(note);
        self.note_environment(&files);
        required.retain(|name| program.explain(name).source == __tool::DEFAULT);
        Ok(Asked {
            name: self.name.clone(),
            program,
            declared: files.iter().flat_map(|path| texts(path)).filter_map(|text| Declared::of(&text).ok()?).collect(),
            at: self.at.unwrap_or_else(this_second),
            unknown: required,
            is_known: self.binary.is_some(),
        })
    }

    /// Says which environments the files have a section for, if that is given has none, and none is almost called so.
    fn note_environment(&self, files: &[PathBuf]) {
        let Some(environment) = self.environment.as_deref().map(str::trim) else { return };
        let known: BTreeSet<String> = files.iter().flat_map(|path| names(path).stages).collect();
        let is_reported = || name::nearest_stage(environment, known.iter().map(String::as_str)).is_some();
        if known.is_empty() || known.contains(environment) || is_reported() {
            return;
        }
        let known = Vec::from_iter(known).join("]`, `[environment.");
        output::note(&format!(
            "no file has a section for the environment `{environment}`; there is `[environment.{known}]`"
        ));
    }

    /// Whether the standard input is the program.
    pub fn reads_input(&self) -> bool {
        self.binary.as_deref() == Some(Path::new("-"))
    }

    fn files(&self, variables: &[(OsString, OsString)]) -> Vec<PathBuf> {
        match self.configuration.config.as_slice() {
            [] => __tool::variable(variables, __tool::FILE).map(PathBuf::from).into_iter().collect(),
            files => files.to_vec(),
        }
    }
}

impl Asked {
    /// Tells what the toggle is for somebody. A value that is only declared is none where the program is not known.
    pub fn explain(&self, who: &dyn Targeting) -> Decision {
        let mut decision = self.program.explain_at(&self.name, who, self.at);
        if !self.is_known
            && let Some(default) = decision.trace.last_mut()
        {
            default.state = None;
            default.place = Some("not known without `--binary`".to_owned());
        }
        decision
    }

    /// Returns the attributes as the files declare them, and says which are otherwise, or not declared.
    ///
    /// # Errors
    ///
    /// If one is given twice.
    pub fn attributes(&self, given: &Given) -> Result<Attributes> {
        let is_text = |name: &str| self.declared.iter().any(|declared| declared.is_text(name));
        let attributes = given.attributes(is_text)?;
        self.note_faults(&attributes);
        Ok(attributes)
    }

    /// Says which attributes are not as the files declare them. An attribute that one file declares is known.
    pub fn note_faults(&self, attributes: &Attributes) {
        for (name, value) in attributes {
            let mut tables: Vec<_> = self.declared.iter().filter(|declared| declared.has(name)).collect();
            if tables.is_empty() {
                tables.extend(self.declared.first());
            }
            if let Some(fault) = tables.into_iter().find_map(|declared| declared.fault(name, value)) {
                output::note(&fault);
            }
        }
    }

    /// Says what the answer depends on that is not known.
    pub fn note_unknown(&self, decision: &Decision) {
        if decision.rule.as_deref() == Some("requires") && !self.unknown.is_empty() {
            let names = self.unknown.join("`, `");
            output::note(&format!(
                "`{}` requires `{names}`, of which the default is not known without `--binary`; it counts as off",
                self.name
            ));
        }
    }
}

/// The time, without what nobody reads.
fn this_second() -> Timestamp {
    let now = __tool::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// Whether a value stands for a declared default that is not known.
pub fn is_unknown(value: &Value) -> bool {
    matches!(value, Value::Text(text) if **text == *NOT_KNOWN)
}

/// Returns the names in a file, or in the files of a directory. One that cannot be read has none, which is said elsewhere.
pub fn names(path: &Path) -> Names {
    let mut all = Names::default();
    for Names { stages, toggles } in texts(path).iter().map(|text| Names::of(text)) {
        all.stages.extend(stages);
        all.toggles.extend(toggles);
    }
    all
}

/// Returns the texts of the files that a path names, except those that cannot be read.
fn texts(path: &Path) -> Vec<String> {
    files_of(path).unwrap_or_default().iter().filter_map(|path| text(path)).collect()
}

/// Returns the text of a file of toggles as the runtime parses it, or `None` if it cannot be read.
pub fn text(path: &Path) -> Option<String> {
    let (text, _) = text_file::read(path).ok()?;
    Some(text.trim_start_matches('\u{feff}').to_owned())
}

/// The toggles that one requires, with those that they require, wherever that is written.
fn required_by(name: &str, named: &[(String, Vec<String>)]) -> Vec<String> {
    let mut found = vec![name];
    let mut next = 0;
    while let Some(&requiring) = found.get(next) {
        for required in named.iter().filter(|(name, _)| name == requiring).flat_map(|(_, requires)| requires) {
            if !found.contains(&required.as_str()) {
                found.push(required);
            }
        }
        next += 1;
    }
    found.into_iter().skip(1).filter(|name| name::check(name).is_ok()).map(str::to_owned).collect()
}

/// Returns whether a file seems to mean another stage or has one that is none, or the process has no such attributes.
fn is_of_no_toggle(problem: &Problem) -> bool {
    match problem {
        Problem::UnknownEnvironment { .. } => true,
        Problem::InvalidState { name, place, .. } => name.starts_with("environment.") || place == __tool::CONTEXT,
        _ => false,
    }
}

fn note(problem: &Problem) {
    output::note(&problem.to_string());
}

//! The inputs that `explain` and `simulate` share: a toggle, and the program that decides it.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use jiff::Timestamp;
use toggle_runtime::{
    __admin::{self, Declared, Names, Program},
    Attribute, Decision, Problem, ProblemPlace, Step, Targeting, Value,
};
use toggle_syntax::name::{self, nearest};

use crate::{
    context::{Attributes, Written, attributes_of},
    env_file::EnvFile,
    inventory::{Inventory, explain_empty},
    notes::Notes,
    pipe::STANDARD_INPUT,
    program::{Configuration, NOT_KNOWN, in_environment, once, program, program_of_any},
    rule_attributes,
    toggle_file::ToggleFile,
};

/// A toggle, and everything that it depends on except the context.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The toggle.
    pub name: String,
    /// The configuration. Without a file of variables, the variables are those of this process, and without any file,
    /// `TOGGLE_FILE` names the toggle file.
    pub configuration: Configuration,
    /// The environment that the program runs in; without it, the one in the variable `TOGGLE_ENVIRONMENT`.
    pub environment: Option<String>,
    /// The program, or a list saved as JSON; without one, the declared default is not known.
    pub binary: Option<PathBuf>,
    /// The time to use as now.
    pub at: Option<Timestamp>,
}

/// The program that decides the toggle, set up.
#[derive(Debug)]
pub struct LoadedProgram {
    /// The toggle.
    pub name: String,
    /// The program.
    pub program: Program,
    /// The time that the program uses as now.
    pub at: Timestamp,
    /// The environment that the program runs in, if it is known.
    pub environment: Option<String>,
    /// The mistakes in the inputs: wrong lines in a file of variables, or a name that no source and no program knows.
    pub warnings: Vec<String>,
    /// Whether no file and no variable sets the toggle, and the program is not known.
    pub is_unset: bool,
    /// The attributes that the files declare, for each file that declares any.
    declared: Vec<Declared>,
    /// The attributes that rules use, if all files can be read.
    rule_attributes: Option<BTreeSet<String>>,
    /// The required toggles whose default is not known.
    unknown: Vec<String>,
    is_known: bool,
}

impl Question {
    /// Sets the program up.
    ///
    /// # Errors
    ///
    /// If a file or the binary cannot be read.
    pub fn load(&self, notes: Notes<'_>) -> Result<LoadedProgram> {
        self.load_twice(&[], notes).map(|(loaded, _)| loaded)
    }

    /// Sets the program up, and once more with other toggle files in place of its own, if there are any.
    ///
    /// # Errors
    ///
    /// If a file or the binary cannot be read.
    pub fn load_twice(&self, others: &[PathBuf], notes: Notes<'_>) -> Result<(LoadedProgram, Option<LoadedProgram>)> {
        if self.reads_input() && self.configuration.reads_input() {
            bail!("the standard input cannot be both the program and the configuration");
        }
        let opened = self.configuration.open(notes)?;
        let others: Vec<ToggleFile> = others.iter().map(|path| ToggleFile::open(path)).collect::<Result<_>>()?;
        let mut variables: Vec<_> = match &opened.env_file {
            Some(file) => file.variables.clone(),
            None => std::env::vars_os().collect(),
        };
        if let Some(unread) = opened.unread().filter(|unread| unread.file.is_some()) {
            unread.note(notes);
        }
        let mut warnings: Vec<String> = opened.env_file.iter().flat_map(EnvFile::faults).collect();
        let files = match opened.env_file {
            None if opened.files.is_empty() => of_variable(&variables),
            _ => opened.files,
        };
        variables.retain(|(name, _)| name != __admin::FILE);
        self.note_environment(&files, notes);
        let inventory = self.binary.as_deref().map(Inventory::open).transpose()?;
        explain_empty(&inventory, notes);
        let program = inventory.as_ref();
        let environment = self.environment.as_deref();
        let setting =
            Setting { name: &self.name, program, variables, environment, at: self.at.unwrap_or_else(this_second) };
        let mut loaded = setting.with(&files, &others, notes)?;
        let after = if others.is_empty() { None } else { Some(setting.with(&others, &files, notes)?) };
        warnings.append(&mut loaded.warnings);
        for warning in &warnings {
            notes.note(warning);
        }
        Ok((LoadedProgram { warnings, ..loaded }, after))
    }

    /// Returns whether the standard input is a file of the configuration.
    pub fn reads_configuration(&self) -> bool {
        self.configuration.reads_input()
    }

    /// Notes which environments the files have a section for, if the given environment has none.
    fn note_environment(&self, files: &[ToggleFile], notes: Notes<'_>) {
        let Some(environment) = self.environment.as_deref().map(str::trim) else { return };
        note_environment(environment, files, notes);
    }

    /// Returns whether the standard input is the program.
    pub fn reads_input(&self) -> bool {
        self.binary.as_deref() == Some(Path::new(STANDARD_INPUT))
    }
}

/// Notes which environments the files have a section for, if this environment has none. A similar name is reported
/// elsewhere.
pub fn note_environment(environment: &str, files: &[ToggleFile], notes: Notes<'_>) {
    let known: BTreeSet<String> = files.iter().flat_map(|file| file.names().stages).collect();
    let is_reported = || name::nearest_stage(environment, known.iter().map(String::as_str)).is_some();
    if known.is_empty() || known.contains(environment) || is_reported() {
        return;
    }
    let known = Vec::from_iter(known).join("]`, `[environment.");
    notes.note(&format!("no file has a section for the environment `{environment}`; there is `[environment.{known}]`"));
}

/// The program and its environment, except for its toggle files.
#[derive(Debug)]
pub struct Setting<'a> {
    /// The toggle.
    pub name: &'a str,
    /// The toggles of the program, if they are known.
    pub program: Option<&'a Inventory>,
    /// The variables of the program.
    pub variables: Vec<(OsString, OsString)>,
    /// The environment that the program runs in, unless a variable names it.
    pub environment: Option<&'a str>,
    /// The time that the program uses as now.
    pub at: Timestamp,
}

impl Setting<'_> {
    /// Sets the program up with these files. It also knows the toggles that only `others` name.
    ///
    /// # Errors
    ///
    /// If the toggle's name is invalid, or the runtime refuses the files.
    pub fn with(&self, files: &[ToggleFile], others: &[ToggleFile], notes: Notes<'_>) -> Result<LoadedProgram> {
        let variables = self.variables.clone();
        let environment =
            self.environment.map(OsString::from).or_else(|| __admin::variable(&variables, __admin::STAGE));
        let environment = environment.map(|environment| environment.to_string_lossy().into_owned());
        let named: Vec<_> = files.iter().chain(others).flat_map(|file| file.names().toggles).collect();
        let mut required = Vec::new();
        let program = if let Some(inventory) = self.program {
            program(inventory, variables)
        } else {
            name::check(self.name)?;
            required = required_by(self.name, &named);
            let names: BTreeSet<&str> = named
                .iter()
                .flat_map(|(name, requires)| requires.iter().chain([name]))
                .map(String::as_str)
                .filter(|name| name::check(name).is_ok())
                .chain([self.name])
                .collect();
            program_of_any(names, variables)
        };
        let sources = files.iter().fold(once(), |builder, file| file.add_to(builder, environment.as_deref()));
        // The files that cannot be read are reported with the decision.
        program.install(in_environment(sources, environment.as_deref()))?;
        program
            .problems()
            .iter()
            .filter(|problem| is_of_no_toggle(problem))
            .for_each(|problem| notes.note(&problem.to_string()));
        required.retain(|name| program.explain(name).source == __admin::DEFAULT);
        let texts: Vec<String> = files.iter().flat_map(ToggleFile::texts).collect();
        let mut loaded = LoadedProgram {
            name: self.name.to_owned(),
            program,
            at: self.at,
            environment,
            warnings: Vec::new(),
            is_unset: false,
            declared: texts.iter().filter_map(|text| Declared::of(text).ok()?).collect(),
            rule_attributes: texts
                .iter()
                .map(|text| rule_attributes::attributes(text))
                .collect::<Option<Vec<_>>>()
                .map(union),
            unknown: required,
            is_known: self.program.is_some(),
        };
        loaded.warnings.extend(loaded.unset(&named));
        loaded.is_unset = !loaded.warnings.is_empty();
        Ok(loaded)
    }
}

fn union(sets: Vec<BTreeSet<String>>) -> BTreeSet<String> {
    sets.into_iter().flatten().collect()
}

/// Returns the toggle file that the variable `TOGGLE_FILE` names, which may be missing.
fn of_variable(variables: &[(OsString, OsString)]) -> Vec<ToggleFile> {
    __admin::variable(variables, __admin::FILE).map(|path| ToggleFile::named(path.into())).into_iter().collect()
}

impl LoadedProgram {
    /// Returns the warning about a toggle that nothing sets, if the program is not known either.
    fn unset(&self, named: &[(String, Vec<String>)]) -> Option<String> {
        let is_named = |(name, requires): &(String, Vec<String>)| *name == self.name || requires.contains(&self.name);
        if self.is_known || named.iter().any(is_named) {
            return None;
        }
        let decision = self.program.explain(&self.name);
        let says = |step: &Step| step.source != __admin::DEFAULT && (step.state.is_some() || step.error.is_some());
        if decision.trace.iter().any(says) {
            return None;
        }
        let names = named.iter().map(|(name, _)| name.as_str());
        let advice = match nearest(&self.name, names) {
            Some(nearest) => name::did_you_mean(&self.name, nearest),
            None => "`--binary` shows whether the program has such a toggle".to_owned(),
        };
        Some(format!("no file and no variable sets `{}`; {advice}", self.name))
    }

    /// Returns the decision for a subject. If the program is not known, the declared default has no state.
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

    /// Returns the attributes with the types that the files declare. Notes each one of another type and each undeclared
    /// one.
    ///
    /// # Errors
    ///
    /// If an attribute is given twice.
    pub fn attributes(&self, written: &[Written], notes: Notes<'_>) -> Result<Attributes> {
        let is_text = |name: &str| self.declared.iter().any(|declared| declared.is_text(name));
        let attributes = attributes_of(written, is_text)?;
        for (name, value) in &attributes {
            if let Some(fault) = self.fault(name, value).or_else(|| self.overlooked(name)) {
                notes.note(&fault);
            }
        }
        Ok(attributes)
    }

    /// Notes the attributes that do not match their declarations.
    pub fn note_faults(&self, attributes: &Attributes, notes: Notes<'_>) {
        attributes.iter().filter_map(|(name, value)| self.fault(name, value)).for_each(|fault| notes.note(&fault));
    }

    /// Returns the fault of an attribute that does not match its declaration. One file's declaration is enough.
    fn fault(&self, name: &str, value: &Attribute) -> Option<String> {
        let mut tables: Vec<_> = self.declared.iter().filter(|declared| declared.has(name)).collect();
        if tables.is_empty() {
            tables.extend(self.declared.first());
        }
        tables.into_iter().find_map(|declared| declared.fault(name, value))
    }

    /// Returns the fault of an attribute that no file declares and no rule uses.
    fn overlooked(&self, name: &str) -> Option<String> {
        if self.declared.iter().any(|declared| declared.has(name)) {
            return None;
        }
        let known = self.rule_attributes.as_ref().filter(|known| !known.contains(name))?;
        let nearest = nearest(name, known.iter().map(String::as_str));
        let hint = nearest.map(|nearest| format!("; {}", name::did_you_mean(name, nearest))).unwrap_or_default();
        Some(format!("no rule uses the attribute `{name}`{hint}"))
    }

    /// Notes that a rollout needs a targeting key, if the subject has none.
    pub fn note_missing_key(&self, who: &dyn Targeting, notes: Notes<'_>) {
        if self.program.lacks_key(&self.name, who, self.at) {
            notes.note(&format!("a rollout of `{}` needs a targeting key; give one with `--key`", self.name));
        }
    }

    /// Notes the required toggles whose unknown default the decision depends on.
    pub fn note_unknown(&self, decision: &Decision, notes: Notes<'_>) {
        if decision.rule.as_deref() == Some("requires") && !self.unknown.is_empty() {
            let names = self.unknown.join("`, `");
            notes.note(&format!(
                "`{}` requires `{names}`, and without `--binary` its default is not known; it counts as off",
                self.name
            ));
        }
    }
}

/// Returns the current time, cut to the second for readability.
pub fn this_second() -> Timestamp {
    let now = __admin::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// Returns whether a value stands for a declared default that is not known.
pub fn is_unknown(value: &Value) -> bool {
    matches!(value, Value::Text(text) if **text == *NOT_KNOWN)
}

/// Returns the value as it is shown if the declared default is not known.
pub fn as_declared(value: &Value) -> Value {
    if is_unknown(value) { "as the program declares it".into() } else { value.clone() }
}

/// Returns the names in a file or in the files of a directory. A file that cannot be read has none.
pub fn names(path: &Path) -> Names {
    ToggleFile::named(path.to_owned()).names()
}

/// Returns the toggles that one requires, with the ones that those require, in any file.
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

/// Returns whether a problem concerns no toggle: a misspelt or invalid environment, or invalid attributes of the
/// process.
fn is_of_no_toggle(problem: &Problem) -> bool {
    match problem {
        Problem::UnknownEnvironment { .. } => true,
        Problem::InvalidState { name, place, .. } => {
            name.starts_with("environment.")
                || matches!(place, ProblemPlace::Variable(variable) if variable == __admin::CONTEXT)
        }
        _ => false,
    }
}

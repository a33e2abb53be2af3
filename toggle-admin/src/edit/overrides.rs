//! The states that override the edited entry: in environment sections, pins and variables.

use std::{
    env,
    ffi::OsString,
    fmt::{self, Display},
};

use crate::{
    inventory::{Inventory, Pin},
    program::{once, program, program_of_any},
};
use serde::Serialize;
use toggle_syntax::name;
use toml_edit::{Document, Item, TableLike};

use super::{
    current::{EntryContent, MONITORING, SHOWN},
    refusal::{parse, position},
    slot::{ENVIRONMENT, Slot},
    spans,
};

/// A state that overrides the edited entry in some programs.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Override {
    by: By,
    /// The name of the environment, the program or the variable.
    name: String,
    /// The overriding state.
    state: String,
    /// The line of the file, or the place in the code.
    place: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum By {
    /// The section of an environment has its own entry.
    Environment,
    /// A program is built with the toggle pinned.
    Pin,
    /// The variables of this process have a state.
    Variable,
}

/// Returns the states that override the entry of a text. Messages name the file `file`.
pub(super) fn of(text: &str, slot: Slot<'_>, file: &str, programs: &[Inventory]) -> Vec<Override> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut overriding_entries = Vec::new();
    if let (None, Ok(document)) = (slot.environment, parse(body)) {
        overriding_entries.extend(sections(&document, body, slot, file));
    }
    overriding_entries.extend(programs.iter().filter_map(|program| pin(program, slot.name)));
    overriding_entries.extend(variable(slot.name, programs.first()));
    overriding_entries
}

fn sections(document: &Document<&str>, body: &str, slot: Slot<'_>, file: &str) -> Vec<Override> {
    let environments = document.get(ENVIRONMENT).and_then(Item::as_table_like);
    let overriding = |environment: &str| {
        let entry = Slot { environment: Some(environment), ..slot }.find(document, body).ok()??;
        let content = EntryContent::of(entry.item, slot.ty);
        let is_only_monitored = content.is_monitored() && content.keys().iter().all(|key| MONITORING.contains(key));
        let (line, column) = position(body, spans::start(entry.key));
        (!is_only_monitored).then(|| Override {
            by: By::Environment,
            name: environment.to_owned(),
            state: content.cut(SHOWN),
            place: Some(format!("{file}:{line}:{column}")),
        })
    };
    environments.into_iter().flat_map(TableLike::iter).filter_map(|(environment, _)| overriding(environment)).collect()
}

fn pin(program: &Inventory, name: &str) -> Option<Override> {
    let toggle = program.find(name)?;
    let (Pin::To(_) | Pin::InPart(_)) = toggle.pin() else { return None };
    let paths: Vec<&str> = program.artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
    let place = toggle.place().map(ToString::to_string);
    Some(Override { by: By::Pin, name: paths.join(", "), state: toggle.pin().to_string(), place })
}

/// Returns the state of the toggle in the variables of this process, as the runtime reads them.
fn variable(name: &str, inventory: Option<&Inventory>) -> Option<Override> {
    let own = name::variable(name);
    let variables: Vec<(OsString, OsString)> =
        env::vars_os().filter(|(variable, _)| *variable == *own || variable == LIST).collect();
    if variables.is_empty() {
        return None;
    }
    let program =
        inventory.map_or_else(|| program_of_any([name], variables.clone()), |one| program(one, variables.clone()));
    program.install(once()).ok()?;
    let step = program.explain(name).trace.into_iter().find(|step| step.source == VARIABLES)?;
    let (state, place) = (step.state?.to_string(), step.place.unwrap_or(own));
    Some(Override { by: By::Variable, name: place, state, place: None })
}

/// The variable that lists the states of several toggles.
const LIST: &str = "TOGGLES";
/// The name of the source of variables in a trace.
const VARIABLES: &str = "environment";

/// Displays the override on one line.
impl Display for Override {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by, name, state, place } = self;
        match by {
            By::Environment => write!(f, "  in {name}, its own entry overrides it: {state}")?,
            By::Pin => write!(f, "  in {name}, it is pinned: {state}")?,
            By::Variable => write!(f, "  where {name} is set as it is here, it overrides the file: {state}")?,
        }
        place.as_ref().map_or(Ok(()), |place| write!(f, " ({place})"))
    }
}

//! The environment: `TOGGLE_<NAME>` for one toggle, `TOGGLES` for several.

use std::{collections::HashSet, ffi::OsString};

use toggle_syntax::name::VARIABLE_PREFIX;

use crate::{
    problem::Problem,
    registry::{Catalogue, Variable},
    source::States,
};

/// What decisions and messages call this source.
pub(crate) const NAME: &str = "environment";
/// Sets several toggles: `new-checkout=on,beta-search=off`.
const LIST: &str = "TOGGLES";
/// Names the file that is read where none is given in code.
pub(crate) const FILE: &str = "TOGGLE_FILE";
/// Names the stage in which the program runs, where none is given in code.
pub(crate) const STAGE: &str = "TOGGLE_ENVIRONMENT";

/// The variables with the toggle prefix that mean something else.
pub(crate) const RESERVED: [(&str, &str); 2] =
    [(FILE, "the path of the toggle file"), (STAGE, "the stage in which the program runs")];

/// The states that these variables set. Of the list, what a variable of its own sets is left out.
pub(crate) fn states(variables: impl IntoIterator<Item = (OsString, OsString)>, catalogue: &Catalogue) -> States {
    let mut states = States::new();
    let mut list = None;
    let mut single = HashSet::new();
    for (variable, value) in variables {
        let Some(variable) = variable.to_str() else { continue };
        if variable == LIST {
            list = Some(value);
        } else if variable.starts_with(VARIABLE_PREFIX) && !RESERVED.iter().any(|(name, _)| *name == variable) {
            match catalogue.variable(variable) {
                Some(Variable::Sets(toggle)) => {
                    single.insert(toggle);
                    set(&mut states, toggle, value.to_str(), variable);
                }
                // The collision is reported with the toggles.
                Some(Variable::Shared) => {}
                None => states.report(Problem::UnknownName {
                    name: variable.to_owned(),
                    place: NAME.to_owned(),
                    nearest: catalogue.nearest_variable(variable),
                }),
            }
        }
    }
    if let Some(list) = list {
        read_list(&mut states, list.to_str(), &single);
    }
    states
}

fn set(states: &mut States, toggle: &str, word: Option<&str>, place: &str) {
    match word {
        Some(word) => states.set_text(toggle, word.trim(), place),
        None => states.set_invalid(toggle, "the value is not Unicode", place),
    }
}

fn read_list(states: &mut States, list: Option<&str>, single: &HashSet<&str>) {
    let invalid = |states: &mut States, name: &str, message: &str| {
        states.report(Problem::InvalidState {
            name: name.to_owned(),
            place: LIST.to_owned(),
            message: message.to_owned(),
        });
    };
    let Some(list) = list else { return invalid(states, LIST, "the value is not Unicode") };
    let mut seen = HashSet::new();
    for entry in list.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        let Some((toggle, word)) = entry.split_once('=').map(|(toggle, word)| (toggle.trim(), word)) else {
            invalid(states, entry, "expected `name=state`, as in `TOGGLES=\"new-checkout=on,beta-search=off\"`");
            continue;
        };
        if !seen.insert(toggle) {
            invalid(states, toggle, "it is in the list twice, so the first counts; keep one");
        } else if !single.contains(toggle) {
            set(states, toggle, Some(word), LIST);
        }
    }
}

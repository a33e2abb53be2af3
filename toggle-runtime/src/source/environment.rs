//! The environment: `TOGGLE_<ENVIRONMENT>` for one toggle, `TOGGLES` for several.

use std::ffi::OsString;

use toggle_rules::short;
use toggle_syntax::{
    name::{PIN_PREFIX, VARIABLE_PREFIX},
    sorted::SortedSet,
};

use crate::{
    catalogue::{Catalogue, Variable},
    model::{
        names::ENVIRONMENT,
        problem::{Problem, ProblemPlace},
        variables::{CONTEXT, LIST, RESERVED, reserved},
    },
    source::{States, attributes::Attributes, service_links::ServiceLinks},
};

/// Returns the states that these variables set. A toggle's own variable overrides its entry in the list.
pub(crate) fn states(variables: impl IntoIterator<Item = (OsString, OsString)>, catalogue: &Catalogue) -> States {
    let variables: Vec<_> = variables.into_iter().collect();
    let mut links = ServiceLinks::among(&variables);
    // Variables may all be removed.
    let mut states = States::new().allow_empty();
    let mut list = None;
    let mut single = SortedSet::new();
    for (variable, value) in variables {
        let Some(variable) = variable.to_str() else { continue };
        if variable == LIST {
            list = Some(value);
        } else if variable == CONTEXT {
            read_context(&mut states, value.to_str());
        } else if links.take(variable, value.to_str(), catalogue) {
            // All variables of Services are reported together.
        } else if let Some(tail) = variable.strip_prefix(PIN_PREFIX) {
            report_pin(&mut states, variable, &format!("{VARIABLE_PREFIX}{tail}"), value.to_str(), catalogue);
        } else if let Some(meant) = meant(variable, value.to_str().unwrap_or_default(), catalogue) {
            states.report(Problem::UnknownName {
                name: variable.to_owned(),
                place: ProblemPlace::Source(ENVIRONMENT.to_owned()),
                nearest: Some(meant),
            });
        } else if variable.starts_with(VARIABLE_PREFIX) && reserved(variable).is_none() {
            match catalogue.variable(variable) {
                Some(Variable::Sets(toggle)) => {
                    single.insert(toggle);
                    set(&mut states, toggle, value.to_str(), variable);
                }
                // The collision is reported with the toggles.
                Some(Variable::Shared) => {}
                None => states.report(Problem::UnknownName {
                    name: variable.to_owned(),
                    place: ProblemPlace::Source(ENVIRONMENT.to_owned()),
                    nearest: catalogue.nearest_variable(variable),
                }),
            }
        }
    }
    if let Some(list) = list {
        read_list(&mut states, list.to_str(), &single);
    }
    if let Some(problem) = links.into_problem() {
        states.report(problem);
    }
    states
}

/// Returns the correct name of a variable in another case, or of `TOGGLE` for the list, if it was probably meant.
fn meant(variable: &str, value: &str, catalogue: &Catalogue) -> Option<String> {
    let upper = variable.to_ascii_uppercase();
    if upper == LIST || format!("{upper}S") == LIST {
        // Other programs may have variables of these names, but without toggles of this program in them.
        let names = entries(value).filter_map(|entry| entry.split_once('=')).map(|(name, _)| name.trim());
        return names.into_iter().any(|name| catalogue.find(name).is_some()).then(|| LIST.to_owned());
    }
    // If names of variables have no case, the name is the same.
    if upper == variable || cfg!(windows) {
        return None;
    }
    let is_known = RESERVED.contains(&&*upper) || catalogue.variable(&upper).is_some();
    is_known.then_some(upper)
}

/// Returns the entries of the list.
fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|entry| !entry.is_empty())
}

/// Reports a pin's variable at run time. The variable has no effect on the running program, but the user may expect
/// one, unless the value equals the pin of the build.
fn report_pin(states: &mut States, variable: &str, of_toggle: &str, word: Option<&str>, catalogue: &Catalogue) {
    match catalogue.variable(of_toggle) {
        Some(Variable::Sets(toggle)) => {
            let found = catalogue.find(toggle);
            let pin = found.and_then(|position| catalogue.get(position)?.pin.as_ref());
            let means = |position| catalogue.for_target(position, |target| target.word(word?.trim()).ok());
            if pin.is_some() && found.and_then(means).as_ref() == pin {
                return;
            }
            let built = pin.map_or("not pinned".to_owned(), |pin| format!("pinned to `{pin}`"));
            states.report(Problem::InvalidState {
                name: toggle.to_owned(),
                place: ProblemPlace::Variable(variable.to_owned()),
                message: format!("it was {built} at build time, and this variable cannot change it any more"),
            });
        }
        // Each toggle that shares the variable may have been pinned.
        Some(Variable::Shared) => {}
        None => {
            states.report(Problem::UnknownName {
                name: variable.to_owned(),
                place: ProblemPlace::Source(ENVIRONMENT.to_owned()),
                nearest: catalogue.nearest_pin(variable),
            });
        }
    }
}

fn set(states: &mut States, toggle: &str, word: Option<&str>, variable: &str) {
    states.set_variable(toggle, word.map(str::trim).ok_or("the value is not Unicode"), variable);
}

fn read_context(states: &mut States, text: Option<&str>) {
    let report = |states: &mut States, name: &str, message: String| {
        let (name, place) = (short(name).into_owned(), ProblemPlace::Variable(CONTEXT.to_owned()));
        states.report(Problem::InvalidState { name, place, message });
    };
    let Some(text) = text else {
        report(states, CONTEXT, "the value is not Unicode".to_owned());
        return states.give(Attributes::unreadable());
    };
    let (attributes, faults) = Attributes::read(text);
    for fault in faults {
        report(states, fault.name.as_deref().unwrap_or(CONTEXT), fault.message);
    }
    states.give(attributes);
}

fn read_list(states: &mut States, list: Option<&str>, single: &SortedSet<&str>) {
    let invalid = |states: &mut States, name: &str, message: &str| {
        states.report(Problem::InvalidState {
            name: name.to_owned(),
            place: ProblemPlace::Variable(LIST.to_owned()),
            message: message.to_owned(),
        });
    };
    let Some(list) = list else { return invalid(states, LIST, "the value is not Unicode") };
    let mut seen = SortedSet::new();
    for entry in entries(list) {
        let Some((toggle, word)) = entry.split_once('=').map(|(toggle, word)| (toggle.trim(), word)) else {
            invalid(states, entry, "expected `name=state`, as in `TOGGLES=\"new-checkout=on,beta-search=off\"`");
            continue;
        };
        if !seen.insert(toggle) {
            invalid(states, toggle, "it is in the list twice, so the first applies; keep one");
        } else if !single.contains(toggle) {
            set(states, toggle, Some(word), LIST);
        }
    }
}

//! Verification of an edit by the runtime before anything is written, so that the rules of a valid state are
//! implemented once.

use crate::{
    inventory::Inventory,
    program::{once, program, program_of_names},
};
use anyhow::{Result, anyhow, bail};
use toggle_runtime::{
    __admin::{self, Names, Program},
    Problem, ProblemPlace, Source, SourceError, States,
};

use super::{
    current::{EntryContent, Table},
    document, refusal,
    request::{End, Request},
    slot::Slot,
};

/// The name of the text in messages, until a mistake is located in the arguments.
const SHOWN: &str = "text";

/// A mistake in the state of a toggle.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mistake {
    message: String,
    /// The line and the column. Both start at 1, and the column is in characters.
    at: Option<(usize, usize)>,
}

/// Refuses an edit for which the runtime reports a new problem. `before` is the entry in the old text.
///
/// The check runs for each of these programs. Without any, it runs for a program with all names in the file and the
/// edit.
///
/// # Errors
///
/// If there is such a problem.
pub(super) fn verify(
    programs: &[Inventory],
    slot: Slot<'_>,
    request: &Request,
    before: Option<&EntryContent>,
    old: &str,
    new: &str,
) -> Result<()> {
    let is_monitored = before.is_some_and(EntryContent::is_monitored);
    if let Request::Plain(_) = request
        && is_monitored
        && let Ok(alone) = document::edit("", slot, Some(request))
    {
        // In a table, the state could mean something else, such as a string, in an unknown program.
        verify(programs, slot, request, None, "", &alone.text)?;
    }
    // The base for comparison is the file without the state of the toggle.
    let nothing = is_monitored.then(|| Request::Table(Table::default()));
    let without = document::edit(old, slot, nothing.as_ref()).map_or_else(|_| old.to_owned(), |edited| edited.text);
    let base = match request {
        Request::Plain(_) | Request::Table(_) => without.as_str(),
        Request::Inline(_) | Request::Without(_) | Request::More(..) => old,
    };
    refuse_new(programs, slot, base, new, |mistake| place(mistake, slot, request, new))
}

/// Refuses a text for which the runtime reports a problem that `old` does not have, as [`verify`] does.
///
/// # Errors
///
/// If there is such a problem.
pub(super) fn restored(programs: &[Inventory], slot: Slot<'_>, old: &str, new: &str) -> Result<()> {
    refuse_new(programs, slot, old, new, |_| String::new())
}

fn refuse_new(
    programs: &[Inventory],
    slot: Slot<'_>,
    base: &str,
    new: &str,
    place: impl Fn(&Mistake) -> String,
) -> Result<()> {
    let names = document::names(new);
    let unknown = || program_of_names(names.iter().map(String::as_str));
    let mut messages: Vec<String> = Vec::new();
    let known = programs.iter().map(Some).chain(programs.is_empty().then_some(None));
    for inventory in known {
        let ask = |text: &str| {
            let program = inventory.map_or_else(unknown, |inventory| program(inventory, Vec::new()));
            mistakes(&program, slot, text)
        };
        let mut before = ask(base)?;
        for mistake in ask(new)? {
            if let Some(at) = before.iter().position(|other| other.message == mistake.message) {
                before.swap_remove(at);
                continue;
            }
            let message = place(&mistake) + &mistake.message;
            if !messages.contains(&message) {
                messages.push(message);
            }
        }
    }
    if messages.is_empty() { Ok(()) } else { bail!("`{}` cannot be set to that: {}", slot.name, messages.join("; ")) }
}

/// Returns the mistakes that a program reports about the toggle.
fn mistakes(program: &Program, slot: Slot<'_>, text: &str) -> Result<Vec<Mistake>> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    program.install(once().source(Text { body: body.to_owned(), environment: slot.environment.map(str::to_owned) }))?;
    let of_toggle = |problem| match problem {
        Problem::InvalidState { name, place, message, .. } if name == slot.name => {
            Some(Mistake { message, at: position(&place) })
        }
        Problem::Pinned { ref name, .. } if name == slot.name => {
            Some(Mistake { message: __admin::message(&problem), at: None })
        }
        _ => None,
    };
    Ok(program.problems().into_iter().filter_map(of_toggle).collect())
}

/// Returns all mistakes that the runtime reports in a text, for programs in each of its environments and in none. The
/// types of the toggles are not known.
///
/// # Errors
///
/// If the text is blank or is no toggle file.
pub(super) fn mistakes_of(text: &str, file: &str) -> Result<Vec<String>> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    refusal::parse(body).map_err(|refusal| anyhow!("{file}:{refusal}"))?;
    let names = document::names(text);
    let environments = Names::of(body).stages;
    let mut messages: Vec<String> = Vec::new();
    for environment in [None].into_iter().chain(environments.iter().map(|name| Some(name.clone()))) {
        States::from_toml(body, file, environment.as_deref()).map_err(|error| anyhow!("{error}"))?;
        let program = program_of_names(names.iter().map(String::as_str));
        program.install(once().source(Text { body: body.to_owned(), environment }))?;
        for problem in program.problems() {
            let message = match &problem {
                Problem::InvalidState { name, place, message, .. } => {
                    let at = position(place).map(|(line, column)| format!("{line}:{column}: ")).unwrap_or_default();
                    format!("{at}`{name}`: {message}")
                }
                problem => __admin::message(problem),
            };
            if !messages.contains(&message) {
                messages.push(message);
            }
        }
    }
    Ok(messages)
}

/// The text of a file that is not written yet.
struct Text {
    body: String,
    environment: Option<String>,
}

impl Source for Text {
    fn name(&self) -> String {
        SHOWN.to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        States::from_toml(&self.body, SHOWN, self.environment.as_deref())
    }
}

/// Returns the line and the column of a place.
fn position(place: &ProblemPlace) -> Option<(usize, usize)> {
    match place {
        ProblemPlace::File { line: Some(line), column: Some(column), .. } => {
            Some((usize::try_from(*line).ok()?, usize::try_from(*column).ok()?))
        }
        _ => None,
    }
}

/// Returns the position of a mistake in the arguments, if it is in a rule.
fn place(mistake: &Mistake, slot: Slot<'_>, request: &Request, new: &str) -> String {
    in_rule(mistake, slot, request, new)
        .map(|(rule, column)| format!("`--rule` {rule}, column {column}: "))
        .unwrap_or_default()
}

/// Returns the number of a rule in the arguments and the column in it. Both start at 1.
fn in_rule(mistake: &Mistake, slot: Slot<'_>, request: &Request, new: &str) -> Option<(usize, usize)> {
    let (line, column) = mistake.at?;
    let body = new.strip_prefix('\u{feff}').unwrap_or(new);
    let start: usize = body.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let at = start + body[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>();
    let rules = document::rules(body, slot);
    let (index, rule) = rules.iter().enumerate().find(|(_, rule)| rule.contains(&at))?;
    let first = match request {
        Request::Plain(_) | Request::Inline(_) | Request::Without(_) => return None,
        Request::Table(_) | Request::More(_, End::Front) => 0,
        Request::More(table, End::Back) => rules.len() - table.rules.len(),
    };
    Some((index.checked_sub(first)? + 1, body[rule.start..at].chars().count() + 1))
}

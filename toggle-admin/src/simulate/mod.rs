//! The simulation of a toggle for many users: how many get which value, and by which rule.

mod users;
mod share;
mod tally;
mod changes;
mod simulation;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use toggle_runtime::Context;

use self::{changes::Comparison, tally::Tally};
pub use self::{
    changes::{Change, Changes},
    share::{Part, Share},
    simulation::Simulation,
    users::Keys,
};
use crate::{
    context::{Written, attributes_of},
    notes::Notes,
    pipe::STANDARD_INPUT,
    question::Question,
};

/// Counts the users by value, and by the source or rule that decides. The users are read one by one, so there is no
/// limit to their number. With files in `against`, the simulation also has the users who get another value if these
/// files replace those of the question. `attributes` are those of users who do not have them.
///
/// # Errors
///
/// If a file or the binary cannot be read, or several inputs are the standard input.
pub fn simulate(
    question: &Question,
    keys: &Keys,
    against: &[PathBuf],
    attributes: &[Written],
    notes: Notes<'_>,
) -> Result<Simulation> {
    if matches!(keys, Keys::Input) {
        if question.reads_input() {
            bail!("the standard input cannot be both the program and the users");
        }
        if question.reads_configuration() || against.iter().any(|path| path == Path::new(STANDARD_INPUT)) {
            bail!("the standard input cannot be both the configuration and the users");
        }
    }
    attributes_of(attributes, |_| false)?;
    let (loaded, after) = question.load_twice(against, notes)?;
    let common = loaded.attributes(attributes, notes)?;
    let nobody = loaded.explain(&Context::default());
    let mut warnings = loaded.warnings.clone();
    if nobody.trace.is_empty() {
        // No toggle of the program has this name, so no user is counted.
        warn(&mut warnings, nobody.error.clone().unwrap_or_default(), notes);
    }
    let mut difference = None;
    let alone;
    let comparison;
    let tally: &Tally<'_> = if let Some(after) = &after {
        let mut compared = Comparison::new(&loaded, after, notes);
        keys.for_each(&common, notes, |user| compared.count(user))?;
        comparison = compared;
        let mistakes = [comparison.before(), comparison.after()].map(Tally::mistakes).concat();
        // A value that applies only because of a mistake would count as a change.
        if mistakes.is_empty() {
            let files = against.iter().map(|path| path.display().to_string()).collect();
            difference = Some(comparison.changes(files));
        }
        comparison.after().mistakes().into_iter().for_each(|mistake| warn(&mut warnings, mistake, notes));
        comparison.before()
    } else {
        let mut tally = Tally::new(&loaded, notes);
        keys.for_each(&common, notes, |user| drop(tally.count(user)))?;
        alone = tally;
        &alone
    };
    tally.mistakes().into_iter().for_each(|mistake| warn(&mut warnings, mistake, notes));
    Ok(Simulation {
        toggle: loaded.name.clone(),
        is_known: !nobody.trace.is_empty() && !loaded.is_unset,
        at: loaded.at.to_string(),
        environment: loaded.environment.clone(),
        users: tally.users(),
        values: tally.values(),
        parts: tally.parts(),
        against: difference,
        warnings,
    })
}

/// Notes a mistake once.
fn warn(warnings: &mut Vec<String>, mistake: String, notes: Notes<'_>) {
    if !warnings.contains(&mistake) {
        notes.note(&mistake);
        warnings.push(mistake);
    }
}

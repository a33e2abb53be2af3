//! The layer that results from new states of a source.

use toggle_rules::read::MAX_MISTAKES;
use toggle_syntax::sorted::SortedMap;

use crate::{
    base::clock,
    catalogue::Catalogue,
    model::{
        error::Error,
        problem::{Problem, ProblemPlace},
        unknown::Unknown,
    },
    registry::{
        circles,
        entry::Entry,
        layer::Layer,
        reading::{Before, MAX_UNKNOWN, OfFile, Read, Reading, Text, is_unknown},
    },
    source::{Parts, States},
};

/// The fault of a source that has lost all its states.
const EMPTY: &str = "is empty; to set no toggle, the source has to call `States::allow_empty`";

impl Layer {
    /// Returns the layer with the new `states` of its source, which are first checked against the toggles of the
    /// program.
    ///
    /// # Errors
    ///
    /// Returns the unknown names, if these are denied. The source's own treatment of them takes precedence. Returns the
    /// error of the source if it has lost all its states by accident.
    pub(super) fn updated(&self, states: States, catalogue: &Catalogue, unknown: Unknown) -> Result<Self, Error> {
        let is_empty = states.is_empty();
        if is_empty && !self.is_empty && !states.may_be_empty() {
            return Err(Error::source(&self.name, EMPTY.into()));
        }
        let Parts { settings, mut problems, mut unlisted, context, note, patterns, hidden, files, about } =
            states.into_parts();
        let before = Before::Whole { own: &self.entries, overlay: &self.overlay };
        let mut texts = vec![(Text { name: None, settings, hidden }, before)];
        let mut kept = vec![(patterns, note)];
        for (name, states) in files {
            let file = states.into_parts();
            problems.extend(file.problems);
            unlisted += file.unlisted;
            kept.push((file.patterns, file.note.map(|note| format!("{note} in {name}"))));
            let before = Before::File(self.files.get(&name));
            texts.push((Text { name: Some(name), settings: file.settings, hidden: file.hidden }, before));
        }
        let mut reading = Reading::new(catalogue, problems, unlisted);
        for (patterns, note) in kept {
            reading.keep(patterns, note);
        }
        let note = reading.note();
        let mut all = Read::default();
        let mut files = SortedMap::new();
        for (text, before) in texts {
            let name = text.name.clone();
            let read = reading.text(text, before);
            if let Some(name) = name {
                let of_file: OfFile = read.entries.iter().map(|(toggle, entry)| (toggle, entry.clone())).collect();
                files.insert(name, of_file);
            }
            all.lay(read);
        }
        let Read { mut entries, rest } = all;
        let Reading { mut problems, unknown_names, mut mistakes, patterns, .. } = reading;
        if let Some(count) = unknown_names.checked_sub(MAX_UNKNOWN).filter(|count| *count > 0) {
            problems.push(Problem::UnknownNames { source: self.name.clone(), count });
        }
        for problem in circles::refuse_within(&mut entries, self, &rest, catalogue) {
            mistakes += 1;
            problems.extend(Some(problem).filter(|_| mistakes <= MAX_MISTAKES));
        }
        if let Some(count) = mistakes.checked_sub(MAX_MISTAKES).filter(|count| *count > 0) {
            let (name, place) = (self.name.clone(), ProblemPlace::Source(self.name.clone()));
            problems.push(Problem::InvalidState { name, place, message: format!("it has {count} more mistakes") });
        }
        problems.extend(entries.iter().filter_map(|(toggle, entry)| contradicted(catalogue, toggle, entry)));
        let is_denied =
            |problem: &Problem| is_unknown(problem) || matches!(problem, Problem::UnknownEnvironment { .. });
        match self.unknown.unwrap_or(unknown) {
            Unknown::Deny if problems.iter().any(is_denied) => {
                problems.retain(is_denied);
                return Err(Error::unknown_names(&self.name, problems));
            }
            Unknown::Ignore => problems.retain(|problem| !is_unknown(problem)),
            Unknown::Deny | Unknown::Warn => {}
        }
        let context = context.map(|attributes| attributes.after(&self.context)).unwrap_or_default();
        let current_at = Some(about.stale.as_ref().map_or_else(clock::now, |stale| stale.since));
        let (name, problems, unknown) = (self.name.clone(), problems.into(), self.unknown);
        Ok(Self {
            name,
            entries,
            files,
            problems,
            context,
            note,
            patterns,
            about,
            current_at,
            is_empty,
            unknown,
            ..Self::default()
        })
    }
}

/// Returns the problem of an entry that contradicts the pin of its toggle.
fn contradicted(catalogue: &Catalogue, toggle: usize, entry: &Entry) -> Option<Problem> {
    let known = catalogue.get(toggle)?;
    let pin = known.pin.as_ref()?;
    let policy = entry.policy.as_ref().filter(|policy| policy.constant() != Some(pin))?;
    Some(Problem::Pinned { name: known.name.to_owned(), place: entry.place(), state: policy.state(), pin: pin.clone() })
}

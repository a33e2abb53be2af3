//! Checks of the texts of a source against the toggles of the program, and the merge of several texts.

use std::sync::Arc;

use toggle_rules::{
    Compiled, Mistake, Policy,
    read::{Hidden, MAX_MISTAKES, Part, STAGES},
    short,
};
use toggle_syntax::sorted::SortedMap;

use crate::{
    catalogue::Catalogue,
    model::problem::Problem,
    registry::entry::{ByToggle, Complaint, Entries, Entry},
    source::Setting,
};

/// The largest number of listed unknown names. A file with more of them is for another program, and may have one on
/// every line.
pub(super) const MAX_UNKNOWN: usize = 100;

/// The entries of a file by toggle. Sorted, because a directory has many files with few entries.
pub(super) type OfFile = SortedMap<usize, Entry>;

/// The settings of one text of a source.
pub(super) struct Text {
    /// The name of the file, if the source has several.
    pub(super) name: Option<Arc<str>>,
    pub(super) settings: Vec<Setting>,
    pub(super) hidden: Option<Hidden>,
}

/// The entries of one text.
#[derive(Default)]
pub(super) struct Read {
    pub(super) entries: Entries,
    /// The policies in the rest of the file for toggles that the environment section also has.
    pub(super) rest: ByToggle<Policy>,
}

/// The result of reading the texts of a source, so far.
pub(super) struct Reading<'c> {
    catalogue: &'c Catalogue,
    pub(super) problems: Vec<Problem>,
    /// The number of unknown names, including unlisted ones.
    pub(super) unknown_names: usize,
    /// The number of mistakes, including unlisted ones.
    pub(super) mistakes: usize,
    notes: Vec<String>,
    pub(super) patterns: Vec<Arc<Compiled>>,
}

impl<'c> Reading<'c> {
    /// Begins with the problems of all texts, and the number of further mistakes.
    pub(super) fn new(catalogue: &'c Catalogue, mut problems: Vec<Problem>, unlisted: usize) -> Self {
        let unknown_names = limit(&mut problems, is_unknown, MAX_UNKNOWN);
        let mistakes = limit(&mut problems, is_mistake, MAX_MISTAKES) + unlisted;
        Self { catalogue, problems, unknown_names, mistakes, notes: Vec::new(), patterns: Vec::new() }
    }

    /// Adds the patterns of a text, and its remark.
    pub(super) fn keep(&mut self, patterns: Vec<Arc<Compiled>>, note: Option<String>) {
        self.patterns.extend(patterns);
        self.notes.extend(note);
    }

    /// Returns the first remark, with the number of further ones.
    pub(super) fn note(&self) -> Option<String> {
        let first = self.notes.first()?;
        Some(match self.notes.len() - 1 {
            0 => first.clone(),
            more => format!("{first}, nor in {more} more"),
        })
    }

    /// Reads a text. `before` has its previous entries.
    pub(super) fn text(&mut self, text: Text, before: Before<'_>) -> Read {
        let mut read = Read::default();
        for setting in text.settings {
            self.setting(setting, before, &mut read);
        }
        let is_stage_hidden = match text.hidden {
            Some(Hidden::Stage) => true,
            Some(Hidden::Section) => self.catalogue.find(STAGES).is_none(),
            None => false,
        };
        if is_stage_hidden {
            // The toggles of the hidden section are unknown, so all toggles keep their previous entries.
            before.each(|toggle, entry| read.entries.insert(toggle, entry.clone()));
        }
        read
    }

    fn setting(&mut self, mut setting: Setting, before: Before<'_>, read: &mut Read) {
        let catalogue = self.catalogue;
        let Some(toggle) = catalogue.find(&setting.name) else {
            self.unknown_names += 1;
            if self.unknown_names > MAX_UNKNOWN {
                return;
            }
            setting.said.mistakes().into_iter().for_each(|mistake| self.list(&setting, mistake));
            self.mistakes += setting.said.tables.unlisted;
            let nearest = catalogue.nearest(&setting.name).map(str::to_owned);
            let (name, place) = (short(&setting.name).into_owned(), setting.origin.place());
            self.problems.push(Problem::UnknownName { name, place, nearest });
            return;
        };
        let statement = std::mem::take(&mut setting.said);
        let unlisted = statement.tables.unlisted;
        let checked = catalogue.for_target(toggle, |target| statement.checked(target));
        checked.mistakes().into_iter().for_each(|mistake| self.list(&setting, mistake));
        self.mistakes += unlisted;
        let tell = |mistake: &Mistake| Complaint { message: mistake.message.clone(), place: setting.place_of(mistake) };
        let entry = Entry::new(checked, before.get(toggle), setting.origin.clone(), tell);
        match (setting.part, read.entries.get_mut(toggle)) {
            (Part::Own, _) => read.entries.insert(toggle, entry),
            (Part::Below, Some(over)) => {
                if let Some(policy) = &entry.policy {
                    read.rest.insert(toggle, policy.clone());
                }
                over.overlay_on(entry);
            }
            (Part::Below, None) | (Part::Elsewhere, _) => {}
        }
    }

    fn list(&mut self, setting: &Setting, mistake: &Mistake) {
        self.mistakes += 1;
        if self.mistakes <= MAX_MISTAKES {
            self.problems.push(invalid(setting, mistake));
        }
    }
}

/// The previous entries of a text.
#[derive(Clone, Copy)]
pub(super) enum Before<'l> {
    /// The entries of the only text of a source: its own, and their replacements.
    Whole { own: &'l Entries, overlay: &'l Entries },
    /// The entries of a file, or `None` for a new file.
    File(Option<&'l OfFile>),
}

impl<'l> Before<'l> {
    fn get(self, toggle: usize) -> Option<&'l Entry> {
        match self {
            Self::Whole { own, overlay } => overlay.get(toggle).or_else(|| own.get(toggle)),
            Self::File(entries) => entries?.get(&toggle),
        }
    }

    fn each(self, mut take: impl FnMut(usize, &Entry)) {
        match self {
            Self::Whole { own, .. } => own.iter().for_each(|(toggle, entry)| take(toggle, entry)),
            Self::File(entries) => entries.into_iter().flatten().for_each(|(toggle, entry)| take(*toggle, entry)),
        }
    }
}

impl Read {
    /// Merges a later text over the earlier ones. Each part of a toggle comes from the later text, if that has the
    /// part.
    pub(super) fn lay(&mut self, over: Self) {
        for (toggle, entry) in over.entries.into_all() {
            let decides = entry.policy.is_some();
            let mut rest = over.rest.get(toggle).cloned();
            match self.entries.get_mut(toggle) {
                Some(under) => {
                    let under = std::mem::replace(under, entry);
                    rest = rest.or_else(|| under.policy.clone());
                    if let Some(over) = self.entries.get_mut(toggle) {
                        over.overlay_on(under);
                    }
                }
                None => self.entries.insert(toggle, entry),
            }
            if let Some(policy) = rest.filter(|_| decides) {
                self.rest.insert(toggle, policy);
            }
        }
    }
}

pub(super) fn is_unknown(problem: &Problem) -> bool {
    matches!(problem, Problem::UnknownName { .. } | Problem::UnknownNames { .. })
}

fn is_mistake(problem: &Problem) -> bool {
    matches!(problem, Problem::InvalidState { .. })
}

/// Keeps only the listed number of problems of a kind, and returns their total number.
fn limit(problems: &mut Vec<Problem>, is_of_kind: impl Fn(&Problem) -> bool, most: usize) -> usize {
    let mut count = 0;
    problems.retain(|problem| {
        count += usize::from(is_of_kind(problem));
        count <= most || !is_of_kind(problem)
    });
    count
}

fn invalid(setting: &Setting, mistake: &Mistake) -> Problem {
    let (name, place) = (short(&setting.name).into_owned(), setting.place_of(mistake));
    Problem::InvalidState { name, place, message: mistake.message.clone() }
}

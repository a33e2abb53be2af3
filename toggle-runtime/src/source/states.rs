use std::sync::Arc;

use toggle_rules::{
    Compiled, Mistake, RawState, Statement, Value,
    read::{Document, Hidden, MissingStage, Part},
};

use crate::{
    model::{
        error::SourceError,
        origin::Origin,
        problem::{Problem, ProblemPlace},
    },
    source::{attributes::Attributes, patterns::OfProcess},
};

/// Everything that a [`Source`](crate::Source) says: a set of named states, each with the place it comes from.
///
/// Whether the names are those of toggles, and whether these can have such states, is checked when the set is taken
/// over, not here. A name that is set twice has its last state.
#[derive(Debug, Clone, Default)]
pub struct States {
    settings: Vec<Setting>,
    problems: Vec<Problem>,
    /// The number of mistakes beside those that are listed.
    unlisted: usize,
    /// The attributes of the process.
    context: Option<Attributes>,
    /// What else is worth knowing of the source.
    note: Option<String>,
    /// The regular expressions of the states.
    patterns: Vec<Arc<Compiled>>,
    hidden: Option<Hidden>,
    /// The states of several files, by the name of each. Later ones lie over earlier ones, and over the rest.
    files: Vec<(Arc<str>, States)>,
}

/// What a set of states consists of.
pub(crate) struct Parts {
    pub(crate) settings: Vec<Setting>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) unlisted: usize,
    pub(crate) context: Option<Attributes>,
    pub(crate) note: Option<String>,
    pub(crate) patterns: Vec<Arc<Compiled>>,
    pub(crate) hidden: Option<Hidden>,
    pub(crate) files: Vec<(Arc<str>, States)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) origin: Origin,
    pub(crate) said: Statement,
    pub(crate) part: Part,
}

impl Setting {
    /// Returns the place of a mistake.
    pub(crate) fn place_of(&self, mistake: &Mistake) -> ProblemPlace {
        self.origin.place_of(mistake.at)
    }
}

impl States {
    /// No states.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a text says that is written like a [file](crate::_rules), for a program that runs in the stage
    /// `environment`. A store that holds such a text needs no more than this. `shown` is what messages call it.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, or past a [limit](crate::_sources#limits), and without the feature `rules`. A mistake
    /// in a single entry is reported when the set is taken over.
    ///
    /// ```
    /// # fn main() -> Result<(), toggle_runtime::SourceError> {
    /// let states = toggle_runtime::States::from_toml("new-checkout = \"25%\"", "store", Some("production"))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_toml(text: &str, shown: &str, environment: Option<&str>) -> Result<Self, SourceError> {
        let document = Document::read_with(text, environment, &OfProcess)?;
        let file: Arc<str> = shown.into();
        let mut states = Self {
            unlisted: document.unlisted,
            patterns: document.patterns,
            hidden: document.hidden,
            ..Self::default()
        };
        for (header, mistake) in document.others {
            let place = ProblemPlace::in_file(shown, mistake.at);
            states.report(Problem::InvalidState { name: header, place, message: mistake.message });
        }
        if let Some(MissingStage { name, nearest }) = document.missing {
            states.note = Some(format!("there is no section for the environment `{name}`"));
            let place = ProblemPlace::in_file(shown, None);
            states.problems.extend(nearest.map(|nearest| Problem::UnknownEnvironment { name, place, nearest }));
        }
        states.settings.extend(document.entries.into_iter().map(|entry| Setting {
            name: entry.name,
            origin: Origin::Text(file.clone(), entry.at),
            said: entry.said,
            part: entry.part,
        }));
        Ok(states)
    }

    /// Sets a toggle. `place` is for messages: a line of a file, a key of a store.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>, place: impl Into<String>) {
        self.push(name, Origin::Words(place.into()), Ok(RawState::Value(value.into())));
    }

    /// Sets a toggle to the state that a word of the configuration names, such as `on`, `25%` or a variant. A word that
    /// names none is reported when the set is taken over.
    pub fn set_text(&mut self, name: impl Into<String>, word: &str, place: impl Into<String>) {
        self.push(name, Origin::Words(place.into()), Ok(RawState::Word(word.to_owned())));
    }

    /// Says that something is set for this toggle that cannot be understood. It is reported, and the state that the
    /// source gave the toggle before stays; the other states of the set count.
    pub fn set_invalid(&mut self, name: impl Into<String>, message: impl Into<String>, place: impl Into<String>) {
        self.push(name, Origin::Words(place.into()), Err(vec![message.into().into()]));
    }

    /// Sets a toggle to the state that the word of a variable names.
    pub(crate) fn set_variable(&mut self, name: &str, word: Result<&str, &str>, variable: &str) {
        let written =
            word.map(|word| RawState::Word(word.to_owned())).map_err(|message| vec![message.to_owned().into()]);
        self.push(name, Origin::Variable(variable.to_owned()), written);
    }

    fn push(&mut self, name: impl Into<String>, origin: Origin, written: Result<RawState, Vec<Mistake>>) {
        let (name, said) = (name.into(), Statement::of_state(written));
        self.settings.push(Setting { name, origin, said, part: Part::Own });
    }

    /// What several files say, by the name of each. Later ones lie over earlier ones.
    pub(crate) fn of_files(files: impl IntoIterator<Item = (Arc<str>, Self)>) -> Self {
        Self { files: files.into_iter().collect(), ..Self::default() }
    }

    /// Adds a problem that belongs to no one toggle.
    pub(crate) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Gives the process attributes.
    pub(crate) fn give(&mut self, attributes: Attributes) {
        self.context = Some(attributes);
    }

    /// Does something with each setting, those of files among them.
    pub(crate) fn for_each_setting(&mut self, change: &mut impl FnMut(&mut Setting)) {
        self.settings.iter_mut().for_each(&mut *change);
        self.files.iter_mut().for_each(|(_, states)| states.for_each_setting(change));
    }

    pub(crate) fn into_parts(self) -> Parts {
        let Self { settings, problems, unlisted, context, note, patterns, hidden, files } = self;
        Parts { settings, problems, unlisted, context, note, patterns, hidden, files }
    }
}

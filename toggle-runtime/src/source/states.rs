//! The states of a source.

use std::{sync::Arc, time::SystemTime};

use toggle_rules::{
    Compiled, Mistake, RawState, Statement, Value,
    read::{Document, Hidden, MissingStage, Part, Wanted},
};

use crate::{
    base::clock,
    model::{
        error::SourceError,
        origin::Origin,
        problem::{Problem, ProblemPlace},
        source_status::Stale,
    },
    source::{Names, attributes::Attributes, patterns::OfProcess},
};

/// The whole content of a [`Source`](crate::Source): a set of named states, each with its place.
///
/// Names and states are not checked here. The check against the toggles of the program happens when the set is
/// applied. If a name is set twice, the last state applies.
///
/// ```
/// use toggle_runtime::States;
///
/// let mut states = States::new();
/// states.set("read-only", true, "row 1");
/// states.set_text("new-checkout", "25%", "row 2");
/// ```
#[derive(Debug, Clone, Default)]
pub struct States {
    settings: Vec<Setting>,
    problems: Vec<Problem>,
    /// The number of mistakes beyond the listed ones.
    unlisted: usize,
    /// The attributes of the process.
    context: Option<Attributes>,
    /// A remark about the source.
    note: Option<String>,
    /// The regular expressions of the states.
    patterns: Vec<Arc<Compiled>>,
    hidden: Option<Hidden>,
    /// The states of several files, by the name of each. Later files override earlier ones, and the other states.
    files: Vec<(Arc<str>, States)>,
    /// The number of entries of other programs that were skipped.
    skipped: usize,
    /// Whether the set means to be empty, if it is.
    may_be_empty: bool,
    about: About,
}

/// The facts about a whole set of states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct About {
    /// The name of this version of the states in the source.
    pub(crate) revision: Option<Arc<str>>,
    /// The age of states that do not come from the origin, and the reason.
    pub(crate) stale: Option<Stale>,
}

/// The parts of a set of states.
pub(crate) struct Parts {
    pub(crate) settings: Vec<Setting>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) unlisted: usize,
    pub(crate) context: Option<Attributes>,
    pub(crate) note: Option<String>,
    pub(crate) patterns: Vec<Arc<Compiled>>,
    pub(crate) hidden: Option<Hidden>,
    pub(crate) files: Vec<(Arc<str>, States)>,
    pub(crate) about: About,
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
    /// Returns an empty set of states.
    ///
    /// A set that is still empty when a running program applies it changes nothing, unless the set
    /// [may be empty](Self::allow_empty).
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the states from a text that is written like a [toggle file](crate::_rules).
    ///
    /// Use it in a source whose store holds such a text. `shown` is the name of the text in messages. `environment` is
    /// the environment in which the program runs. A text without anything but white space is an empty set, which a
    /// running program [refuses](Self::allow_empty); a text with a comment may be empty.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not TOML, if it exceeds a [limit](crate::_sources#limits), or without the
    /// feature `rules`. A mistake in a single entry is no error here: it is reported when the set is applied.
    ///
    /// ```
    /// # fn main() -> Result<(), toggle_runtime::SourceError> {
    /// let states = toggle_runtime::States::from_toml("new-checkout = \"25%\"", "store", Some("production"))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_toml(text: &str, shown: &str, environment: Option<&str>) -> Result<Self, SourceError> {
        Self::read(text, shown, environment, Wanted::All)
    }

    /// Reads the states of a program's toggles from a text that is written like a [toggle file](crate::_rules), and
    /// skips all other toggles.
    ///
    /// Use it instead of [`from_toml`](Self::from_toml) in a source that many programs share. A skipped entry costs
    /// neither time nor memory beyond the parsing of the text. Neither its name nor a mistake in it is reported.
    /// [`Source::set_names`](crate::Source::set_names) passes the names to a source.
    ///
    /// # Errors
    ///
    /// The same as those of [`from_toml`](Self::from_toml). The limit on rules does not count skipped entries.
    ///
    /// ```
    /// # fn main() -> Result<(), toggle_runtime::SourceError> {
    /// use toggle_runtime::{Names, SourceError, States};
    ///
    /// fn read(document: &str, names: &Names) -> Result<States, SourceError> {
    ///     States::from_toml_for(document, "shop", Some("production"), names)
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_toml_for(
        text: &str,
        shown: &str,
        environment: Option<&str>,
        names: &Names,
    ) -> Result<Self, SourceError> {
        Self::read(text, shown, environment, Wanted::Known(&|name| names.contains(name)))
    }

    /// Reads the states of a file, and keeps only the names and mistakes of toggles that the program does not have.
    pub(crate) fn of_file(
        text: &str,
        shown: &str,
        environment: Option<&str>,
        names: Option<&Names>,
    ) -> Result<Self, SourceError> {
        let is_known = |name: &str| names.is_none_or(|names| names.contains(name));
        Self::read(text, shown, environment, Wanted::KnownAndMistakes(&is_known))
    }

    fn read(text: &str, shown: &str, environment: Option<&str>, wanted: Wanted<'_>) -> Result<Self, SourceError> {
        let document = Document::read_with(text, environment, &OfProcess, wanted)?;
        let file: Arc<str> = shown.into();
        let mut states = Self {
            unlisted: document.unlisted,
            patterns: document.patterns,
            hidden: document.hidden,
            skipped: document.skipped,
            may_be_empty: !text.trim().is_empty(),
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

    /// Sets a toggle to a value. `place` is for messages: a line of a file, a key of a store.
    ///
    /// [`States`] has an example.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>, place: impl Into<String>) {
        self.push(name, Origin::Words(place.into()), Ok(RawState::Value(value.into())));
    }

    /// Sets a toggle to the state of a configuration word, such as `on`, `25%` or a variant. `place` is for messages.
    ///
    /// A word that is not a state is reported when the set is applied. [`States`] has an example.
    pub fn set_text(&mut self, name: impl Into<String>, word: &str, place: impl Into<String>) {
        self.push(name, Origin::Words(place.into()), Ok(RawState::Word(word.to_owned())));
    }

    /// Marks the entry of a toggle as mistaken. `place` is for messages.
    ///
    /// Use it if the store has an entry for the toggle that the source cannot read. The mistake is reported when the
    /// set is applied. The toggle keeps its last good state from this source, and the other states of the set apply.
    ///
    /// ```
    /// let mut states = toggle_runtime::States::new();
    /// states.set_invalid("new-checkout", "expected a boolean, found null", "row 7");
    /// ```
    pub fn set_invalid(&mut self, name: impl Into<String>, message: impl Into<String>, place: impl Into<String>) {
        self.push(name, Origin::Words(place.into()), Err(vec![message.into().into()]));
    }

    /// Lets the set remove all states of its source, if it is empty.
    ///
    /// An empty set is most often an accident: a table that was truncated, a document that was deleted, a query that
    /// found nothing. In a running program, such a set therefore changes nothing, and the source counts as
    /// [failed](crate::Problem::SourceFailed) until it has states again. Call this method where the source knows that
    /// it has no states, such as after an operator has removed the last one.
    ///
    /// A text of [`from_toml`](Self::from_toml) with nothing but a comment may always be empty. At set-up, every set
    /// may be empty, because there are no states to lose.
    ///
    /// ```
    /// use toggle_runtime::States;
    ///
    /// # let rows: Vec<(String, bool)> = Vec::new();
    /// let mut states = States::new().allow_empty();
    /// for (name, is_on) in rows {
    ///     states.set(name, is_on, "table toggles");
    /// }
    /// ```
    #[must_use]
    pub fn allow_empty(mut self) -> Self {
        self.may_be_empty = true;
        self
    }

    /// Sets the revision of the set: the name of this version in the source, such as a number or an HTTP entity tag.
    ///
    /// [`sources`](crate::sources()), [`explain`](crate::explain()), [`history`](crate::history) and events show the
    /// revision. The runtime never compares two revisions: a source that must not go back to an older revision checks
    /// that itself.
    ///
    /// ```
    /// # fn main() -> Result<(), toggle_runtime::SourceError> {
    /// use toggle_runtime::States;
    ///
    /// let states = States::from_toml("new-checkout = true", "shop", None)?.revision(812.to_string());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn revision(mut self, revision: impl Into<String>) -> Self {
        self.about.revision = Some(revision.into().into());
        self
    }

    /// Marks the set as stale: the states were read from the origin at the time `since`, and not now.
    ///
    /// Use it in a source that keeps its last good states on disk, and returns them while the origin cannot be read.
    /// `reason` says why the states are not current. The states apply. The staleness is a
    /// [problem](crate::Problem::StaleSource) until the source reports states without this mark, or
    /// [`Updates::unchanged`](crate::Updates::unchanged).
    ///
    /// ```
    /// # fn main() -> Result<(), toggle_runtime::SourceError> {
    /// use toggle_runtime::States;
    ///
    /// # let directory = tempfile::tempdir()?;
    /// # let path = directory.path().join("shop.toml");
    /// # std::fs::write(&path, "new-checkout = true")?;
    /// let since = std::fs::metadata(&path)?.modified()?;
    /// let states = States::from_toml(&std::fs::read_to_string(&path)?, "shop", None)?;
    /// let states = states.stale(since, "connection refused");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn stale(mut self, since: SystemTime, reason: impl Into<String>) -> Self {
        self.about.stale = Some(Stale { since: clock::timestamp(since), reason: reason.into() });
        self
    }

    /// Sets a toggle to the state of a variable's word.
    pub(crate) fn set_variable(&mut self, name: &str, word: Result<&str, &str>, variable: &str) {
        let written =
            word.map(|word| RawState::Word(word.to_owned())).map_err(|message| vec![message.to_owned().into()]);
        self.push(name, Origin::Variable(variable.to_owned()), written);
    }

    fn push(&mut self, name: impl Into<String>, origin: Origin, written: Result<RawState, Vec<Mistake>>) {
        let (name, said) = (name.into(), Statement::of_state(written));
        self.settings.push(Setting { name, origin, said, part: Part::Own });
    }

    /// Returns the states of several files, by the name of each. Later files override earlier ones.
    pub(crate) fn of_files(files: impl IntoIterator<Item = (Arc<str>, Self)>) -> Self {
        Self { files: files.into_iter().collect(), may_be_empty: true, ..Self::default() }
    }

    /// Returns whether the set has nothing at all: neither a state nor a mistake.
    pub(crate) fn is_empty(&self) -> bool {
        let Self { settings, problems, unlisted, skipped, context, hidden, files, .. } = self;
        settings.is_empty()
            && problems.is_empty()
            && *unlisted == 0
            && *skipped == 0
            && context.is_none()
            && hidden.is_none()
            && files.iter().all(|(_, states)| states.is_empty())
    }

    /// Returns whether the set may be empty.
    pub(crate) fn may_be_empty(&self) -> bool {
        self.may_be_empty
    }

    /// Adds a problem that belongs to no single toggle.
    pub(crate) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Sets the attributes of the process.
    pub(crate) fn give(&mut self, attributes: Attributes) {
        self.context = Some(attributes);
    }

    /// Calls a function with each setting, including those of files.
    pub(crate) fn for_each_setting(&mut self, change: &mut impl FnMut(&mut Setting)) {
        self.settings.iter_mut().for_each(&mut *change);
        self.files.iter_mut().for_each(|(_, states)| states.for_each_setting(change));
    }

    pub(crate) fn into_parts(self) -> Parts {
        let Self { settings, problems, unlisted, context, note, patterns, hidden, files, about, .. } = self;
        Parts { settings, problems, unlisted, context, note, patterns, hidden, files, about }
    }
}

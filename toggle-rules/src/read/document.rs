//! A whole configuration: toggles, segments and environments.

use std::{collections::HashSet, sync::Arc};

use toggle_syntax::{keys::Keyword, name, sorted::SortedMap};
use toml_spanner::{Arena, Item, Key, Span, Table, Value as TomlValue};

use super::{
    condition::pattern_texts,
    declared::Declared,
    entry::{Entry, Hidden, MissingStage, Part, Wanted},
    error::ParseError,
    limits::{MAX_ENTRIES, MAX_MISTAKES, MAX_SEGMENTS, MAX_STAGES, too_long},
    lines::Lines,
    misplaced::Owner,
    reader::{Reader, has, in_order},
    segments::{Described, Segments},
    size,
    words::{self, ATTRIBUTES, SEGMENTS, STAGES, Section},
};
use crate::{
    patterns::{Compiled, KnownPatterns, Patterns},
    spanned::Mistake,
};

/// The content of a configuration.
#[derive(Debug, Default)]
pub struct Document {
    /// The entries of toggles.
    pub entries: Vec<Entry>,
    /// The mistakes outside of the entries, in segments or environments, each with the header of its section.
    pub others: Vec<(String, Mistake)>,
    /// The number of mistakes past the limit of listed ones.
    pub unlisted: usize,
    /// The environments that have a section.
    pub stages: Vec<String>,
    /// The program's environment, if the file has sections for other environments only.
    pub missing: Option<MissingStage>,
    /// The compiled regular expressions. As long as the caller keeps them, they are not compiled again.
    pub patterns: Vec<Arc<Compiled>>,
    /// The mistake that hides the whole section of the program's environment.
    pub hidden: Option<Hidden>,
    /// The declared attributes, if the file has this section.
    pub declared: Option<Arc<Declared>>,
    /// The number of skipped entries.
    pub skipped: usize,
}

impl Document {
    /// Parses a configuration for a program that runs in the environment `stage`.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, or exceeds a limit.
    pub fn read(text: &str, stage: Option<&str>) -> Result<Self, ParseError> {
        Self::read_with(text, stage, &(), Wanted::All)
    }

    /// Parses a configuration like [`read`](Self::read), takes known regular expressions from a cache, and keeps only
    /// the entries of wanted names.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, or exceeds a limit.
    pub fn read_with(
        text: &str,
        stage: Option<&str>,
        known: &dyn KnownPatterns,
        wanted: Wanted<'_>,
    ) -> Result<Self, ParseError> {
        let arena = Arena::new();
        let parsed = parse(text, &arena)?;
        let (table, stage) = (parsed.table(), stage.map(str::trim));
        let reader = Reader::of(text, patterns(table, stage, known, wanted));
        let mut reading = Reading { reader, document: Self::default(), segments: 0, wanted };
        reading.document(table, stage);
        let Reading { reader, document, .. } = reading;
        match reader.excess {
            Some(excess) => Err(excess),
            None => Ok(Self {
                unlisted: document.unlisted + reader.unlisted,
                patterns: reader.patterns.into_kept(),
                declared: reader.declared,
                ..document
            }),
        }
    }

    /// Checks that a text is TOML and within the limits that parsing alone reveals.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, or exceeds a limit.
    pub fn check(text: &str) -> Result<(), ParseError> {
        parse(text, &Arena::new()).map(drop)
    }
}

/// Parses a text after checking its size.
pub(super) fn parse<'t>(text: &'t str, arena: &'t Arena) -> Result<toml_spanner::Document<'t>, ParseError> {
    if let Some(message) = too_long(text.len() as u64) {
        return Err(ParseError::of_text(format!("the text {message}")));
    }
    size::check(text).map_err(|excess| {
        let at = u32::try_from(excess.at).unwrap_or(u32::MAX);
        ParseError::at(Lines::of(text).position(Span::new(at, at)), excess.message)
    })?;
    toml_spanner::parse(text, arena).map_err(|error| ParseError::new(&error, text))
}

struct Reading<'t> {
    reader: Reader<'t>,
    document: Document,
    /// The number of segments so far.
    segments: usize,
    wanted: Wanted<'t>,
}

impl Reading<'_> {
    fn document(&mut self, table: &Table<'_>, stage: Option<&str>) {
        if let Some(attributes) = section(table, ATTRIBUTES) {
            self.reader.declare(attributes);
            self.note(ATTRIBUTES);
            if self.reader.is_past_limit() {
                return;
            }
        }
        let of_all = Segments { own: self.segments(table, SEGMENTS), rest: None };
        // The rules in the rest of the file use the segments of the environment as well.
        let mut segments = &of_all;
        let overlaid;
        if let Some(stages) = section(table, STAGES) {
            let mut of_ours = None;
            for (name, value) in in_order(stages) {
                if self.reader.is_past_limit() {
                    return;
                }
                let is_ours = stage == Some(name.name);
                self.document.stages.push(name.name.to_owned());
                self.reader.limit(self.document.stages.len(), MAX_STAGES, "environments", name.span);
                let own = self.stage(name, value, &of_all, if is_ours { Part::Own } else { Part::Elsewhere });
                of_ours = of_ours.or(Some(own).filter(|_| is_ours));
            }
            match (of_ours, stage) {
                (Some(of_ours), _) => {
                    overlaid = of_ours;
                    segments = &overlaid;
                }
                (None, Some(stage)) => self.missing(stage, stages),
                (None, None) => {}
            }
        } else if stage.is_some() && has(table, Section::Stages) {
            self.document.hidden = Some(Hidden::Section);
        }
        let ours = stage.and_then(|stage| section(section(table, STAGES)?, stage));
        let of_ours = ours.into_iter().flatten().filter(|(name, value)| section_of_stage(name, value).is_none());
        let of_stage: HashSet<&str> = of_ours.map(|(name, _)| name.name).collect();
        for (name, value) in in_order(table) {
            if section_of(name, value).is_none() {
                let part = if of_stage.contains(name.name) { Part::Below } else { Part::Own };
                self.entry(name, value, segments, part);
            }
        }
    }

    /// Reads the section of an environment, and returns the segments that its rules see.
    fn stage<'r>(&mut self, name: &Key<'_>, value: &Item<'_>, rest: &'r Segments<'r>, part: Part) -> Segments<'r> {
        let mut segments = Segments { rest: Some(rest), ..Segments::default() };
        let header = format!("{STAGES}.{}", name.name);
        let Some(table) = self.reader.table(value, "a table with the states of this environment") else {
            self.note(&header);
            if part == Part::Own {
                self.document.hidden = Some(Hidden::Stage);
            }
            return segments;
        };
        segments.own = self.segments(table, &format!("{header}.{SEGMENTS}"));
        for (name, value) in in_order(table) {
            match section_of_stage(name, value) {
                None => self.entry(name, value, &segments, part),
                Some(SectionOfStage::Segments) => {}
                Some(SectionOfStage::Attributes) => {
                    let message =
                        format!("attributes are declared once for the whole file; write them into `[{ATTRIBUTES}]`");
                    self.reader.wrong(name.span, message);
                    self.note(&format!("{header}.{ATTRIBUTES}"));
                }
            }
        }
        segments
    }

    /// Reads the segments of a table.
    fn segments(&mut self, table: &Table<'_>, header: &str) -> SortedMap<String, Described> {
        let mut segments = Vec::new();
        for (name, value) in section(table, SEGMENTS).map(in_order).unwrap_or_default() {
            self.segments += 1;
            self.reader.limit(self.segments, MAX_SEGMENTS, "segments", name.span);
            if self.reader.is_past_limit() {
                break;
            }
            let condition = self.reader.condition(value, Owner::Segment);
            self.note(&format!("{header}.{}", name.name));
            let described = condition.map_or(Described::ByMistake, Described::As);
            segments.push((name.name.to_owned(), described));
        }
        segments.into_iter().collect()
    }

    fn entry(&mut self, name: &Key<'_>, value: &Item<'_>, segments: &Segments<'_>, part: Part) {
        self.reader.limit(
            self.document.entries.len() + self.document.skipped + 1,
            MAX_ENTRIES,
            "toggles, in all environments together",
            name.span,
        );
        if self.reader.is_past_limit() {
            return;
        }
        if is_skipped(self.wanted, name.name) {
            self.document.skipped += 1;
            return;
        }
        let mut said = self.reader.toggle(value, segments);
        if let Some(Err(mistakes)) = &mut said.state
            && let Some(section) = words::section(name.name)
        {
            mistakes.truncate(1);
            mistakes[0].message = format!("did you mean `[{section}]`?");
        }
        if let Wanted::KnownAndMistakes(is_known) = self.wanted
            && !is_known(name.name)
        {
            said = said.mistakes_alone();
        }
        let at = self.reader.position(name.span);
        self.document.entries.push(Entry { name: name.name.to_owned(), at, said, part });
    }

    /// Records that the file has environments, but not this one.
    fn missing(&mut self, stage: &str, stages: &Table<'_>) {
        let known = in_order(stages).into_iter().map(|(name, _)| name.name);
        let nearest = name::nearest_stage(stage, known).map(str::to_owned);
        let has_stages = !stages.is_empty();
        self.document.missing = has_stages.then(|| MissingStage { name: stage.to_owned(), nearest });
    }

    /// Records the collected mistakes under a header.
    fn note(&mut self, header: &str) {
        let mistakes = self.reader.take_mistakes();
        for mistake in mistakes {
            if self.document.others.len() < MAX_MISTAKES {
                self.document.others.push((header.to_owned(), mistake));
            } else {
                self.document.unlisted += 1;
            }
        }
    }
}

/// Returns whether the reader skips the entry of a name.
fn is_skipped(wanted: Wanted<'_>, name: &str) -> bool {
    matches!(wanted, Wanted::Known(is_known) if !is_known(name))
}

/// Compiles the regular expressions for this environment first, and then those for other environments.
fn patterns<'t>(
    table: &'t Table<'_>,
    stage: Option<&str>,
    known: &dyn KnownPatterns,
    wanted: Wanted<'_>,
) -> Patterns<'t> {
    let (mut texts, mut others) = (Vec::new(), Vec::new());
    for (name, value) in table {
        match section_of(name, value) {
            Some(Section::Stages) => {
                for (name, value) in value.as_table().into_iter().flatten() {
                    let found = if stage == Some(name.name) { &mut texts } else { &mut others };
                    for (name, value) in value.as_table().into_iter().flatten() {
                        if section_of_stage(name, value).is_some() || !is_skipped(wanted, name.name) {
                            pattern_texts(value, found);
                        }
                    }
                }
            }
            // The section of attributes has no patterns.
            Some(Section::Attributes) => {}
            None if is_skipped(wanted, name.name) => {}
            Some(Section::Segments) | None => pattern_texts(value, &mut texts),
        }
    }
    Patterns::new(texts, others, known)
}

/// Returns the section of this name, if the table has one.
pub(super) fn section<'v, 'i>(table: &'v Table<'i>, name: &str) -> Option<&'v Table<'i>> {
    table.iter().find(|(key, _)| key.name == name).and_then(|(_, value)| value.as_table())
}

/// Returns the section that an entry opens. A toggle may have the name of a section, as long as its state is plain.
pub(super) fn section_of(name: &Key<'_>, value: &Item<'_>) -> Option<Section> {
    Section::of(name.name).filter(|_| matches!(value.value(), TomlValue::Table(_)))
}

/// A section within an environment.
enum SectionOfStage {
    Segments,
    Attributes,
}

/// Returns the section that an entry of an environment opens. Environments do not nest.
fn section_of_stage(name: &Key<'_>, value: &Item<'_>) -> Option<SectionOfStage> {
    match section_of(name, value)? {
        Section::Segments => Some(SectionOfStage::Segments),
        Section::Attributes => Some(SectionOfStage::Attributes),
        Section::Stages => None,
    }
}

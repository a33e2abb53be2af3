//! The sections of a file with their positions, and the segments that no rule names.

use std::collections::{BTreeMap, HashSet};

use toggle_syntax::keys::ToggleKey;
use toml_spanner::{Arena, Item, Span, Table, Value as TomlValue};

use super::{
    document::{parse, section, section_of},
    lines::Lines,
    reader::in_order,
    words::{RuleKey, SEGMENTS, STAGES},
};
use crate::spanned::Position;

/// The sections of a file.
#[derive(Debug, Default)]
pub struct Sections {
    /// Each environment with its position, in the order of the file.
    pub stages: Vec<(String, Position)>,
    /// The header of each unused segment, without brackets, and its position.
    pub unused: Vec<(String, Position)>,
}

impl Sections {
    /// Reads the sections of a file. A text that is not TOML has none.
    pub fn read(text: &str) -> Self {
        let arena = Arena::new();
        let Ok(document) = parse(text, &arena) else { return Self::default() };
        let (table, lines) = (document.table(), Lines::of(text));
        let stages = section(table, STAGES).map(in_order).unwrap_or_default();
        let place = |(name, at): (String, Span)| (name, lines.position(at));
        Self {
            unused: unused_segments(table).into_iter().map(place).collect(),
            stages: stages.iter().map(|(name, _)| place((name.name.to_owned(), name.span))).collect(),
        }
    }
}

/// The segments of a part of a file: those it describes, and those its rules name.
struct Part<'t> {
    stage: Option<&'t str>,
    /// The described segments, each with the position of its name.
    described: BTreeMap<&'t str, Span>,
    named: HashSet<&'t str>,
}

/// Returns the segments that no rule names.
///
/// The rules of an environment use the segments of that environment, and those that only the rest of the file
/// describes. The rules in the rest of the file use the segments of the environment as well.
fn unused_segments(table: &Table<'_>) -> Vec<(String, Span)> {
    let rest = Part::of(None, table);
    let stages = section(table, STAGES).map(in_order).unwrap_or_default();
    let stages = stages.into_iter().filter_map(|(name, value)| Some(Part::of(Some(name.name), value.as_table()?)));
    let stages: Vec<Part<'_>> = stages.collect();
    let by_stages =
        |segment| stages.iter().any(|stage| stage.named.contains(segment) && !stage.described.contains_key(segment));
    let mut unused = Vec::new();
    for part in std::iter::once(&rest).chain(&stages) {
        for (segment, at) in &part.described {
            let is_used = part.named.contains(segment)
                || rest.named.contains(segment)
                || (part.stage.is_none() && by_stages(*segment));
            if !is_used {
                unused.push((part.header(segment), *at));
            }
        }
    }
    unused
}

impl<'t> Part<'t> {
    fn of(stage: Option<&'t str>, table: &'t Table<'_>) -> Self {
        let segments = section(table, SEGMENTS).map(in_order).unwrap_or_default();
        let described = segments.iter().map(|(name, _)| (name.name, name.span)).collect();
        let toggles = in_order(table).into_iter().filter(|(name, value)| section_of(name, value).is_none());
        Self { stage, described, named: toggles.flat_map(|(_, value)| named(value)).collect() }
    }

    fn header(&self, segment: &str) -> String {
        let stage = self.stage.map(|stage| format!("{STAGES}.{stage}."));
        format!("{}{SEGMENTS}.{segment}", stage.unwrap_or_default())
    }
}

/// Returns the segments that the rules of a toggle name, even if the toggle has a mistake.
fn named<'t>(toggle: &'t Item<'_>) -> Vec<&'t str> {
    let rules = toggle.as_table().and_then(|table| table.get(ToggleKey::Rules.word())).and_then(Item::as_array);
    let rules = rules.into_iter().flatten().filter_map(|rule| rule.as_table()?.get(RuleKey::Segment.word()));
    let texts = rules.flat_map(|segment| match segment.value() {
        TomlValue::Array(names) => names.iter().filter_map(Item::as_str).collect(),
        _ => Vec::from_iter(segment.as_str()),
    });
    texts.collect()
}

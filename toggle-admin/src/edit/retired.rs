//! A toggle file without one toggle: its entries in every environment, its name in the `requires` of others, and the
//! segments and attributes that nothing else uses.

use std::{collections::BTreeSet, ops::Range};

use toggle_syntax::Type;
use toml_edit::{Array, Document, InlineTable, Item, TableLike, Value};

use super::{
    document,
    refusal::{Refusal, parse},
    slot::{ATTRIBUTES, ENVIRONMENT, SECTIONS, SEGMENT, Slot},
    spans::{self, Lines},
};
use crate::rule_attributes;

/// The key of the toggles that have to be on.
const REQUIRES: &str = "requires";
/// The keys by which running programs watch a toggle.
const MONITORING: [&str; 4] = ["guard", "observe", "shadow-limit", "shadow-values"];

/// A toggle file without one toggle.
#[derive(Debug, PartialEq, Eq)]
pub struct WithoutToggle {
    /// The text of the file.
    pub text: String,
    /// The removed parts, in words.
    pub removed: Vec<String>,
}

/// Removes everything about a toggle from the text of a file.
///
/// # Errors
///
/// The text is not TOML, or an entry cannot be edited safely, with its line and column.
pub fn without_toggle(text: &str, name: &str) -> Result<WithoutToggle, String> {
    remove(text, name).map_err(|refusal| refusal.to_string())
}

/// Returns the toggles of a file that require this one.
///
/// # Errors
///
/// The text is not TOML.
pub fn requiring(text: &str, name: &str) -> Result<Vec<String>, String> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body).map_err(|refusal| refusal.to_string())?;
    let entries = entries(&document);
    let requires = entries.into_iter().filter(|(_, item)| required(item).is_some_and(|array| has(array, name)));
    Ok(requires.map(|(toggle, _)| toggle).collect::<BTreeSet<_>>().into_iter().collect())
}

/// The state of a toggle in a section of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct PlainState {
    /// The environment of the section, or `None` for the entries that apply everywhere.
    pub environment: Option<String>,
    /// The state as a word, or `None` if rules or a share decide.
    pub word: Option<String>,
}

/// Returns the states of a toggle in all sections of a file.
///
/// # Errors
///
/// The text is not TOML.
pub fn plain_states(text: &str, name: &str) -> Result<Vec<PlainState>, String> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body).map_err(|refusal| refusal.to_string())?;
    let all = std::iter::once(None).chain(environments(&document).into_iter().map(Some));
    let ty = Type::default();
    let state = |environment: Option<String>| {
        let slot = Slot { name, ty: &ty, environment: environment.as_deref() };
        let item = slot.container(&document)?.get(name)?;
        let word = word(item);
        Some(PlainState { environment, word })
    };
    Ok(all.filter_map(state).collect())
}

fn remove(text: &str, name: &str) -> Result<WithoutToggle, Refusal> {
    let line_end = spans::line_end(text);
    let mut text = text.to_owned();
    let mut removed = Vec::new();
    let before = used_segments(&text)?;
    let attributes = used_attributes(&text);
    let ty = Type::default();
    let all = {
        let body = text.strip_prefix('\u{feff}').unwrap_or(&text);
        environments(&parse(body)?)
    };
    for environment in std::iter::once(None).chain(all.iter().map(|environment| Some(environment.as_str()))) {
        let slot = Slot { name, ty: &ty, environment };
        let monitoring = monitoring(&text, slot)?;
        let edited = document::edit(&text, slot, None)?;
        if edited.before.is_some() {
            let place = environment.map(|environment| format!(" in [environment.{environment}]")).unwrap_or_default();
            removed.push(format!("the entry `{name}`{monitoring}{place}"));
            text = edited.text;
        }
    }
    while let Some((toggle, edited)) = without_requirement(&text, name)? {
        removed.push(format!("`{name}` in the `requires` of `{toggle}`"));
        text = edited;
    }
    let after = used_segments(&text)?;
    for segment in before.difference(&after) {
        for environment in std::iter::once(None).chain(all.iter().map(|environment| Some(environment.as_str()))) {
            if let Some(edited) = without_definition(&text, environment, SEGMENT, segment)? {
                let place = environment.map(|environment| format!(" in [environment.{environment}]"));
                let place = place.unwrap_or_default();
                removed.push(format!("the segment `{segment}`{place}, which nothing else uses"));
                text = edited;
            }
        }
    }
    for attribute in attributes.difference(&used_attributes(&text)) {
        if let Some(edited) = without_definition(&text, None, ATTRIBUTES, attribute)? {
            removed.push(format!("the attribute `{attribute}`, which nothing else uses"));
            text = edited;
        }
    }
    if !removed.is_empty() && text.trim_start_matches('\u{feff}').trim().is_empty() {
        text.push_str(document::NOTHING);
        text.push_str(line_end);
    }
    Ok(WithoutToggle { text, removed })
}

/// Returns the monitoring keys of an entry, in words.
fn monitoring(text: &str, slot: Slot<'_>) -> Result<String, Refusal> {
    let document = parse(text.strip_prefix('\u{feff}').unwrap_or(text))?;
    let entry = slot.container(&document).and_then(|table| table.get(slot.name)?.as_table_like());
    let keys = MONITORING.iter().filter(|key| entry.is_some_and(|table| table.contains_key(key)));
    let keys: Vec<String> = keys.map(|key| format!("`{key}`")).collect();
    Ok(if keys.is_empty() { String::new() } else { format!(" with its {}", keys.join(" and ")) })
}

/// Returns the text without the first requirement of this toggle, and the toggle that has it.
fn without_requirement(text: &str, name: &str) -> Result<Option<(String, String)>, Refusal> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body)?;
    for (toggle, item) in entries(&document) {
        let Some(array) = required(item).filter(|array| has(array, name)) else { continue };
        let range = if array.len() == 1 { key_range(&document, body, item) } else { element(array, body, name) };
        if let Some(range) = range {
            let edited = spans::exchange(body, range, "");
            return Ok(Some((toggle, spans::exchange(text, text.len() - body.len()..text.len(), &edited))));
        }
    }
    Ok(None)
}

/// Returns the range of an element of an array, with the comma next to it.
fn element(array: &Array, body: &str, name: &str) -> Option<Range<usize>> {
    let spans: Vec<Range<usize>> = array.iter().filter_map(Value::span).collect();
    let index = array.iter().position(|value| value.as_str() == Some(name))?;
    let (this, next) = (spans.get(index)?, spans.get(index + 1));
    match (next, index.checked_sub(1).and_then(|before| spans.get(before))) {
        (Some(next), _) => Some(this.start..next.start),
        (None, Some(before)) => Some(before.end..this.end),
        (None, None) => Some(this.clone()),
    }
    .filter(|range| body.get(range.clone()).is_some())
}

/// Returns the range of the key `requires` of an entry: its lines, or its part of an inline table.
fn key_range(document: &Document<&str>, body: &str, item: &Item) -> Option<Range<usize>> {
    if let Some(table) = item.as_table() {
        let lines = Lines::of(document, body).blocks(table.get(REQUIRES)?);
        return lines.into_iter().next();
    }
    inline_range(item.as_inline_table()?, REQUIRES)
}

/// Returns the range of a key of an inline table, with the comma next to it.
fn inline_range(table: &InlineTable, name: &str) -> Option<Range<usize>> {
    let entries: Vec<Range<usize>> = table
        .iter()
        .filter_map(|(key, value)| {
            let key = table.key(key)?.span()?;
            Some(key.start..value.span()?.end)
        })
        .collect();
    let index = table.iter().position(|(key, _)| key == name)?;
    match (entries.get(index + 1), index.checked_sub(1).and_then(|before| entries.get(before))) {
        (Some(next), _) => Some(entries[index].start..next.start),
        (None, Some(before)) => Some(before.end..entries[index].end),
        (None, None) => Some(entries[index].clone()),
    }
}

/// Returns the text without a definition in a section, and without the section if it has no other one.
fn without_definition(
    text: &str,
    environment: Option<&str>,
    section: &str,
    name: &str,
) -> Result<Option<String>, Refusal> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body)?;
    let slot = Slot { name: section, ty: &Type::default(), environment };
    let Some(of_section) = slot.container(&document).and_then(|table| table.get(section)) else { return Ok(None) };
    let Some((table, item)) = of_section.as_table_like().and_then(|table| Some((table, table.get(name)?))) else {
        return Ok(None);
    };
    let lines = Lines::of(&document, body);
    let edited = match of_section.as_inline_table() {
        _ if table.len() == 1 => spans::without_all(body, lines.blocks(of_section)),
        Some(inline) => {
            let Some(range) = inline_range(inline, name) else { return Ok(None) };
            spans::exchange(body, range, "")
        }
        None => spans::without_all(body, lines.blocks(item)),
    };
    Ok(Some(spans::exchange(text, text.len() - body.len()..text.len(), &edited)))
}

/// Returns the attributes that rules and segments name.
fn used_attributes(text: &str) -> BTreeSet<String> {
    rule_attributes::attributes(text.strip_prefix('\u{feff}').unwrap_or(text)).unwrap_or_default()
}

/// Returns the segments that rules name.
fn used_segments(text: &str) -> Result<BTreeSet<String>, Refusal> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body)?;
    let mut used = BTreeSet::new();
    for (_, item) in entries(&document) {
        let rules = item.as_table_like().and_then(|table| table.get("rules"));
        let inline = rules.and_then(Item::as_array).into_iter().flatten().filter_map(Value::as_inline_table);
        let tables = rules.and_then(Item::as_array_of_tables).into_iter().flatten();
        inline.filter_map(|rule| rule.get(SEGMENT)).for_each(|names| add_names(names, &mut used));
        tables
            .filter_map(|rule| rule.get(SEGMENT).and_then(Item::as_value))
            .for_each(|names| add_names(names, &mut used));
    }
    Ok(used)
}

/// Adds a name, or each name of a list.
fn add_names(names: &Value, used: &mut BTreeSet<String>) {
    let list = names.as_array().into_iter().flatten();
    used.extend(std::iter::once(names).chain(list).filter_map(Value::as_str).map(str::to_owned));
}

/// Returns the entries of toggles in all environments.
fn entries<'d>(document: &'d Document<&str>) -> Vec<(String, &'d Item)> {
    let root: &dyn TableLike = document.as_table();
    let sections = document.get(ENVIRONMENT).and_then(Item::as_table_like);
    let sections = sections.into_iter().flat_map(TableLike::iter).filter_map(|(_, section)| section.as_table_like());
    let all = std::iter::once(root).chain(sections).flat_map(TableLike::iter);
    all.filter(|(name, item)| !(SECTIONS.contains(name) && item.is_table_like()))
        .map(|(name, item)| (name.to_owned(), item))
        .collect()
}

fn environments(document: &Document<&str>) -> Vec<String> {
    let table = document.get(ENVIRONMENT).and_then(Item::as_table_like);
    table.into_iter().flat_map(TableLike::iter).map(|(name, _)| name.to_owned()).collect()
}

fn required(item: &Item) -> Option<&Array> {
    item.as_table_like()?.get(REQUIRES)?.as_array()
}

fn has(array: &Array, name: &str) -> bool {
    array.iter().any(|value| value.as_str() == Some(name))
}

/// Returns the plain state of an entry as a word, or nothing if rules or a share decide.
fn word(item: &Item) -> Option<String> {
    if let Some(value) = item.as_bool() {
        return Some(if value { "on" } else { "off" }.to_owned());
    }
    if let Some(table) = item.as_table_like() {
        if table.get("enabled").and_then(Item::as_bool) == Some(false) {
            return Some("off".to_owned());
        }
        // A table that only adds how the toggle is watched has one state for everybody.
        let is_plain = |(key, _): (&str, &Item)| ["otherwise", "guard", "observe", "enabled"].contains(&key);
        return if table.iter().all(is_plain) { word(table.get("otherwise")?) } else { None };
    }
    match item.as_str() {
        Some("100%") => Some("on".to_owned()),
        Some("0%") => Some("off".to_owned()),
        Some(text) if text.trim_end().ends_with('%') => None,
        Some(text) => Some(match text.to_lowercase().as_str() {
            "true" | "yes" | "1" => "on".to_owned(),
            "false" | "no" | "0" => "off".to_owned(),
            _ => text.to_owned(),
        }),
        None => item.as_value().map(|value| value.to_string().trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, removed: &[&str]) {
        let without = without_toggle(text, "x").expect("the text can be edited");
        assert_eq!(without.text, expected);
        assert_eq!(without.removed, removed);
    }

    #[test]
    fn entry_goes_in_every_environment() {
        check(
            "x = true\ny = false\n\n[environment.production]\nx = false\ny = true\n",
            "y = false\n\n[environment.production]\ny = true\n",
            &["the entry `x`", "the entry `x` in [environment.production]"],
        );
    }

    #[test]
    fn requirement_goes() {
        check(
            "x = true\n[y]\nrules = []\nrequires = [\"x\"]\n[z]\nrequires = [\"a\", \"x\"] # why\nrules = []\n",
            "[y]\nrules = []\n[z]\nrequires = [\"a\"] # why\nrules = []\n",
            &["the entry `x`", "`x` in the `requires` of `y`", "`x` in the `requires` of `z`"],
        );
        check("y = { rules = [], requires = [\"x\"] }\n", "y = { rules = [] }\n", &["`x` in the `requires` of `y`"]);
    }

    #[test]
    fn segment_that_nothing_else_uses_goes() {
        check(
            "[x]\nrules = [{ segment = \"a\" }, { segment = \"b\" }]\n[y]\nrules = [{ segment = \"b\" }]\n[segment.a]\nplan = \"pro\"\n[segment.b]\nplan = \"free\"\n[segment.c]\nplan = \"c\"\n",
            "[y]\nrules = [{ segment = \"b\" }]\n[segment.b]\nplan = \"free\"\n[segment.c]\nplan = \"c\"\n",
            &["the entry `x`", "the segment `a`, which nothing else uses"],
        );
    }

    #[test]
    fn segment_in_a_list_is_used() {
        let rest = "[y]\nrules = [{ segment = [\"a\", \"b\"] }]\n[segment.a]\nplan = \"pro\"\n[segment.b]\nplan = 1\n";
        check(&format!("[x]\nrules = [{{ segment = \"a\" }}]\n{rest}"), rest, &["the entry `x`"]);
    }

    #[test]
    fn segment_of_an_environment_goes() {
        check(
            "[x]\nrules = [{ segment = \"a\" }]\n[segment]\na = { plan = 1 }\nb = { plan = 2 }\n[environment.p.segment.a]\nplan = 3\n",
            "[segment]\nb = { plan = 2 }\n",
            &[
                "the entry `x`",
                "the segment `a`, which nothing else uses",
                "the segment `a` in [environment.p], which nothing else uses",
            ],
        );
        check(
            "x = { rules = [{ segment = \"a\" }] }\nsegment = { a = { plan = 1 }, b = { plan = 2 } }\n",
            "segment = { b = { plan = 2 } }\n",
            &["the entry `x`", "the segment `a`, which nothing else uses"],
        );
    }

    const COUNTRY: &str = "the attribute `country`, which nothing else uses";

    #[test]
    fn attribute_that_only_the_entry_used_goes() {
        let rest = "[y]\nrules = [{ when = { plan = \"pro\" } }]\n";
        check(
            &format!(
                "[attributes]\ncountry = [\n  \"NL\", # first\n  \"DE\",\n] # where\nplan = \"string\"\nunused = \"date\"\n\n[x]\nrules = [{{ when = {{ country = \"NL\", plan = \"pro\" }} }}]\n\n{rest}"
            ),
            &format!("[attributes]\nplan = \"string\"\nunused = \"date\"\n\n{rest}"),
            &["the entry `x`", COUNTRY],
        );
        check(
            &format!(
                "attributes = {{ country = \"string\", plan = \"string\" }}\nx.rules = [{{ rollout = 5, by = \"country\" }}]\n{rest}"
            ),
            &format!("attributes = {{ plan = \"string\" }}\n{rest}"),
            &["the entry `x`", COUNTRY],
        );
    }

    #[test]
    fn last_attribute_goes_with_its_section() {
        for attributes in ["[attributes]\ncountry = \"string\"\n", "attributes.country = \"string\"\n"] {
            let entry = "[x]\nrules = [{ when = { country = \"NL\" } }]\n[y]\nrules = []\n";
            check(&format!("{attributes}{entry}"), "[y]\nrules = []\n", &["the entry `x`", COUNTRY]);
        }
    }

    #[test]
    fn file_that_becomes_empty_gets_a_comment() {
        let nothing = format!("{}\n", document::NOTHING);
        let entry = "[x]\nrules = [{ segment = \"a\" }]\n\n[segment.a]\ncountry = \"NL\"\n";
        let segment = "the segment `a`, which nothing else uses";
        check(entry, &nothing, &["the entry `x`", segment]);
        let text = format!("[attributes]\ncountry = \"string\"\n\n{entry}");
        check(&text, &nothing, &["the entry `x`", segment, COUNTRY]);
    }

    #[test]
    fn attribute_of_a_segment_that_goes_goes_along() {
        check(
            "y = true\n[attributes]\ncountry = \"string\"\n[x]\nrules = [{ segment = \"a\" }]\n[segment.a]\ncountry = \"NL\"\n",
            "y = true\n",
            &["the entry `x`", "the segment `a`, which nothing else uses", COUNTRY],
        );
        let stays = "y = true\n[attributes]\ncountry = \"string\"\n[segment.b]\ncountry = \"NL\"\n";
        check(&format!("x = true\n{stays}"), stays, &["the entry `x`"]);
    }

    #[test]
    fn monitoring_that_goes_is_named() {
        check(
            "y = true\n[x]\notherwise = true\nguard = { failures = \"5%\" }\nobserve = true\n",
            "y = true\n",
            &["the entry `x` with its `guard` and `observe`"],
        );
    }

    #[test]
    fn file_without_the_toggle_stays() {
        check("\u{feff}y = true\r\n", "\u{feff}y = true\r\n", &[]);
    }

    #[test]
    fn states_are_listed_with_their_environments() {
        let watched = "[x]\notherwise = \"on\"\nguard = { failures = \"5%\" }\n";
        let states = plain_states(watched, "x").expect("it is TOML");
        assert_eq!(states, [PlainState { environment: None, word: Some("on".to_owned()) }]);
        let text = "x = \"25%\"\n[environment.a]\nx = \"on\"\n[environment.b]\nx = { enabled = false, rules = [] }\n";
        let states = plain_states(text, "x").expect("it is TOML");
        let expected = [(None, None), (Some("a"), Some("on")), (Some("b"), Some("off"))];
        let expected: Vec<_> = expected
            .map(|(environment, word)| PlainState {
                environment: environment.map(str::to_owned),
                word: word.map(str::to_owned),
            })
            .into();
        assert_eq!(states, expected);
    }
}

//! The entries of a text for display: toggles, segments and attributes. Read-only.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use toggle_syntax::Type;
use toml_edit::{Item, TableLike, Value};

use super::{
    current::{EntryContent, OTHERWISE, Table},
    literal,
    refusal::parse,
    request::{Request, word},
    slot::{ATTRIBUTES, ENVIRONMENT, SECTIONS, SEGMENT},
};

/// The entries of a text.
#[derive(Debug, Clone, Default)]
pub struct Entries {
    /// The entries outside of all environment sections.
    rest: Section,
    /// The sections of environments, by name.
    environments: BTreeMap<String, Section>,
}

/// The entries of a section.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// The toggles, by name.
    pub toggles: BTreeMap<String, Entry>,
    /// The conditions of segments, by name.
    pub segments: BTreeMap<String, String>,
    /// The declarations of attributes, by name.
    pub attributes: BTreeMap<String, String>,
}

/// An entry of a toggle, in any layout.
#[derive(Debug, Clone)]
pub struct Entry {
    content: EntryContent,
    /// The segments that its rules name, in order.
    pub segments: Vec<String>,
    /// The toggles that it requires, in order.
    pub(super) requires: Vec<String>,
}

impl Entries {
    /// Parses a text. `ty` returns the type of each toggle.
    ///
    /// # Errors
    ///
    /// If it is not TOML, or is too large for a program, with the line and the column.
    pub fn read(text: &str, ty: impl Fn(&str) -> Type) -> Result<Self> {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = parse(body).map_err(|refusal| anyhow!("{refusal}"))?;
        let root = document.as_table();
        let environments = root.get(ENVIRONMENT).and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter);
        let environments =
            environments.filter_map(|(name, environment)| Some((name.to_owned(), environment.as_table_like()?)));
        Ok(Self {
            rest: Section::read(root, false, &ty),
            environments: environments
                .map(|(name, environment)| (name, Section::read(environment, true, &ty)))
                .collect(),
        })
    }

    /// Returns the names of the environments that have a section.
    pub fn environments(&self) -> impl Iterator<Item = &str> {
        self.environments.keys().map(String::as_str)
    }

    /// Returns the section of an environment, or the rest of the text for `None`.
    pub fn section(&self, environment: Option<&str>) -> Option<&Section> {
        match environment {
            Some(environment) => self.environments.get(environment.trim()),
            None => Some(&self.rest),
        }
    }

    /// Returns the entries that apply in an environment: its section overlays the rest of the text.
    pub fn in_environment(&self, environment: Option<&str>) -> Section {
        let mut all = self.rest.clone();
        if let Some(section) = environment.and_then(|environment| self.section(Some(environment))) {
            for (name, entry) in &section.toggles {
                let over = entry.over(all.toggles.get(name));
                all.toggles.insert(name.clone(), over);
            }
            all.segments.extend(section.segments.clone());
        }
        all
    }
}

impl Section {
    fn read(table: &dyn TableLike, is_environment: bool, ty: &impl Fn(&str) -> Type) -> Self {
        let named = |section: &str| -> BTreeMap<String, String> {
            let entries = table.get(section).and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter);
            entries.map(|(name, item)| (name.to_owned(), literal::of(item))).collect()
        };
        let is_section = |name: &str, item: &Item| {
            SECTIONS.contains(&name) && item.is_table_like() && !(is_environment && name == ENVIRONMENT)
        };
        let entry = |(name, item): (&str, &Item)| (name.to_owned(), Entry::read(item, &ty(name)));
        Self {
            toggles: table.iter().filter(|(name, item)| !is_section(name, item)).map(entry).collect(),
            segments: named(SEGMENT),
            attributes: if is_environment { BTreeMap::new() } else { named(ATTRIBUTES) },
        }
    }
}

impl Entry {
    fn read(item: &Item, ty: &Type) -> Self {
        Self { content: EntryContent::of(item, ty), segments: segments(item), requires: requires(item) }
    }

    pub(super) fn content(&self) -> &EntryContent {
        &self.content
    }

    /// Returns the entry on one line, as a file could have it.
    pub fn text(&self) -> String {
        self.content.to_string()
    }

    /// Returns whether two entries of a toggle differ at most in monitoring keys.
    pub fn are_same_but_watched(first: Option<&Self>, second: Option<&Self>) -> bool {
        let [first, second] = [first, second].map(|entry| what(&entry?.content, &Type::OnOff));
        first == second
    }

    /// Returns whether it is a table. A printed state does not show all of a table.
    pub fn is_table(&self) -> bool {
        matches!(self.content, EntryContent::Table(_))
    }

    /// Returns the merge of an environment's entry and the entry in the rest of the file. Monitoring keys merge key by
    /// key; the other keys come from the environment, if it has any.
    fn over(&self, rest: Option<&Self>) -> Self {
        let Some(rest) = rest else { return self.clone() };
        let own: Vec<(&str, &str)> = self.content.monitoring().collect();
        let says_what_it_is = match &self.content {
            EntryContent::Plain(_) => true,
            EntryContent::Table(table) => {
                own.is_empty() || !table.rules.is_empty() || table.others().count() > own.len()
            }
        };
        let what = if says_what_it_is { self } else { rest };
        let watch: Vec<(&str, &str)> = rest.content.monitoring().chain(own).collect();
        if watch.is_empty() {
            return what.clone();
        }
        let mut table = match &what.content {
            EntryContent::Table(table) => table.without_watch(),
            EntryContent::Plain(state) => table_of(state, &Type::OnOff),
        };
        for (key, literal) in watch {
            table.set(key, literal.to_owned());
        }
        Self { content: EntryContent::Table(table), ..what.clone() }
    }
}

/// Returns the content of an entry without its monitoring keys, if there is any.
pub(super) fn request(content: &EntryContent) -> Option<Request> {
    match content {
        EntryContent::Plain(literal) => Some(Request::Plain(literal.clone())),
        EntryContent::Table(table) => {
            let what = table.without_watch();
            (!content.is_monitored() || what != Table::default()).then_some(Request::Table(what))
        }
    }
}

/// Returns the content without monitoring as a table. Two contents with the same meaning give equal tables.
pub(super) fn what(content: &EntryContent, ty: &Type) -> Option<Table> {
    Some(match request(content)? {
        Request::Plain(literal) => table_of(&literal, ty),
        other => other.keys(ty),
    })
}

/// Returns the table with the same meaning as a state.
fn table_of(state: &str, ty: &Type) -> Table {
    let mut table = Request::Plain(state.to_owned()).keys(ty);
    let otherwise = table.others().find(|(key, _)| *key == OTHERWISE).map(|(_, literal)| word(literal));
    if let Some(word) = otherwise {
        table.set(OTHERWISE, word);
    }
    table
}

/// Returns the toggles that a toggle requires.
fn requires(item: &Item) -> Vec<String> {
    let names = item.as_table_like().and_then(|table| table.get("requires")).and_then(Item::as_array);
    names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Returns the segments that the rules of a toggle name.
fn segments(item: &Item) -> Vec<String> {
    let Some(rules) = item.as_table_like().and_then(|table| table.get("rules")) else { return Vec::new() };
    let mut names = Vec::new();
    let mut add = |segment: Option<&Value>| match segment {
        Some(Value::Array(list)) => names.extend(list.iter().filter_map(Value::as_str).map(str::to_owned)),
        segment => names.extend(segment.and_then(Value::as_str).map(str::to_owned)),
    };
    match rules {
        Item::Value(Value::Array(rules)) => {
            rules.iter().for_each(|rule| add(rule.as_inline_table().and_then(|rule| rule.get("segment"))));
        }
        Item::ArrayOfTables(rules) => {
            rules.iter().for_each(|rule| add(rule.get("segment").and_then(Item::as_value)));
        }
        _ => {}
    }
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the entry of the toggle `a` that applies in the environment `p`.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let entries = Entries::read(text, |_| Type::OnOff).expect("it is TOML");
        let section = entries.in_environment(Some("p"));
        assert_eq!(section.toggles.get("a").map_or("not set".to_owned(), Entry::text), expected);
    }

    #[test]
    fn section_of_environment_overlays_the_rest() {
        check("a = true", "on");
        check("a = true\n[environment.p]\na = false", "off");
        check("a = true\n[environment.q]\na = false", "on");
        check("[environment.p.a]\nrules = [{}]\n[a]\notherwise = 'on'", "{ rules = [{}] }");
    }

    #[test]
    fn monitoring_keys_merge_key_by_key() {
        check("a = true\n[environment.p.a]\nobserve = true", "{ otherwise = \"on\", observe = true }");
        check(
            "[a]\nobserve = true\n[environment.p]\na = '25%'",
            "{ rules = [{ rollout = 25 }], otherwise = \"off\", observe = true }",
        );
        check(
            "[a]\nrules = [{}]\nobserve = true\n[environment.p.a]\nobserve = false",
            "{ rules = [{}], observe = false }",
        );
    }

    #[test]
    fn segments_of_environment_overlay_the_rest() {
        let text = "[a]\nrules = [{ segment = 'x' }, { segment = ['z', 'y', 'x'] }]\n[segment]\nx = { k = 1 }\n\
                    [environment.p.segment.x]\nk = 2\n";
        let entries = Entries::read(text, |_| Type::OnOff).expect("it is TOML");
        let section = entries.in_environment(Some("p"));
        let entry = &section.toggles["a"];
        assert_eq!(entry.segments.join(" "), "x y z");
        assert_eq!(section.segments["x"], "{ k = 2 }");
        assert_eq!(entries.in_environment(None).segments["x"], "{ k = 1 }");
    }
}

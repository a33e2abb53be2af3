//! The source of a toggle's entry, and its restoration in a text, without any file.
//!
//! A restored entry goes back to its place if possible. The meaning of the result is compared with the meaning of the
//! entry: if one place would change it, the next place is tried.

use toggle_syntax::Type;
use toml_edit::{Document, Item};

use super::{
    current::EntryContent,
    document, insert, literal,
    refusal::{Refusal, parse, refuse},
    slot::{Entry, Slot},
    spans::{self, Lines},
};

/// Returns the lines of the toggle's entry with their comments, if the lines have the same meaning on their own.
pub(super) fn source(text: &str, slot: Slot<'_>) -> Option<String> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body).ok()?;
    let entry = slot.find(&document, body).ok()??;
    let blocks = Lines::of(&document, body).blocks(entry.item);
    let lines: String = blocks.into_iter().map(|block| &body[block]).collect();
    let pair = || {
        let value = entry.item.as_value()?.span()?;
        Some(format!("{} = {}\n", literal::of_key(slot.name), &body[value]))
    };
    let meant = literal::of(entry.item);
    let is_whole = |source: &String| content(source, slot).is_some_and(|literal| literal == meant);
    Some(lines).filter(is_whole).or_else(|| pair().filter(is_whole))
}

/// Returns a hash of the toggle's entry, independent of its layout, or `None` if the text does not name the toggle.
pub(super) fn hash(text: &str, slot: Slot<'_>) -> Option<String> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body).ok()?;
    let entry = slot.find(&document, body).ok()??;
    Some(toggle_runtime::__admin::hash(&literal::of(entry.item)))
}

/// A toggle in a file: the environment of its section, if it is in one, and its name.
pub(super) type Key = (Option<String>, String);

/// The entry of a toggle in a text: its display text and its hash.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct State {
    /// The display texts for an on/off toggle and for a string toggle.
    pub(super) shown: [String; 2],
    pub(super) hash: String,
}

/// Returns the entries of these toggles in a text. A toggle that the text does not name has none, and so does each
/// toggle if the text is not TOML.
pub(super) fn states<'k>(text: &str, keys: impl Iterator<Item = &'k Key>, most: usize) -> Vec<Option<State>> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body).ok();
    let state = |(environment, name): &Key| {
        let slot = Slot { name, ty: &Type::OnOff, environment: environment.as_deref() };
        let item = slot.find(document.as_ref()?, body).ok()??.item;
        let shown = [Type::OnOff, Type::Text].map(|ty| EntryContent::of(item, &ty).cut(most));
        Some(State { shown, hash: toggle_runtime::__admin::hash(&literal::of(item)) })
    };
    keys.map(state).collect()
}

/// Restores the entry of the toggle from these lines, which [`source`] has taken from another text. Without lines, the
/// entry is removed. Everything else stays as it is.
///
/// # Errors
///
/// If the text is not TOML, or has a layout that this module does not support.
pub(super) fn put_back(text: &str, slot: Slot<'_>, source: Option<&str>) -> Result<String, Refusal> {
    let Some(source) = source else { return document::edit(text, slot, None).map(|edited| edited.text) };
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body)?;
    let entry = slot.find(&document, body)?;
    let meant = content(source, slot);
    let is_right = |edited: &String| {
        let Ok(now) = parse(edited) else { return false };
        let Ok(Some(entry)) = slot.find(&now, edited) else { return false };
        Some(literal::of(entry.item)) == meant && slot.others(&now) == slot.others(&document)
    };
    let here = entry.as_ref().and_then(|entry| value(body, entry, source, slot));
    let here = here.filter(is_right).or_else(|| in_place(&document, body, entry.as_ref()?, source));
    let edited = here.filter(is_right).or_else(|| elsewhere(&document, body, entry.as_ref(), source, slot));
    let edited = edited.filter(is_right).ok_or_else(|| {
        let reason = format!("this file cannot be edited safely; change `{}` by hand", slot.name);
        refuse(body, entry.as_ref().map_or(0, |entry| spans::start(entry.key)), reason)
    })?;
    Ok(spans::exchange(text, text.len() - body.len()..text.len(), &edited))
}

/// Returns the literal of the toggle in these lines.
fn content(source: &str, slot: Slot<'_>) -> Option<String> {
    let document = parse(source).ok()?;
    find(&document, slot).map(literal::of)
}

/// Finds the toggle in lines that may have a header with its environment.
fn find<'d>(document: &'d Document<&str>, slot: Slot<'_>) -> Option<&'d Item> {
    let in_environment = slot.container(document).and_then(|container| container.get(slot.name));
    in_environment.or_else(|| document.get(slot.name))
}

/// Replaces a value by a value, and nothing else on its line.
fn value(body: &str, entry: &Entry<'_>, source: &str, slot: Slot<'_>) -> Option<String> {
    let now = entry.item.as_value()?.span()?;
    let document = parse(source).ok()?;
    let before = find(&document, slot)?.as_value()?.span()?;
    Some(spans::exchange(body, now, &source[before]))
}

/// Replaces the lines of the entry by the source.
fn in_place(document: &Document<&str>, body: &str, entry: &Entry<'_>, source: &str) -> Option<String> {
    let mut blocks = Lines::of(document, body).blocks(entry.item);
    let first = (!blocks.is_empty()).then(|| blocks.remove(0))?;
    let shorter = spans::without_all(body, blocks);
    let is_whole = source.ends_with('\n') || first.end == shorter.len();
    let end = if is_whole { "" } else { spans::line_end(body) };
    Some(spans::exchange(&shorter, first, &format!("{source}{end}")))
}

/// Inserts the lines at the usual position of a new entry.
fn elsewhere(
    document: &Document<&str>,
    body: &str,
    entry: Option<&Entry<'_>>,
    source: &str,
    slot: Slot<'_>,
) -> Option<String> {
    let blocks = entry.map(|entry| Lines::of(document, body).blocks(entry.item)).unwrap_or_default();
    let body = spans::without_all(body, blocks);
    let lines = source.trim_end_matches(['\r', '\n']);
    if lines.starts_with('[') {
        return insert::section_text(&body, slot, &format!("{lines}{}", spans::line_end(&body)));
    }
    insert::line(&body, slot, lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ON_OFF: &Type = &Type::OnOff;

    fn slot<'a>(name: &'a str, environment: Option<&'a str>) -> Slot<'a> {
        Slot { name, ty: ON_OFF, environment }
    }

    /// Takes the entry of `a` from one text, and restores it in another.
    #[track_caller]
    fn check(from: &str, to: &str, expected: &str) {
        check_in(None, from, to, expected);
    }

    #[track_caller]
    fn check_in(environment: Option<&str>, from: &str, to: &str, expected: &str) {
        let slot = slot("a", environment);
        let taken = source(from, slot).expect("it has the entry");
        assert_eq!(put_back(to, slot, Some(&taken)), Ok(expected.to_owned()), "{taken}");
    }

    #[test]
    fn state_keeps_the_current_comment() {
        check("a = false\n", "b = 1\na =  true # now\nc = 2\n", "b = 1\na =  false # now\nc = 2\n");
    }

    #[test]
    fn state_takes_its_comment_along() {
        check("a = false # dark\n", "b = 1\n", "b = 1\na = false # dark\n");
        check("a = false # dark", "b = 1\n[c]\nrules = []\n", "b = 1\na = false # dark\n[c]\nrules = []\n");
    }

    #[test]
    fn table_takes_its_comments_along() {
        let table = "[a] # why\nrules = [\n  # ours\n  { segment = \"staff\" },\n]\notherwise = \"off\" # dark\n";
        check(table, "b = 1\na = true\n", &format!("b = 1\n{table}"));
        check(table, "a = true\nb = 1\n", &format!("b = 1\n\n{table}"));
        check(table, "[a]\notherwise = \"on\"\n\n[c]\nrules = []\n", &format!("{table}\n[c]\nrules = []\n"));
    }

    #[test]
    fn state_replaces_a_table_elsewhere() {
        check("a = false\n", "b = 1\n[c]\nrules = []\n[a]\nrules = []\n", "b = 1\na = false\n[c]\nrules = []\n");
    }

    #[test]
    fn tables_and_dotted_keys_are_restored() {
        let tables = "[a]\notherwise = \"off\"\n[[a.rules]]\nrollout = 25\n[[a.rules]]\nsegment = \"x\"\n";
        check(&format!("b = 1\n{tables}"), "a = true\n", tables);
        check(
            "a.otherwise = \"off\" # dark\na.salt = 'x'\n",
            "a = true\n",
            "a.otherwise = \"off\" # dark\na.salt = 'x'\n",
        );
    }

    #[test]
    fn entry_of_environment_stays_in_its_section() {
        let check = |from: &str, to: &str, expected: &str| check_in(Some("p"), from, to, expected);
        let file = "a = true\n[environment.p]\nb = 1\na = true # now\n";
        check("[environment.p]\na = false # then\n", file, &file.replace("a = true #", "a = false #"));
        check(
            "[environment.p.a]\nrules = []\n",
            file,
            "a = true\n[environment.p]\nb = 1\n[environment.p.a]\nrules = []\n",
        );
        check("environment = { p = { c = 1, a = 'off' } }\n", file, &file.replace("a = true #", "a = 'off' #"));
        check("[environment.p]\na = false\n", "b = 1\n", "b = 1\n\n[environment.p]\na = false\n");
    }

    #[test]
    fn hash_is_independent_of_the_layout() {
        let of = |text| hash(text, slot("a", None));
        assert_eq!(of("a = { x = 1, y = 2 } # c"), of("[a]\nx = 0x1\n\ny = 2\n"));
        assert_ne!(of("a = true"), of("a = false"));
        assert_eq!(of("b = true"), None);
    }
}

//! The edit of a text, without any file.
//!
//! `toml_edit` tells where the entry is and where a new one belongs; only these bytes of the text are exchanged. Writing
//! a parsed document back would give every line the ending LF, and would take the comments above an entry away with it.

use std::{fmt, ops::Range};

use toggle_runtime::Value;
use toggle_syntax::name::nearest;
use toml_edit::{Document, Item, Table, TableLike};

/// What stays of a file whose last entry is removed: to the runtime, a file without anything is one that is just being
/// written.
const NOTHING: &str = "# States of toggles: NAME = true or false.";

/// A text before and after.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edited {
    /// The state that was there.
    pub(super) before: Option<Value>,
    /// The new text.
    pub(super) text: String,
    /// Where the name is not there: the one in the text that was perhaps meant.
    pub(super) nearest: Option<String>,
}

/// Why a text is not edited. Shows as `line:column: reason`, both from 1, the column in characters.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    line: usize,
    column: usize,
    reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.reason)
    }
}

/// Sets the toggle of this name, or removes its entry.
///
/// An entry keeps its key, its spacing and its comment. A new one goes below the last that is there, before any table.
/// Of a removed one, the comment on its own line goes with it, those above it stay. What the entry already says, in
/// whichever word, is left as it is written.
///
/// # Errors
///
/// If the text is not TOML, or the entry is something that the runtime of this version does not take for a state.
pub(super) fn edit(text: &str, name: &str, after: Option<Value>) -> Result<Edited, Refusal> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body)?;
    let entry = Entry::find(&document, body, name)?;
    let before = entry.as_ref().map(|entry| entry.state);
    let edited = match (&entry, after) {
        _ if before == after => body.to_owned(),
        (Some(entry), Some(after)) => exchange(body, entry.value.clone(), word(after)),
        (Some(entry), None) => remove(body, entry),
        (None, after) => insert(body, &document, &format!("{} = {}", key(name), word(after.unwrap_or(Value::Off)))),
    };
    check(body, &edited, name, after)?;
    let names = document.iter().map(|(name, _)| name).filter(|_| before.is_none());
    let nearest = nearest(name, names).map(str::to_owned);
    Ok(Edited { before, text: exchange(text, text.len() - body.len()..text.len(), &edited), nearest })
}

fn parse(body: &str) -> Result<Document<&str>, Refusal> {
    Document::parse(body).map_err(|error| {
        let reason = error.message().trim_end_matches('.').replace('\n', ", ");
        refuse(body, error.span().unwrap_or_default().start, reason)
    })
}

/// Reads once more what is going to be written: a mistake of this module must not get into a file.
fn check(body: &str, edited: &str, name: &str, after: Option<Value>) -> Result<(), Refusal> {
    let says = parse(edited).ok().and_then(|document| Entry::find(&document, edited, name).ok());
    if says.map(|entry| entry.map(|entry| entry.state)) == Some(after) {
        return Ok(());
    }
    Err(refuse(body, 0, format!("this file cannot be edited safely; change `{name}` by hand")))
}

/// An entry, and where it is.
struct Entry {
    state: Value,
    key: Range<usize>,
    value: Range<usize>,
}

impl Entry {
    fn find(document: &Document<&str>, body: &str, name: &str) -> Result<Option<Self>, Refusal> {
        let Some((key, item)) = document.get_key_value(name) else {
            return match unquoted(document, name) {
                Some(at) => Err(refuse(body, at, format!("without quotes, `{name}` is in a table; write \"{name}\""))),
                None => Ok(None),
            };
        };
        let key = key.span().unwrap_or_default();
        let state = state(item).map_err(|found| {
            let reason = format!("`{name}` is {found}, not `true` or `false`; change it by hand");
            refuse(body, key.start, reason)
        })?;
        Ok(Some(Self { state, key, value: item.span().unwrap_or_default() }))
    }
}

/// Where a name with a dot in it was written as the keys of tables.
fn unquoted(table: &Table, name: &str) -> Option<usize> {
    let mut keys = name.split('.');
    let (first, mut item) = table.get_key_value(keys.next()?)?;
    for key in keys {
        item = item.as_table_like()?.get(key)?;
    }
    first.span().map(|span| span.start)
}

/// The state that the runtime takes an item for, or what it is instead.
fn state(item: &Item) -> Result<Value, String> {
    use toml_edit::Value as Toml;

    let found = match item {
        Item::Value(Toml::Boolean(on)) => return Ok(Value::from(*on.value())),
        Item::Value(Toml::String(word)) => {
            return word.value().parse().map_err(|_| format!("the text {:?}", word.value()));
        }
        Item::Value(Toml::Integer(_)) => "an integer",
        Item::Value(Toml::Float(_)) => "a float",
        Item::Value(Toml::Datetime(_)) => "a date",
        Item::Value(Toml::Array(_)) => "an array",
        Item::Value(Toml::InlineTable(_)) | Item::Table(_) | Item::ArrayOfTables(_) | Item::None => "a table",
    };
    Err(found.to_owned())
}

fn word(state: Value) -> &'static str {
    if state.is_on() { "true" } else { "false" }
}

/// The name as a key. Only a dot makes quotes necessary.
fn key(name: &str) -> String {
    if name.contains('.') { format!("\"{name}\"") } else { name.to_owned() }
}

fn exchange(text: &str, range: Range<usize>, by: &str) -> String {
    [&text[..range.start], by, &text[range.end..]].concat()
}

fn remove(body: &str, entry: &Entry) -> String {
    let start = body[..entry.key.start].rfind('\n').map_or(0, |at| at + 1);
    let line = start..end_of_line(body, entry.value.end);
    let removed = exchange(body, line.clone(), "");
    if removed.trim().is_empty() { exchange(body, line, &[NOTHING, line_end(body)].concat()) } else { removed }
}

fn insert(body: &str, document: &Table, entry: &str) -> String {
    let end = line_end(body);
    let (at, after) = match last_value(document) {
        Some(last) => (end_of_line(body, last), ""),
        None => match first_header(body) {
            Some(header) => (header, end),
            None => (body.len(), ""),
        },
    };
    let before = if at == 0 || body[..at].ends_with('\n') { "" } else { end };
    exchange(body, at..at, &[before, entry, end, after].concat())
}

/// Where the last value above all headers ends.
fn last_value(table: &dyn TableLike) -> Option<usize> {
    let ends = table.iter().filter_map(|(_, item)| match item {
        Item::Value(value) => value.span().map(|span| span.end),
        Item::Table(table) if table.is_dotted() => last_value(table),
        _ => None,
    });
    ends.max()
}

/// Where the first header starts, with the comment right above it, in a text that has nothing else before it.
fn first_header(body: &str) -> Option<usize> {
    let mut at = 0;
    let mut paragraph = 0;
    for line in body.split_inclusive('\n') {
        if line.trim_start().starts_with('[') {
            return Some(paragraph);
        }
        at += line.len();
        if line.trim().is_empty() {
            paragraph = at;
        }
    }
    None
}

/// Where the line after this place starts.
fn end_of_line(body: &str, from: usize) -> usize {
    body[from..].find('\n').map_or(body.len(), |at| from + at + 1)
}

/// How lines end here, going by the first.
fn line_end(body: &str) -> &'static str {
    let first = body.split_inclusive('\n').next().unwrap_or_default();
    if first.ends_with("\r\n") { "\r\n" } else { "\n" }
}

fn refuse(body: &str, at: usize, reason: String) -> Refusal {
    let at = (0..=at.min(body.len())).rev().find(|&at| body.is_char_boundary(at)).unwrap_or(0);
    let line = body[..at].matches('\n').count() + 1;
    let column = body[..at].rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    Refusal { line, column, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, change: &str, expected: &str) {
        let edited = change_of(text, change).expect("the text can be edited");
        assert_eq!(edited.text, expected);
    }

    #[track_caller]
    fn refused(text: &str, change: &str, expected: &str) {
        let refusal = change_of(text, change).expect_err("the text cannot be edited");
        assert_eq!(refusal.to_string(), expected);
    }

    /// `name=on`, or `name` to unset it.
    fn change_of(text: &str, change: &str) -> Result<Edited, Refusal> {
        match change.split_once('=') {
            Some((name, state)) => edit(text, name, Some(state.parse().expect("a state"))),
            None => edit(text, change, None),
        }
    }

    #[test]
    fn only_the_value_is_exchanged() {
        check("a = false\n", "a=on", "a = true\n");
        check("a=true", "a=off", "a=false");
        check("# top\n\n  a   =  false  # dark\nb = true\n", "a=on", "# top\n\n  a   =  true  # dark\nb = true\n");
        check("\"a\" = false\n'b'=true", "a=on", "\"a\" = true\n'b'=true");
        check("a = \"off\" # word\n", "a=on", "a = true # word\n");
        check("a = '''\noff'''\nb = true\n", "a=on", "a = true\nb = true\n");
        check("\"search.v2\" = false\n[a]\nb = false\n", "search.v2=on", "\"search.v2\" = true\n[a]\nb = false\n");
        check("\"\\u0061\" = false\n", "a=on", "\"\\u0061\" = true\n");
        check("a = false\n[b]\na = false\n", "a=on", "a = true\n[b]\na = false\n");
    }

    #[test]
    fn what_it_already_says_stays_as_it_is_written() {
        check("a = \"ON\"  # loud", "a=on", "a = \"ON\"  # loud");
        check("a = true", "a=on", "a = true");
        check("a = true", "b", "a = true");
        check("", "b", "");
        let edited = change_of("a = \"ON\"", "a=on").expect("the text can be edited");
        assert_eq!(edited.before, Some(Value::On));
    }

    #[test]
    fn a_new_entry_goes_below_the_last() {
        check("", "a=on", "a = true\n");
        check("b = true", "a=on", "b = true\na = true\n");
        check("b = true\n", "a=on", "b = true\na = true\n");
        check("b = true # dark", "a=on", "b = true # dark\na = true\n");
        check("b = true\n\n# the end", "a=on", "b = true\na = true\n\n# the end");
        check("b = true\n[t]\nc = true\n", "a=on", "b = true\na = true\n[t]\nc = true\n");
        check("b = true\n\n# about t\n[t]\nc = 1\n", "a=on", "b = true\na = true\n\n# about t\n[t]\nc = 1\n");
        check("b = [\n  1, # one\n]\n# c\n", "a=on", "b = [\n  1, # one\n]\na = true\n# c\n");
        check("b.c = { x = 1 }\nb.d.e = 1\n[t]\n", "a=on", "b.c = { x = 1 }\nb.d.e = 1\na = true\n[t]\n");
        check("b.c = 1\n[b.d]\ne = 1\n", "a=on", "b.c = 1\na = true\n[b.d]\ne = 1\n");
        check("b = true\n", "search.v2=off", "b = true\n\"search.v2\" = false\n");
    }

    #[test]
    fn a_comment_never_swallows_the_new_entry() {
        check("# none yet", "a=on", "# none yet\na = true\n");
        check("# none yet\n", "a=on", "# none yet\na = true\n");
        check("# none yet\n\n# really\n", "a=on", "# none yet\n\n# really\na = true\n");
        check("  ", "a=on", "  \na = true\n");
    }

    #[test]
    fn the_first_entry_goes_above_all_tables() {
        check("[t]\nb = true\n", "a=on", "a = true\n\n[t]\nb = true\n");
        check("# about t\n[t]\n", "a=on", "a = true\n\n# about t\n[t]\n");
        check("# top\n\n# about t\n  [[t]]\n", "a=on", "# top\n\na = true\n\n# about t\n  [[t]]\n");
    }

    #[test]
    fn a_removed_entry_takes_its_line() {
        check("a = true\nb = true\n", "a", "b = true\n");
        check("a = true\nb = true", "b", "a = true\n");
        check("# top\n\n# about a\n  a = true # dark\n\nb = true\n", "a", "# top\n\n# about a\n\nb = true\n");
        check("a = \"\"\"\non\"\"\" # two lines\nb = true\n", "a", "b = true\n");
        check("a = true\n[t]\na = true\n", "a", "[t]\na = true\n");
    }

    #[test]
    fn nothing_left_is_a_comment() {
        check("a = true\n", "a", &format!("{NOTHING}\n"));
        check("a = true", "a", &format!("{NOTHING}\n"));
        check("\n  a = true\r\n\n", "a", &format!("\n{NOTHING}\n\n"));
        check("\u{feff}a = true\r\n", "a", &format!("\u{feff}{NOTHING}\r\n"));
        check("# top\na = true\n", "a", "# top\n");
        check(&format!("{NOTHING}\n"), "a=on", &format!("{NOTHING}\na = true\n"));
    }

    #[test]
    fn the_byte_order_mark_and_line_ends_stay() {
        check("\u{feff}a = false\r\nb = true\r\n", "a=on", "\u{feff}a = true\r\nb = true\r\n");
        check("\u{feff}b = true\r\n", "a=on", "\u{feff}b = true\r\na = true\r\n");
        check("\u{feff}", "a=on", "\u{feff}a = true\n");
        check("# x\r\n[t]\r\n", "a=on", "a = true\r\n\r\n# x\r\n[t]\r\n");
        check("a = true\r\nb = true\r\n", "a", "b = true\r\n");
        check("# x\r\nb = true", "a=on", "# x\r\nb = true\r\na = true\r\n");
    }

    #[test]
    fn what_is_no_state_is_refused() {
        let because = |found| format!("1:1: `a` is {found}, not `true` or `false`; change it by hand");
        for change in ["a=on", "a"] {
            refused("a = 1", change, &because("an integer"));
            refused("a = 0.5", change, &because("a float"));
            refused("a = 2026-11-23", change, &because("a date"));
            refused("a = [true]", change, &because("an array"));
            refused("a = { percent = 25 }", change, &because("a table"));
            refused("a.percent = 25", change, &because("a table"));
            refused("a = \"25%\"", change, &because("the text \"25%\""));
        }
        refused("\n[a]\nx = 1", "a=on", &because("a table").replace("1:1", "2:2"));
        refused("[[a]]\nx = 1", "a=on", &because("a table").replace("1:1", "1:3"));
    }

    #[test]
    fn a_name_that_lacks_its_quotes_is_refused() {
        let because = |at| format!("{at}: without quotes, `search.v2` is in a table; write \"search.v2\"");
        refused("search.v2 = true", "search.v2=on", &because("1:1"));
        refused("# x\n[search]\nv2 = true", "search.v2", &because("2:2"));
        check("search.v1 = true\n", "search.v2=on", "search.v1 = true\n\"search.v2\" = true\n");
    }

    #[test]
    fn what_is_not_toml_is_refused_with_its_place() {
        refused("a = true\nb = ture\n", "a=on", "2:5: invalid boolean, expected `true`");
        refused("\u{feff}\"é\" = tru", "a=on", "1:7: invalid boolean, expected `true`");
        for text in ["a = true\na = false\n", "a = ", "\0", "<<<<<<< HEAD\n", "a = true\rb = true"] {
            change_of(text, "a=on").expect_err("it is not TOML");
        }
        change_of(&format!("a = {}", "[".repeat(100_000)), "a=on").expect_err("it is too deep");
    }

    #[test]
    fn the_name_that_was_meant_is_found() {
        let nearest = |change| change_of("new-checkout = true\nmail = true\n", change).expect("it is TOML").nearest;
        assert_eq!(nearest("new-chekout"), Some("new-checkout".to_owned()));
        assert_eq!(nearest("payments"), None);
        assert_eq!(nearest("new-chekout=on"), Some("new-checkout".to_owned()));
        assert_eq!(nearest("new-checkout=off"), None);
    }
}

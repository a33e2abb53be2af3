//! The byte ranges of items in a text, and their replacement.

use std::ops::Range;

use toml_edit::{Array, Item, Key, Table, TableLike, Value};

use super::request::{self, End};

/// The starts of the lines in a text with a header or an entry.
pub(super) struct Lines<'t> {
    body: &'t str,
    all: Vec<Start>,
}

struct Start {
    at: usize,
    is_header: bool,
}

impl<'t> Lines<'t> {
    pub(super) fn of(document: &Table, body: &'t str) -> Self {
        let mut lines = Vec::new();
        for (_, item) in document {
            collect(body, item, &mut lines);
        }
        let mut all: Vec<Start> =
            lines.into_iter().map(|(line, is_header)| Start { at: line.start, is_header }).collect();
        all.sort_by_key(|start| start.at);
        Self { body, all }
    }

    /// Returns the lines of an item, in as few blocks as possible without lines of other items.
    pub(super) fn blocks(&self, item: &Item) -> Vec<Range<usize>> {
        let mut own = Vec::new();
        collect(self.body, item, &mut own);
        own.sort_by_key(|(line, _)| line.start);
        let mut blocks: Vec<Range<usize>> = Vec::new();
        for (line, _) in own {
            match blocks.last_mut().filter(|block| !self.is_any_between(block.end, line.start)) {
                Some(block) => block.end = block.end.max(line.end),
                None => blocks.push(line),
            }
        }
        blocks
    }

    fn is_any_between(&self, from: usize, to: usize) -> bool {
        self.all.iter().any(|start| (from..to).contains(&start.at))
    }

    /// Returns whether no entry follows before the next header.
    pub(super) fn is_last_of_section(&self, line: &Range<usize>) -> bool {
        let next = self.all.iter().find(|start| start.at >= line.end);
        next.is_none_or(|start| start.is_header)
    }
}

/// Collects the lines of an item, in any order, each with whether it is a header.
fn collect(body: &str, item: &Item, lines: &mut Vec<(Range<usize>, bool)>) {
    let mut table = |table: &Table| {
        lines.extend(table.span().filter(|_| has_header(table)).map(|span| (line(body, &span), true)));
        for (_, item) in table {
            collect(body, item, lines);
        }
    };
    match item {
        Item::Table(one) => table(one),
        Item::ArrayOfTables(tables) => tables.iter().for_each(table),
        Item::Value(value) => lines.extend(value.span().map(|span| (line(body, &span), false))),
        Item::None => {}
    }
}

/// Returns whether a table has its own header. A table that only dotted keys or other headers imply has none.
pub(super) fn has_header(table: &Table) -> bool {
    !table.is_dotted() && !table.is_implicit()
}

/// Returns the start of a key.
pub(super) fn start(key: &Key) -> usize {
    key.span().unwrap_or_default().start
}

/// Returns the whole lines of a span.
pub(super) fn line(body: &str, span: &Range<usize>) -> Range<usize> {
    start_of_line(body, span.start)..end_of_line(body, span.end)
}

fn start_of_line(body: &str, at: usize) -> usize {
    body[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// Returns the start of the next line.
pub(super) fn end_of_line(body: &str, from: usize) -> usize {
    body[from..].find('\n').map_or(body.len(), |at| from + at + 1)
}

/// Returns the line ending of the first line.
pub(super) fn line_end(body: &str) -> &'static str {
    let first = body.split_inclusive('\n').next().unwrap_or_default();
    if first.ends_with("\r\n") { "\r\n" } else { "\n" }
}

/// Returns the end of the last value of a section. Tables with their own header do not count.
pub(super) fn last_value(table: &dyn TableLike) -> Option<usize> {
    last_of(&table.get_values(), |_| true)
}

/// Returns the end of the last of these values whose first key is meant.
pub(super) fn last_of(values: &[(Vec<&Key>, &Value)], is_meant: impl Fn(&str) -> bool) -> Option<usize> {
    let meant = values.iter().filter(|(path, _)| path.first().is_some_and(|key| is_meant(key)));
    meant.filter_map(|(_, value)| value.span()).map(|span| span.end).max()
}

/// Returns the start of the first header, with the comment right above it. The text has only comments and blank lines
/// before it.
pub(super) fn first_header(body: &str) -> Option<usize> {
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        if line.trim_start().starts_with('[') {
            return Some(with_comment(body, at));
        }
        at += line.len();
    }
    None
}

/// Returns the start of the comment right above this line, or of the line itself. A comment for editors, such as
/// `#:schema`, belongs to the file.
pub(super) fn with_comment(body: &str, line: usize) -> usize {
    let mut start = line;
    for above in body[..line].split_inclusive('\n').rev() {
        let text = above.trim_start();
        if !text.starts_with('#') || text.starts_with("#:") {
            break;
        }
        start -= above.len();
    }
    start
}

/// Returns the text with this range replaced.
pub(super) fn exchange(text: &str, range: Range<usize>, by: &str) -> String {
    [&text[..range.start], by, &text[range.end..]].concat()
}

/// Returns the text with each of these ranges replaced. The ranges do not overlap.
pub(super) fn exchange_all(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut edited = String::new();
    let mut from = 0;
    for (range, by) in edits {
        edited.push_str(&text[from..range.start]);
        edited.push_str(&by);
        from = range.end;
    }
    edited + &text[from..]
}

/// Returns the text without these whole lines. A section takes its surrounding blank lines along.
fn without(text: &str, mut block: Range<usize>) -> String {
    let is_blank = |line: &&str| line.trim().is_empty();
    if text[block.clone()].trim_start().starts_with('[') {
        let above = &text[..block.start];
        if above.split_inclusive('\n').next_back().as_ref().is_none_or(is_blank) {
            let blank = text[block.end..].split_inclusive('\n').take_while(is_blank);
            block.end += blank.map(str::len).sum::<usize>();
        }
        if block.end == text.len() {
            let blank = above.split_inclusive('\n').rev().take_while(is_blank);
            block.start -= blank.map(str::len).sum::<usize>();
        }
    }
    exchange(text, block, "")
}

/// Returns the text without these blocks of whole lines, which are in order.
pub(super) fn without_all(text: &str, blocks: Vec<Range<usize>>) -> String {
    blocks.into_iter().rev().fold(text.to_owned(), |text, block| without(&text, block))
}

/// Inserts a line at the start of a line.
pub(super) fn insert_line(body: &str, at: usize, line: &str) -> String {
    let end = line_end(body);
    let before = if at == 0 || body[..at].ends_with('\n') { "" } else { end };
    exchange(body, at..at, &[before, line, end].concat())
}

/// Replaces lines by the lines of a section, with blank lines around it. A comment right above stays attached.
pub(super) fn exchange_section(body: &str, lines: Range<usize>, section: &str) -> String {
    let above = body[..lines.start].split_inclusive('\n').next_back().unwrap_or_default().trim_start();
    let is_for_it = above.starts_with('#') && !above.starts_with("#:") && !lines.is_empty();
    let end = line_end(body);
    let unfinished = if lines.start == 0 || body[..lines.start].ends_with('\n') { "" } else { end };
    let before = if above.is_empty() || is_for_it { "" } else { end };
    let below = body[lines.end..].split_inclusive('\n').next();
    let after = if below.is_none_or(|line| line.trim().is_empty()) { "" } else { end };
    exchange(body, lines, &[unfinished, before, section, after].concat())
}

/// Returns the edits that add rules to an array.
pub(super) fn into_array(body: &str, array: &Array, rules: &[String], end: End) -> Option<Vec<(Range<usize>, String)>> {
    let span = array.span()?;
    let line_end = line_end(body);
    let lines = |indent: &str| rules.iter().flat_map(|rule| [indent, rule, ",", line_end]).collect::<String>();
    let elements: Option<Vec<Range<usize>>> = array.iter().map(Value::span).collect();
    let elements = elements?;
    let (Some(first), Some(last)) = (elements.first(), elements.last()) else {
        let inner = body[span.start + 1..span.end - 1].trim();
        return inner.is_empty().then(|| vec![(span, request::array(rules, line_end))]);
    };
    let indent = |element: &Range<usize>| {
        let before = &body[start_of_line(body, element.start)..element.start];
        if before.trim().is_empty() { before.to_owned() } else { "  ".to_owned() }
    };
    let joined = rules.join(", ");
    Some(match end {
        End::Front => {
            let below = end_of_line(body, span.start);
            if below <= first.start {
                vec![(below..below, lines(&indent(first)))]
            } else {
                vec![(first.start..first.start, format!("{joined}, "))]
            }
        }
        End::Back => {
            let comma = comma(&body[last.end..span.end]).map(|at| last.end + at + 1);
            let below = end_of_line(body, comma.unwrap_or(last.end));
            if below < span.end {
                let missing = comma.is_none().then(|| (last.end..last.end, ",".to_owned()));
                missing.into_iter().chain([(below..below, lines(&indent(last)))]).collect()
            } else if body[span.clone()].contains('\n') {
                let gap = format!(",{line_end}{}", indent(last));
                vec![(last.end..last.end, format!("{gap}{}", rules.join(&gap)))]
            } else {
                vec![(last.end..last.end, format!(", {joined}"))]
            }
        }
    })
}

/// Returns the start of the next token that is neither a space nor a comment.
pub(super) fn next_token(body: &str, from: usize) -> usize {
    let at = body.len() - body[from..].trim_start().len();
    if body[at..].starts_with('#') { next_token(body, end_of_line(body, at)) } else { at }
}

/// Returns the position of the comma after an element of an array or a table.
pub(super) fn comma(rest: &str) -> Option<usize> {
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let code = line.split('#').next().unwrap_or_default();
        if let Some(comma) = code.find(',') {
            return Some(at + comma);
        }
        at += line.len();
    }
    None
}

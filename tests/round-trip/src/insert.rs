//! Insertions into a text.

use std::ops::Range;

use crate::places::Places;

/// New text in place of a range.
#[derive(Debug)]
pub(crate) struct Insertion {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

impl Insertion {
    /// Inserts the text before a position.
    pub(crate) fn at(position: usize, text: impl Into<String>) -> Self {
        Self { range: position..position, text: text.into() }
    }

    /// Replaces a range.
    pub(crate) fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }
}

/// Applies insertions, which may stand in any order. Those that overlap an earlier one are left out, and the number of
/// those that were applied is returned with the text.
pub(crate) fn apply(text: &str, mut insertions: Vec<Insertion>) -> String {
    insertions.sort_by_key(|insertion| (insertion.range.start, insertion.range.end));
    let mut out = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for insertion in insertions {
        out.push_str(&text[at..insertion.range.start]);
        out.push_str(&insertion.text);
        at = insertion.range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Returns the white space before a position, if nothing else stands before it in its line.
pub(crate) fn indentation(text: &str, at: usize) -> Option<&str> {
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let before = &text[start..at];
    before.chars().all(|letter| letter == ' ' || letter == '\t').then_some(before)
}

/// Returns whether nothing but white space stands after a position in its line.
pub(crate) fn is_last(text: &str, at: usize) -> bool {
    let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    text[at..end].trim().is_empty()
}

/// Returns an attribute on a line of its own before a position, or on the same line if something stands before it.
pub(crate) fn attribute(text: &str, at: usize, attribute: &str) -> Insertion {
    match indentation(text, at) {
        Some(indentation) => Insertion::at(at, format!("{attribute}{}{indentation}", line_break(text))),
        None => Insertion::at(at, format!("{attribute} ")),
    }
}

/// Returns the line break of the text.
pub(crate) fn line_break(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Returns one step of indentation, as the text has it.
pub(crate) fn step(text: &str) -> &'static str {
    if text.contains("\n\t") { "\t" } else { "    " }
}

/// Returns the insertions that move the lines of a range one step to the right, except blank lines and literals, and
/// put `before` and `after` on lines around it.
pub(crate) fn wrap(
    text: &str,
    places: &Places,
    range: &Range<usize>,
    before: &str,
    after: &str,
) -> Option<Vec<Insertion>> {
    let indentation = indentation(text, range.start)?;
    if !is_last(text, range.end) {
        return None;
    }
    let (line_break, step) = (line_break(text), step(text));
    let mut insertions = vec![Insertion::at(range.start, format!("{before}{line_break}{indentation}{step}"))];
    for (at, _) in text[range.clone()].match_indices('\n') {
        let start = range.start + at + 1;
        let line = text[start..].lines().next().unwrap_or_default();
        if places.is_in_literal(start) || line.trim().is_empty() {
            continue;
        }
        // Lines with less indentation than the first would not come back to where they were.
        if !line.starts_with(indentation) {
            return None;
        }
        insertions.push(Insertion::at(start + indentation.len(), step));
    }
    insertions.push(Insertion::at(range.end, format!("{line_break}{indentation}{after}")));
    Some(insertions)
}

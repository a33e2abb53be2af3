//! Lines of a text: where they start and end, and their indentation.

use std::ops::Range;

/// Returns the length of the byte order mark and the `#!` line, if the text has them.
pub(super) fn preamble(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &text[mark..];
    // `#![..]` is an attribute, also with spaces in between.
    let is_script = rest.strip_prefix("#!").is_some_and(|rest| !rest.trim_start().starts_with('['));
    mark + if is_script { rest.find('\n').unwrap_or(rest.len()) } else { 0 }
}

/// Returns the start of the line in which the position is.
pub(super) fn start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |found| found + 1)
}

/// Returns the end of the line in which the position is, with its line break.
pub(super) fn end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |found| at + found + 1)
}

/// Returns the white space at the start of the line in which the position is.
pub(super) fn indentation(text: &str, at: usize) -> &str {
    let line = &text[start(text, at)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Returns whether only white space stands before the position in its line.
pub(super) fn is_first(text: &str, at: usize) -> bool {
    is_blank(&text[start(text, at)..at])
}

/// Returns whether only white space stands after the position in its line.
pub(super) fn is_last(text: &str, at: usize) -> bool {
    is_blank(&text[at..end(text, at)])
}

/// Returns the lines of a range that shares them with nothing else.
pub(super) fn whole(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    (is_first(text, range.start) && is_last(text, range.end)).then(|| start(text, range.start)..end(text, range.end))
}

/// Returns the start of the comment lines directly above the line that starts at `at`, or `at` if there is none.
pub(super) fn comments_above(text: &str, at: usize) -> usize {
    let mut first = at;
    while first > 0 {
        let above = start(text, first - 1);
        let line = text[above..first].trim();
        if !line.starts_with("//") || line.starts_with("///") || line.starts_with("//!") {
            break;
        }
        first = above;
    }
    first
}

/// Extends a position to the right over spaces and tabs.
pub(super) fn skip_spaces(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start_matches([' ', '\t']).len()
}

/// Extends a position to the left over spaces and tabs.
pub(super) fn skip_spaces_back(text: &str, at: usize) -> usize {
    text[..at].trim_end_matches([' ', '\t']).len()
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Returns the start of the blank lines before the line that starts at `at`, or `at` if there are none.
pub(super) fn blank_before(text: &str, at: usize) -> usize {
    let kept = text[..at].trim_end();
    if kept.is_empty() { 0 } else { end(text, kept.len()).min(at) }
}

/// Returns the end of the blank lines after the line that ends at `at`, or `at` if there are none.
pub(super) fn blank_after(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let next = at + (rest.len() - rest.trim_start().len());
    start(text, next).max(at)
}

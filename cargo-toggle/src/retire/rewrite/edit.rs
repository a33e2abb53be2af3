//! Replacements of ranges. The parts of a replacement may be ranges of the source, in which inner edits apply, so that
//! nested edits compose.

use std::ops::Range;

use anyhow::ensure;

use super::{lines, source::Source};

/// A range of the source and its replacement.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) parts: Vec<Part>,
}

/// A part of a replacement.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// New text.
    Text(String),
    /// Text of the source, moved to the left by the length of this white space.
    Kept { range: Range<usize>, dedent: String },
}

impl Part {
    /// Makes a part of text that stays as it is.
    pub(super) fn kept(range: Range<usize>) -> Self {
        Self::Kept { range, dedent: String::new() }
    }
}

impl Edit {
    /// Makes an edit that removes the range.
    pub(super) fn removal(range: Range<usize>) -> Self {
        Self { range, parts: Vec::new() }
    }

    /// Makes an edit that replaces the range with new text.
    pub(super) fn text(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, parts: vec![Part::Text(text.into())] }
    }

    /// Makes an edit that leaves a part of the range.
    pub(super) fn keep(range: Range<usize>, kept: Range<usize>) -> Self {
        Self { range, parts: vec![Part::kept(kept)] }
    }
}

/// Applies the edits to the source.
pub(super) fn apply(source: &Source<'_>, mut edits: Vec<Edit>) -> anyhow::Result<String> {
    // An edit comes before those inside of it.
    edits.sort_by_key(|edit| (edit.range.start, std::cmp::Reverse(edit.range.end)));
    for pair in edits.windows(2) {
        let [one, next] = pair else { continue };
        let is_apart = one.range.end <= next.range.start;
        let is_inside = next.range.end <= one.range.end && one.range != next.range;
        ensure!(is_apart || is_inside, "two edits overlap, at line {}", source.line(next.range.start));
    }
    let mut out = String::with_capacity(source.text.len());
    write(source, &edits, 0..source.text.len(), "", &mut out);
    Ok(out)
}

/// Writes a range of the source, with the edits inside of it.
///
/// A range starts and ends at code. An edit that removes whole lines may begin in the indentation before it, or end
/// with the line break after it.
fn write(source: &Source<'_>, edits: &[Edit], range: Range<usize>, dedent: &str, out: &mut String) {
    let written = out.len();
    let mut at = range.start;
    for (index, edit) in edits.iter().enumerate() {
        let Range { start, end } = edit.range;
        if start >= range.end {
            break;
        }
        let is_around = start <= range.start && range.end <= end && !(start == range.start && end == range.end);
        // The first is true of edits inside of one that has been written.
        if end <= at || is_around || (start < at && at > range.start) {
            continue;
        }
        copy(source, at..start.max(at), dedent, out);
        let inner = &edits[index + 1..];
        for part in &edit.parts {
            match part {
                Part::Text(text) => shift(text, dedent, out),
                Part::Kept { range, dedent: more } => {
                    let edits = if start <= range.start && range.end <= end { inner } else { edits };
                    write(source, edits, range.clone(), &format!("{dedent}{more}"), out);
                }
            }
        }
        at = end;
        if start < range.start {
            at = lines::skip_spaces(source.text, end);
        }
        if end > range.end {
            out.truncate(out[written..].trim_end().len() + written);
            at = range.end;
        }
    }
    copy(source, at.min(range.end)..range.end, dedent, out);
}

/// Copies text of the source and moves its lines to the left, except those that start inside of a literal.
fn copy(source: &Source<'_>, range: Range<usize>, dedent: &str, out: &mut String) {
    let text = &source.text[range.clone()];
    if dedent.is_empty() {
        out.push_str(text);
        return;
    }
    let mut start = range.start;
    for line in text.split_inclusive('\n') {
        let is_line_start = start > range.start || out.ends_with('\n');
        let moved = line.strip_prefix(dedent).filter(|_| is_line_start && !source.is_in_literal(start));
        out.push_str(moved.unwrap_or(line));
        start += line.len();
    }
}

/// Writes new text, and moves all its lines but the first to the left.
fn shift(text: &str, dedent: &str, out: &mut String) {
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let moved = line.strip_prefix(dedent).filter(|_| index > 0 && !dedent.is_empty());
        out.push_str(moved.unwrap_or(line));
    }
}

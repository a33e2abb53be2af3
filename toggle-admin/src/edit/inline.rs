//! The edit of an inline table, on one line or on several.

use std::ops::Range;

use toml_edit::{InlineTable, TableLike};

use super::{current::MONITORING, spans};

/// A key with its value.
struct Pair<'d> {
    /// The key, or the first part of a dotted key.
    key: &'d str,
    span: Range<usize>,
    /// The position after the comma, if there is one.
    comma: Option<usize>,
}

/// Returns the pairs, in the order of the text.
fn pairs<'d>(body: &str, table: &'d InlineTable) -> Option<Vec<Pair<'d>>> {
    // A table of dotted keys has the span of a key.
    let braces = table.span().filter(|_| !table.is_dotted())?;
    let mut values: Vec<(&str, Range<usize>)> = Vec::new();
    for (path, value) in TableLike::get_values(table) {
        values.push((path.first()?.get(), value.span()?));
    }
    values.sort_by_key(|(_, span)| span.start);
    let mut from = braces.start + 1;
    let pair = |(key, value): (_, Range<usize>)| {
        let comma = spans::comma(&body[value.end..braces.end - 1]).map(|at| value.end + at + 1);
        let span = spans::next_token(body, from)..value.end;
        from = comma.unwrap_or(value.end);
        Pair { key, span, comma }
    };
    Some(values.into_iter().map(pair).collect())
}

/// Adds rules at the top, and other keys below the last key that is not for monitoring. Without such a key, they go to
/// the top, too.
pub(super) fn put(
    body: &str,
    table: &InlineTable,
    rules: Option<String>,
    others: Vec<String>,
) -> Option<Vec<(Range<usize>, String)>> {
    let pairs = pairs(body, table)?;
    let rules: Vec<String> = rules.into_iter().collect();
    let Some(first) = pairs.first() else {
        let braces = table.span()?;
        let is_empty = body[braces.start + 1..braces.end - 1].trim().is_empty();
        return is_empty.then(|| vec![(braces, format!("{{ {} }}", [rules, others].concat().join(", ")))]);
    };
    let Some(last) = pairs.iter().rfind(|pair| !MONITORING.contains(&pair.key)) else {
        return Some(vec![on_top(body, first, &[rules, others].concat())]);
    };
    let below = (last.span.end..last.span.end, others.iter().flat_map(|pair| [", ", pair]).collect());
    Some(vec![on_top(body, first, &rules), below])
}

fn on_top(body: &str, first: &Pair<'_>, new: &[String]) -> (Range<usize>, String) {
    let line = spans::line(body, &first.span).start;
    let indent = &body[line..first.span.start];
    if !indent.trim().is_empty() {
        let at = first.span.start;
        return (at..at, new.iter().flat_map(|pair| [pair, ", "]).collect());
    }
    let at = spans::with_comment(body, line);
    let end = spans::line_end(body);
    (at..at, new.iter().flat_map(|pair| [indent, pair, ",", end]).collect())
}

/// Returns the text without the last pair of a key. A line that becomes empty is removed.
pub(super) fn without(body: &str, table: &InlineTable, key: &str) -> Option<String> {
    let pairs = pairs(body, table)?;
    let at = pairs.iter().rposition(|pair| pair.key == key)?;
    let Pair { span, comma, .. } = &pairs[at];
    let line = spans::line(body, &(span.start..comma.unwrap_or(span.end)));
    let rest = body[comma.unwrap_or(span.end)..line.end].trim_start();
    let is_alone = body[line.start..span.start].trim().is_empty() && (rest.is_empty() || rest.starts_with('#'));
    let before = pairs[..at].last().map(|pair| pair.span.end);
    let range = match (comma, before) {
        _ if is_alone => line,
        (Some(comma), _) => {
            let rest = &body[*comma..];
            span.start..comma + rest.len() - rest.trim_start_matches([' ', '\t']).len()
        }
        // On one line, the comma before the pair is removed with it.
        (None, Some(before)) if !body[before..span.start].contains('\n') => before..span.end,
        (None, _) => span.clone(),
    };
    Some(spans::exchange(body, range, ""))
}

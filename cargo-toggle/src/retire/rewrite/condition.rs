//! Conditions of gates and checks, `all(..)`, `any(..)` and `not(..)`, folded for one toggle.

use std::ops::Range;

use toggle_syntax::grammar::Condition;

use super::{edit::Edit, source::Source, target::Target};

/// A condition for a toggle that is always on or off.
pub(super) enum Folded {
    /// The condition does not depend on the toggle.
    Same,
    /// The condition always has this value.
    Constant(bool),
    /// The condition depends on other toggles as well. These edits leave the rest of it.
    Changed(Vec<Edit>),
}

/// Folds a condition.
pub(super) fn fold(condition: &Condition, source: &Source<'_>, target: &Target) -> Folded {
    let (is_target, inner) = match condition {
        Condition::Name(name) => (target.is_name(name), None),
        Condition::Path(path) => (target.is_path(path), None),
        Condition::Not(_, inner) => (false, Some(inner)),
        Condition::All(_, operands) => return combine(condition, operands, true, source, target),
        Condition::Any(_, operands) => return combine(condition, operands, false, source, target),
    };
    match (is_target, inner) {
        (true, _) => target.keep.is_on().map_or(Folded::Same, Folded::Constant),
        (false, None) => Folded::Same,
        (false, Some(inner)) => match fold(inner, source, target) {
            Folded::Constant(value) => Folded::Constant(!value),
            folded => folded,
        },
    }
}

/// Folds `all`, for which `neutral` is true, or `any`.
fn combine(
    condition: &Condition,
    operands: &[Condition],
    neutral: bool,
    source: &Source<'_>,
    target: &Target,
) -> Folded {
    let mut edits = Vec::new();
    let mut kept = Vec::new();
    for operand in operands {
        match fold(operand, source, target) {
            Folded::Constant(value) if value != neutral => return Folded::Constant(value),
            Folded::Constant(_) => {}
            Folded::Same => kept.push(operand),
            Folded::Changed(inner) => {
                edits.extend(inner);
                kept.push(operand);
            }
        }
    }
    if kept.is_empty() {
        return Folded::Constant(neutral);
    }
    if kept.len() < operands.len() {
        if let [only] = kept[..] {
            edits.push(Edit::keep(range(condition, source), range(only, source)));
        } else {
            let ranges: Vec<_> = operands.iter().map(|operand| range(operand, source)).collect();
            let is_kept = |operand: &Condition| kept.iter().any(|kept| std::ptr::eq(*kept, operand));
            let dropped: Vec<_> = operands.iter().map(|operand| !is_kept(operand)).collect();
            edits.extend(removals(&ranges, &dropped));
        }
    }
    if edits.is_empty() { Folded::Same } else { Folded::Changed(edits) }
}

/// Removes some elements of a list that has commas between them. At least one has to stay.
pub(super) fn removals(ranges: &[Range<usize>], dropped: &[bool]) -> Vec<Edit> {
    let last_kept = dropped.iter().rposition(|dropped| !dropped).unwrap_or_default();
    let mut edits = Vec::new();
    for (index, range) in ranges.iter().enumerate().filter(|&(index, _)| dropped[index]) {
        // Elements before the last that stays go with the comma after them, the others with the comma before them.
        edits.push(Edit::removal(if index < last_kept {
            range.start..ranges[index + 1].start
        } else {
            ranges[index - 1].end..range.end
        }));
    }
    edits
}

/// Returns the range of a condition, with the parentheses of a combination.
pub(super) fn range(condition: &Condition, source: &Source<'_>) -> Range<usize> {
    let start = source.of_span(condition.span());
    let last = match condition {
        Condition::Name(_) | Condition::Path(_) => return start,
        Condition::Not(_, inner) => &**inner,
        Condition::All(_, operands) | Condition::Any(_, operands) => match operands.last() {
            Some(last) => last,
            None => return start,
        },
    };
    start.start..closing(source.text, range(last, source).end)
}

/// Returns the position after the next `)`, from a position after which only a comma and comments may come first.
fn closing(text: &str, mut at: usize) -> usize {
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match letter {
            ')' => return at + 1,
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            _ => letter.len_utf8(),
        };
    }
    at
}

//! Pairs of texts: code with the toggle `x`, declared by `X`, and the code that is left if it is on or off.

mod branches;
mod checks;
mod declarations;
mod functions;
mod statements;
mod testing;
mod values;

use std::collections::BTreeSet;

use super::{Braces, Edition, Keep, Level, Rewritten, Target, rewrite, rewrite_with};

fn target(keep: Keep) -> Target {
    Target { name: "x".to_owned(), keep, idents: BTreeSet::from(["X".to_owned()]), keeps_declaration: false }
}

#[track_caller]
fn rewritten(before: &str, keep: Keep) -> Rewritten {
    rewrite(before, &target(keep), Edition::From2024).expect("the text is Rust, and no edits overlap")
}

/// Checks both sides, on and off. Nothing may be left to a person.
#[track_caller]
fn check(before: &str, on: &str, off: &str) {
    for (keep, expected) in [(Keep::On, on), (Keep::Off, off)] {
        let Rewritten { text, notes, .. } = rewritten(before, keep.clone());
        assert_eq!(text, expected, "{keep:?}");
        assert!(notes.iter().all(|note| note.level != Level::Person), "{keep:?}: {notes:?}");
    }
}

/// Checks one side, and the notes on it.
#[track_caller]
fn check_notes(before: &str, keep: Keep, expected: &str, notes: &[(Level, usize, &str)]) {
    let rewritten = rewritten(before, keep);
    assert_eq!(rewritten.text, expected);
    let found: Vec<_> = rewritten.notes.iter().map(|note| (note.level, note.line, note.text.as_str())).collect();
    assert_eq!(found, notes);
}

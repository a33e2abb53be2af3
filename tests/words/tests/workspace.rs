//! This workspace, held to the language rules.

use std::path::Path;

use toggle_tests_words::{Files, begins_badly, long_comments, long_test_names, pages_begin_badly, without_head};

fn files(extension: &str) -> Files {
    let files = Files::below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), extension);
    assert!(!files.is_empty());
    files
}

/// Fails if the places are more than `bound`, and if they are fewer, so that the bound only goes down.
#[track_caller]
fn check(found: &[String], bound: usize) {
    assert!(found.len() <= bound, "{} places, and {bound} are allowed:\n{}", found.len(), found.join("\n"));
    assert!(found.len() == bound, "{} places are left: lower the bound from {bound}", found.len());
}

#[test]
fn comments_begin_with_their_subject() {
    check(&begins_badly(&files("rs")), 0);
}

#[test]
fn pages_begin_sentences_with_their_subject() {
    check(&pages_begin_badly(&files("md")), 0);
}

#[test]
fn comment_lines_end_at_120_columns() {
    check(&long_comments(&files("rs")), 0);
}

#[test]
fn files_say_what_they_hold() {
    // The sources of the cases are inputs of the compiler, each named for its mistake.
    check(&without_head(&files("rs").without("tests/ui/cases/").without("toggle-macros/tests/mistakes/")), 0);
}

#[test]
fn test_names_have_at_most_45_characters() {
    check(&long_test_names(&files("rs")), 0);
}

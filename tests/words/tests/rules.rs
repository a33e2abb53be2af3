//! Each rule, on made-up files.

use toggle_tests_words::{Files, begins_badly, long_comments, long_test_names, pages_begin_badly, without_head};

#[track_caller]
fn check(rule: fn(&Files) -> Vec<String>, text: &str, expected: &[&str]) {
    assert_eq!(rule(&Files::from_texts(&[("a.rs", text)])), expected);
}

#[test]
fn bad_beginning_is_found_in_every_comment() {
    check(
        begins_badly,
        "/// What is\n//! Of it\n    // Where\n/// * As\nlet x; // How\n",
        &["a.rs:1", "a.rs:2", "a.rs:3", "a.rs:4"],
    );
}

#[test]
fn longer_word_is_no_bad_beginning() {
    check(begins_badly, "/// Whatever\n/// Often\n/// Assertions\n/// Returns What\n/// of it\n", &[]);
}

#[test]
fn code_is_no_comment() {
    check(begins_badly, "What { a }\nlet a = \"// What\";\n", &[]);
    check(long_comments, &format!("let a = \"{}\";\n", "a".repeat(200)), &[]);
}

#[test]
fn long_comment_is_found_by_its_characters() {
    check(long_comments, &format!("// {}\n// {}\n", "é".repeat(117), "é".repeat(118)), &["a.rs:2"]);
}

#[test]
fn file_without_head_is_found() {
    check(without_head, "/// Returns\nfn a() {}\n", &["a.rs"]);
    check(without_head, "#![allow(x)]\n//! Texts.\n", &[]);
    check(without_head, "#![doc = include_str!(\"../a.md\")]\n", &[]);
}

#[test]
fn long_test_name_is_found_with_its_name() {
    let long = "a".repeat(46);
    let text = format!("#[test]\n#[ignore]\nfn {long}() {{}}\nfn {long}() {{}}\n#[test]\nfn short() {{}}\n");
    check(long_test_names, &text, &[&format!("a.rs:3: {long}")]);
}

#[test]
fn page_is_read_without_headings_and_code() {
    check(pages_begin_badly, "# What\nWhat\n```\nWhat\n```\n* Of\nof\n", &["a.rs:2", "a.rs:6"]);
}

//! Holds the reference and the words of the fuzzer to the tables of words.

use std::{env, fs, path::Path};

use toggle_syntax::keys::{Keyword, ToggleKey};

use super::{OperatorValue, TABLE, Word};
use crate::read::{Document, GuardKey, ObserveKey, RuleKey, Section, StepKey};

/// Compares a file of this crate with what it has to be, or writes it, if `SNAPSHOTS=overwrite`.
#[track_caller]
fn check(file: &str, expected: impl FnOnce(&str) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(&path).expect("the file is readable");
    let expected = expected(&text);
    if env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        fs::write(path, expected).expect("the file is writable");
    } else {
        assert!(text == expected, "{file} is not as the table of operators says: run this with SNAPSHOTS=overwrite");
    }
}

/// Returns the operators that a file may ask of an attribute that is declared so, beside `not` and `present`.
fn operators_of(ty: &str) -> String {
    let applies = |word: &&Word| {
        let value = match word.value {
            OperatorValue::Presence | OperatorValue::Attribute => return false,
            OperatorValue::Text(_) | OperatorValue::Texts => "'1'",
            OperatorValue::Bound => "1",
        };
        let text = format!("attributes.a = '{ty}'\nsegment.s = {{ a = {{ {} = {value} }} }}", word.name);
        Document::read(&text, None).expect("it is TOML").others.is_empty()
    };
    let words: Vec<String> = TABLE.iter().filter(applies).map(|word| format!("`{}`", word.name)).collect();
    words.join(", ")
}

const HEADER: &str = "| operator | its value | matches if the attribute |\n|---|---|---|\n";

/// Returns the text with a row for each operator.
fn with_operators(text: &str) -> String {
    let (before, after) = text.split_once(HEADER).expect("the table of operators");
    let end = after.find("\n\n").expect("the end of the table");
    let row = |Word { name, reference: [value, matches], .. }: &Word| format!("| `{name}` | {value} | {matches} |");
    let rows: Vec<String> = TABLE.iter().map(row).collect();
    format!("{before}{HEADER}{}{}", rows.join("\n"), &after[end..])
}

/// Returns the text with the operators of texts and numbers.
fn with_types(text: &str) -> String {
    let of_texts = "| `\"string\"`, `\"version\"`, a list of texts |";
    let of_numbers = "| `\"number\"` |";
    let row = |line: &str| match line {
        line if line.starts_with(of_texts) => {
            format!("{of_texts} {}; for a list of texts, one of them has to fit |\n", operators_of("string"))
        }
        line if line.starts_with(of_numbers) => format!("{of_numbers} {} with a number |\n", operators_of("number")),
        line => format!("{line}\n"),
    };
    text.lines().map(row).collect()
}

#[test]
fn reference_has_the_operators_of_the_table() {
    assert_eq!(operators_of("version"), operators_of("string"));
    assert_eq!(operators_of("boolean"), "");
    check("docs/rules.md", |text| with_types(&with_operators(text)));
}

#[test]
fn fuzzer_knows_every_word() {
    check("fuzz/rules.dict", |text| {
        let operators = TABLE.iter().map(|operator| operator.name);
        let keys =
            [Section::WORDS, ToggleKey::WORDS, RuleKey::WORDS, StepKey::WORDS, GuardKey::WORDS, ObserveKey::WORDS];
        let words = keys.into_iter().flatten().copied().chain(operators).map(|word| format!("\"{word}\""));
        let missing = words.filter(|word| !text.lines().any(|line| line == word));
        text.lines().map(str::to_owned).chain(missing).map(|line| line + "\n").collect()
    });
}

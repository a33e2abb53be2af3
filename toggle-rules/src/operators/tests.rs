//! Tests of each operator, and tests that keep the reference and the fuzzer's dictionary equal to the tables of words.

use std::{env, fs, path::Path};

use toggle_syntax::keys::{Keyword, ToggleKey};

use super::{
    Operator, OperatorValue,
    operator::{ReadOperator, TABLE},
    word::Word,
};
use crate::{
    attribute::Attribute,
    definition::RawState,
    read::{Document, GuardKey, ObserveKey, RuleKey, Section, StepKey},
};

/// Reads an operator, formats it, and evaluates it for attributes that fit and for others.
#[track_caller]
fn operator<const N: usize, const M: usize>(written: &str, fit: [&str; N], others: [&str; M]) {
    let document = Document::read(&format!("x.rules = [{{ when.a = {{ {written} }} }}]"), None).expect("it is TOML");
    let Some(Ok(RawState::Rules(rules))) = &document.entries[0].said.state else { panic!("{written} has a mistake") };
    let condition = rules.rules[0].when.as_ref().expect("there is a condition");
    let matcher = &condition.any[0][0].matcher;
    assert_eq!(matcher.to_string(), format!("{{ {written} }}"));
    for (texts, expected) in [(&fit[..], true), (&others[..], false)] {
        for text in texts {
            let attribute = match text.parse::<f64>() {
                Ok(number) => Attribute::Float(number),
                Err(_) => Attribute::Text((*text).to_owned()),
            };
            assert_eq!(matcher.holds(Some(&(&attribute).into())), expected, "{text} and {written}");
        }
    }
}

#[cfg(all(feature = "regex", feature = "semver"))]
#[test]
fn operators_fit_as_the_reference_says() {
    operator("not = \"b\"", ["a", "1"], ["b"]);
    operator("present = true", ["a", "1"], []);
    operator("present = false", [], ["a", "1"]);
    operator("semver = \">=1.2\"", ["1.2.0", "v2"], ["1.1.9", "a"]);
    operator("starts-with = [\"a\", \"b\"]", ["ac", "b"], ["ca", "1"]);
    operator("ends-with = \"a\"", ["ca", "a"], ["ac", "1"]);
    operator("contains = \"a\"", ["bab", "a"], ["b", "1"]);
    operator("above = 2", ["2.5"], ["2", "a"]);
    operator("at-least = 2", ["2", "3"], ["1.5", "a"]);
    operator("at-most = 2.5", ["2", "2.5"], ["3", "a"]);
    operator("below = 2026-12-01T00:00:00Z", ["2026-11-30"], ["2026-12-01", "1", "a"]);
    operator("matches = \"^a+$\"", ["a", "aa"], ["ab", "1"]);
}

/// Compares a file of this crate with the expected content, or overwrites it if `SNAPSHOTS=overwrite`.
#[track_caller]
fn check(file: &str, expected: impl FnOnce(&str) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(&path).expect("the file is readable");
    let expected = expected(&text);
    if env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        fs::write(path, expected).expect("the file is writable");
    } else {
        assert!(text == expected, "{file} does not match the table of operators: run this with SNAPSHOTS=overwrite");
    }
}

#[test]
fn operator_takes_no_more_than_four_words() {
    assert_eq!(size_of::<Operator>(), 4 * size_of::<usize>());
}

/// Returns the operators that apply to an attribute of this declared type, except `not` and `present`.
fn operators_of(ty: &str) -> String {
    let applies = |word: &&Word<ReadOperator>| {
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

/// Returns the reference with a row for each operator.
fn with_operators(text: &str) -> String {
    let (before, after) = text.split_once(HEADER).expect("the table of operators");
    let end = after.find("\n\n").expect("the end of the table");
    let row = |Word { name, reference: [value, matches], .. }: &Word<ReadOperator>| {
        format!("| `{name}` | {value} | {matches} |")
    };
    let rows: Vec<String> = TABLE.iter().map(row).collect();
    format!("{before}{HEADER}{}{}", rows.join("\n"), &after[end..])
}

/// Returns the reference with the operators of strings and numbers.
fn with_types(text: &str) -> String {
    let of_texts = "| `\"string\"`, `\"version\"`, a list of strings |";
    let of_numbers = "| `\"number\"` |";
    let row = |line: &str| match line {
        line if line.starts_with(of_texts) => {
            format!("{of_texts} {}; for a list of strings, one of them must fit |\n", operators_of("string"))
        }
        line if line.starts_with(of_numbers) => format!("{of_numbers} {} with a number |\n", operators_of("number")),
        line => format!("{line}\n"),
    };
    text.lines().map(row).collect()
}

#[cfg(all(feature = "regex", feature = "semver"))]
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

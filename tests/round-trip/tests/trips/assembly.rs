//! The assembly of functions in release builds: with the toggle pinned, and after the toggle is retired, the same but
//! for names.

use std::collections::BTreeMap;

use cargo_toggle::retire::rewrite::{Edition, Level, rewrite};

use crate::program::{Library, WAYS};

const BEFORE: &str = include_str!("assembly/before.rs");

/// Returns the instructions of each function without a mangled name. Labels are numbered by their first use, and names
/// of constants and functions of this crate are cut.
fn functions(assembly: &str) -> BTreeMap<String, Vec<String>> {
    let mut functions = BTreeMap::new();
    let mut current: Option<(String, Vec<String>)> = None;
    let mut labels: Vec<String> = Vec::new();
    for line in assembly.lines() {
        if let Some(name) = line.strip_suffix(':').filter(|name| name.starts_with("f_")) {
            current = Some((name.to_owned(), Vec::new()));
            labels.clear();
        } else if line.trim() == ".cfi_endproc" {
            functions.extend(current.take());
        } else if let Some((_, lines)) = &mut current {
            let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '$');
            let mut normal = String::new();
            let mut rest = line.trim();
            while let Some(first) = rest.chars().next() {
                let end = rest.find(|letter| is_part(letter) != is_part(first)).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                rest = after;
                if word.starts_with(".L") {
                    let index = labels.iter().position(|label| label == word).unwrap_or_else(|| {
                        labels.push(word.to_owned());
                        labels.len() - 1
                    });
                    let more = format!(".L{index}");
                    normal.push_str(&more);
                } else {
                    normal.push_str(word);
                }
            }
            lines.push(normal);
        }
    }
    functions
}

#[test]
#[ignore = "it builds the runtime in release"]
fn retired_code_has_the_assembly_of_pinned_code() {
    for way in WAYS.iter().filter(|way| way.toggle == "x") {
        let done = rewrite(BEFORE, &way.target(), Edition::From2024).expect("it is Rust");
        assert!(done.notes.iter().all(|note| note.level != Level::Person), "{:?}", done.notes);
        let pinned = Library::write(&format!("assembly-pinned-{}", way.name), BEFORE);
        let pinned = functions(&pinned.assembly(&[("TOGGLE_PIN_X", way.name)]));
        let retired = functions(&Library::write(&format!("assembly-retired-{}", way.name), &done.text).assembly(&[]));
        assert_eq!(pinned.len(), BEFORE.matches("pub fn f_").count());
        assert!(pinned.values().all(|lines| lines.len() > 2), "{pinned:?}");
        for (name, lines) in &pinned {
            assert_eq!(lines.join("\n"), retired[name].join("\n"), "{name}, {}", way.name);
        }
    }
}

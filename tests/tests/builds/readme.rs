//! The commands of the README, and the toggle files in the README and the guide. The Rust code of the README is
//! compiled with the doctests of this package, and the code of the guide with those of `toggle-runtime` and
//! `toggle-tower`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use cargo_toggle::program::{once, program_of_names};
use toggle_runtime::{Source, SourceError, States};

/// The root of the repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Runs a command line of the form `NAME=value cargo arguments` and returns its standard output.
#[track_caller]
fn run(line: &str) -> String {
    let mut words = line.split(' ').peekable();
    let mut variables = Vec::new();
    while let Some((name, value)) = words.peek().and_then(|word| word.split_once('=')) {
        variables.push((name, value));
        words.next();
    }
    assert_eq!(words.next(), Some("cargo"), "{line}");
    let output = Command::new(env!("CARGO"))
        .args(words)
        .arg("--quiet")
        .current_dir(ROOT)
        .envs(variables)
        .output()
        .expect("cargo can be run");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints text")
}

#[test]
fn readme_commands_print_their_shown_output() {
    let readme = include_str!("../../../README.md");
    let console = readme.split("```").find_map(|block| block.strip_prefix("console\n")).expect("a console block");
    let mut shown = 0;
    for entry in console.split("$ ").filter(|entry| entry.contains("cargo run")) {
        let (command, output) = entry.split_once('\n').expect("a command line");
        assert_eq!(run(command).trim_end(), output.trim_end(), "{command}");
        shown += 1;
    }
    assert_eq!(shown, 2);
    let lines_before = readme.split("```console").next().map_or(0, |start| start.lines().count());
    assert!(lines_before + console.lines().count() < 50, "both commands are on the first screen");
    assert!(readme.lines().count() <= 150, "the README is short; details belong into the guide");
}

/// Returns the README and each page of the guide and of the reference.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![Path::new(ROOT).join("README.md")];
    for directory in ["toggle-rules/docs", "toggle-runtime/docs", "toggle-store/docs", "toggle-tower/docs"] {
        let entries = fs::read_dir(Path::new(ROOT).join(directory)).expect("the directory is there");
        pages.extend(entries.map(|entry| entry.expect("the entry can be read").path()));
    }
    pages
}

/// Returns each block in TOML of a page, with the number of its first line.
fn toml_blocks(text: &str) -> Vec<(usize, String)> {
    let mut blocks = Vec::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((_, line)) = lines.next() {
        if line == "```toml" {
            let block: Vec<_> = lines.by_ref().take_while(|(_, line)| *line != "```").collect();
            let first = block.first().map_or(0, |(number, _)| *number);
            let lines: Vec<&str> = block.iter().map(|(_, line)| *line).collect();
            blocks.push((first, lines.join("\n")));
        }
    }
    blocks
}

/// A toggle file of a page.
struct Block(String);

impl Source for Block {
    fn name(&self) -> String {
        "block".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        States::from_toml(&self.0, "block", None)
    }
}

/// Returns the names of toggles in a file: its keys, those of its environments, and those that other toggles require.
fn names(file: &toml::Table) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (key, value) in file {
        let table = value.as_table();
        match key.as_str() {
            "attributes" | "segment" => {}
            "environment" => names.extend(table.into_iter().flat_map(toml::Table::values).flat_map(keys)),
            _ => {
                names.insert(key.clone());
                let required = table.and_then(|table| table.get("requires")?.as_array());
                names.extend(required.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)));
            }
        }
    }
    names
}

fn keys(value: &toml::Value) -> Vec<String> {
    value.as_table().into_iter().flat_map(toml::Table::keys).cloned().collect()
}

#[test]
fn toggle_files_of_the_guide_have_no_mistake() {
    let (mut checked, mut mistakes) = (0, Vec::new());
    for page in pages() {
        let text = fs::read_to_string(&page).expect("the page is text");
        for (line, block) in toml_blocks(&text) {
            let place = format!("{}:{line}", page.display());
            let table: toml::Table = block.parse().unwrap_or_else(|error| panic!("{place}: {error}"));
            // The first line of any other file has the file's name.
            if block.starts_with("# Cargo.toml\n") || block.starts_with("# .cargo/config.toml\n") {
                continue;
            }
            let names = names(&table);
            let program = program_of_names(names.iter().map(String::as_str));
            program.install(once().source(Block(block))).unwrap_or_else(|error| panic!("{place}: {error}"));
            mistakes.extend(program.problems().iter().map(|problem| format!("{place}: {problem}")));
            checked += 1;
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    assert!(checked > 20, "only {checked} toggle files were found");
}

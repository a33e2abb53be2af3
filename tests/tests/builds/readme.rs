//! The commands in the README and their documented output. The doctests of this package compile its Rust code.

use std::process::Command;

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
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
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
    assert!(lines_before + console.lines().count() < 30, "both commands are on the first screen");
}

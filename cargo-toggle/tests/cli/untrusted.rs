//! What others have written is printed, and does nothing else: whatever prints it, and in which form.

use std::{process::Stdio, time::Duration};

use serde_json::{Value, json};

use crate::support::{Run, Scratch};

/// Clears a screen, in both ways; turns the text around; starts a line that a CI system takes for an order.
const EVIL: &str = "\u{1b}[2J\u{9b}2J\u{202e}\u{2028}\r\n::error::evil";

fn list() -> String {
    let place = json!({
        "package": EVIL, "version": EVIL, "module": EVIL, "item": EVIL, "file": EVIL, "line": 1, "column": 1
    });
    let declaration = |default: &str| {
        json!({
            "description": EVIL, "default": default, "kind": "release", "owner": EVIL, "since": null,
            "expires": "2020-01-01", "place": place
        })
    };
    let mut point: Value = place.clone();
    point["negated"] = json!(false);
    let toggle = |name: &str, declarations: Value, points: Value| {
        json!({
            "name": name, "default": "off", "declarations": declarations, "points": points, "artifacts": [EVIL]
        })
    };
    let artifact = json!({ "path": EVIL, "format": "elf" });
    json!({
        "format": "cargo-toggle/list", "version": 1, "artifacts": [artifact, artifact],
        "toggles": [
            toggle("mail", json!([declaration("off"), declaration("on")]), json!([point, point])),
            toggle("never", json!([declaration("off")]), json!([])),
        ]
    })
    .to_string()
}

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    let word = serde_json::to_string(EVIL).expect("text").replace('\u{9b}', "\\u009b").replace('\u{202e}', "\\u202e");
    let word = word.replace('\u{2028}', "\\u2028");
    scratch.file("list.json", list());
    scratch.file("toggles.toml", format!("mail = {word}\n{word} = true\n"));
    scratch.file("users.jsonl", format!("{{{word}: 1}}\n"));
    scratch.file(
        "empty.json",
        json!({
            "format": "cargo-toggle/list", "version": 1, "artifacts": [{ "path": EVIL, "format": "elf" }], "toggles": []
        })
        .to_string(),
    );
    scratch
}

#[track_caller]
fn harmless(run: &Run) {
    let text = format!("{}{}", run.stdout, run.stderr);
    let is_harmful = |letter: &char| letter.is_control() && *letter != '\n' || "\u{202e}\u{2028}".contains(*letter);
    assert_eq!(text.chars().find(is_harmful), None, "{text}");
    // In a description, lines are what they are.
    assert!(!text.replace("::error::evil\n\n* declared", "").contains("\n::error::evil"), "{text}");
    assert!(!text.is_empty() && !text.starts_with("::error::evil"), "{run:?}");
}

#[test]
fn it_is_printed_and_no_more() {
    let scratch = scratch();
    for arguments in [
        "list list.json --points",
        "list list.json --points --format markdown",
        "list list.json --points --format csv",
        "list list.json --format csv",
        "list list.json --format json",
        "list empty.json",
        "check list.json --config toggles.toml",
        "check list.json --config toggles.toml --format json",
        "check list.json --config toggles.toml --format github",
        "check list.json --config toggles.toml --format sarif",
        "explain mail --binary list.json --config toggles.toml",
        "explain mail --binary list.json --config toggles.toml --format json",
        "explain mail --config toggles.toml",
        "simulate mail --keys 2 --binary list.json --config toggles.toml",
        "simulate mail --keys 2 --config toggles.toml",
        "simulate mail --keys 2 --config toggles.toml --format json",
        "simulate mail --keys users.jsonl --config toggles.toml",
        "diff list.json empty.json",
        "diff list.json empty.json --format markdown",
        "schema list.json",
    ] {
        harmless(&scratch.toggle(&arguments.split(' ').collect::<Vec<_>>()));
    }
}

#[test]
fn it_is_watched_and_no_more() {
    let scratch = scratch();
    for format in ["human", "json"] {
        let mut command = scratch.command(&["watch", "toggles.toml", "--binary", "list.json", "--format", format]);
        let mut process = command.stdout(Stdio::piped()).spawn().expect("the tool can be run");
        std::thread::sleep(Duration::from_secs(1));
        process.kill().expect("it can be ended");
        let output = process.wait_with_output().expect("it has ended");
        let stdout = String::from_utf8(output.stdout).expect("it prints text");
        harmless(&Run { status: None, stdout, stderr: String::new() });
    }
}

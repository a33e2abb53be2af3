//! Outputs that cannot be written, or whose reader has closed the pipe.

use std::{
    fs::File,
    process::{Command, Stdio},
};

use crate::support::{Run, Scratch, saved_list};

const OVERDUE: &str = "a expires=2020-01-01 declared=src/lib.rs:1 asked=src/lib.rs:2";

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(OVERDUE));
    scratch.file("empty.json", saved_list(""));
    scratch.file("toggles.toml", "a = 3\n");
    scratch
}

/// Checks the exit status if the reader closes the pipe before the tool prints.
#[track_caller]
fn unread(arguments: &str, expected: i32) {
    let scratch = scratch();
    let mut command: Command = scratch.command(&arguments.split(' ').collect::<Vec<_>>());
    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    drop(reader);
    let output = command.stdout(writer).stderr(Stdio::piped()).output().expect("the tool can be run");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), stderr.as_ref()), (Some(expected), ""), "{arguments}");
}

#[test]
fn closed_pipe_keeps_the_exit_status() {
    for format in ["human", "json", "github", "sarif"] {
        unread(&format!("check list.json --format {format}"), 1);
        unread(&format!("check empty.json --format {format}"), 0);
    }
    unread("diff list.json empty.json", 1);
    unread("explain a --binary list.json --config toggles.toml", 1);
    for format in ["table", "json", "markdown", "csv"] {
        unread(&format!("list list.json --format {format}"), 0);
    }
    unread("schema list.json", 0);
    unread("completions bash", 0);
    unread("man", 0);
    unread("watch toggles.toml", 0);
}

#[cfg(target_os = "linux")]
#[test]
fn failed_write_is_an_error() {
    let scratch = scratch();
    for arguments in
        ["list list.json", "list list.json --format csv", "check list.json", "check list.json --format json"]
    {
        let message = into_full_device(&scratch, arguments).refused();
        assert!(message.starts_with("error: the output cannot be written: No space left"), "{message}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn edit_that_cannot_be_shown_is_made() {
    let content = "[environment.staging]\na = true\n[environment.production]\n";
    for (arguments, is_made) in [
        ("set mail on --file edited.toml", true),
        ("set mail=on b=on --file edited.toml", true),
        ("promote staging production --file edited.toml", true),
        ("set mail on --file edited.toml --dry-run", false),
        ("set mail=on b=on --file edited.toml --dry-run", false),
        ("promote staging production --file edited.toml --dry-run", false),
    ] {
        let scratch = scratch();
        let path = scratch.file("edited.toml", content);
        let message = into_full_device(&scratch, arguments).refused();
        let because = if is_made { "the change is made, but cannot be shown" } else { "nothing is changed" };
        assert!(message.starts_with(&format!("error: {because}: the output cannot be written")), "{message}");
        assert_eq!(std::fs::read_to_string(path).expect("it is there") != content, is_made, "{arguments}");
        if is_made {
            let message = into_full_device(&scratch, "undo --file edited.toml").refused();
            assert!(message.starts_with("error: the change is made, but cannot be shown: "), "{message}");
        }
    }
}

/// Runs a command whose standard output is a full device.
#[cfg(target_os = "linux")]
fn into_full_device(scratch: &Scratch, arguments: &str) -> Run {
    let mut command = scratch.command(&arguments.split(' ').collect::<Vec<_>>());
    let full = File::options().write(true).open("/dev/full").expect("Linux has it");
    let output = command.stdout(full).output().expect("the tool can be run");
    Run {
        status: output.status.code(),
        stdout: String::new(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

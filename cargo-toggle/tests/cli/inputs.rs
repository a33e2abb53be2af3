//! Inputs that are no regular files: the tool refuses them, without waiting for them or reading them as a whole.
#![cfg(unix)]

use std::{
    fs::{self, File},
    io::Write,
    os::unix::{fs::symlink, net::UnixListener},
    path::Path,
    process::{Command, Output, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use cargo_toggle::command::command;
use clap::builder::ValueParser;

use crate::support::{Scratch, saved_list};

/// A time limit that no machine reaches.
const PATIENCE: Duration = Duration::from_secs(120);
/// The address space of the tool, in KiB.
const MEMORY: u64 = 800 << 10;
/// The size of a file that no command may read as a whole, in bytes.
const HUGE: u64 = 6 << 30;

/// The inputs: the subcommand, the argument, and a command line with `INPUT` in its place.
const INPUTS: &[(&str, &str, &str)] = &[
    ("list", "binaries", "list INPUT"),
    ("list", "check", "list list.json --format markdown --check INPUT"),
    ("list", "config", "list list.json --config INPUT"),
    ("check", "binaries", "check INPUT"),
    ("check", "config", "check list.json --config INPUT"),
    ("check", "env_file", "check list.json --env-file INPUT"),
    ("explain", "config", "explain mail --config INPUT"),
    ("explain", "env_file", "explain mail --env-file INPUT"),
    ("explain", "binary", "explain mail --binary INPUT"),
    ("explain", "context_file", "explain mail --context-file INPUT"),
    ("simulate", "config", "simulate mail --keys 1 --config INPUT"),
    ("simulate", "env_file", "simulate mail --keys 1 --env-file INPUT"),
    ("simulate", "binary", "simulate mail --keys 1 --binary INPUT"),
    ("simulate", "keys", "simulate mail --keys INPUT --config toggles.toml"),
    ("simulate", "against", "simulate mail --keys 1 --config toggles.toml --against INPUT"),
    ("set", "file", "set mail on --file INPUT"),
    ("set", "binary", "set mail on --file toggles.toml --binary INPUT"),
    ("unset", "file", "unset mail --file INPUT"),
    ("unset", "binary", "unset mail --file toggles.toml --binary INPUT"),
    ("undo", "file", "undo --file INPUT"),
    ("undo", "binary", "undo --file toggles.toml --binary INPUT"),
    ("log", "file", "log --file INPUT"),
    ("init", "from", "init --store file:///nowhere --from INPUT"),
    ("promote", "file", "promote a b --file INPUT"),
    ("promote", "binary", "promote a b --file toggles.toml --binary INPUT"),
    ("enable", "file", "enable mail --file INPUT"),
    ("enable", "binary", "enable mail --file toggles.toml --binary INPUT"),
    ("disable", "file", "disable mail --file INPUT"),
    ("disable", "binary", "disable mail --file toggles.toml --binary INPUT"),
    ("diff", "old", "diff INPUT list.json"),
    ("diff", "new", "diff list.json INPUT"),
    ("diff", "config", "diff --config toggles.toml INPUT"),
    ("coverage", "dir", "coverage --dir noted --binary list.json"),
    ("coverage", "binaries", "coverage --dir empty --binary INPUT"),
    ("schema", "binaries", "schema INPUT"),
    ("schema", "config", "schema list.json --config INPUT"),
    ("watch", "binary", "watch toggles.toml --binary INPUT"),
    ("stale", "binaries", "stale INPUT"),
    ("stale", "config", "stale list.json --config INPUT"),
    ("stale", "dir", "stale list.json --coverage noted"),
    ("retire", "config", "retire mail --config INPUT"),
    ("retire", "config", "retire --all-overdue --config INPUT"),
];

/// The paths that are no inputs. `man` writes to its directory. `watch` accepts anything at first, and waits for a
/// file.
const NO_INPUTS: &[(&str, &str)] = &[("watch", "file"), ("man", "directory")];

#[test]
fn every_path_is_in_the_list() {
    let path = ValueParser::path_buf().type_id();
    for subcommand in command().get_subcommands() {
        let name = subcommand.get_name();
        for argument in subcommand.get_arguments() {
            let is_path = argument.get_value_parser().type_id() == path;
            let of_cargo = argument.get_help_heading() == Some(cargo_toggle::cargo::BUILD_OPTIONS);
            let id = argument.get_id().as_str();
            let is_known = INPUTS.iter().any(|(of, input, _)| (*of, *input) == (name, id));
            assert!(!is_path || of_cargo || is_known || NO_INPUTS.contains(&(name, id)), "{name} {id}");
        }
    }
}

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("mail declared=a.rs:1 asked=a.rs:2"));
    scratch.file("toggles.toml", "mail = false\n");
    for directory in ["noted", "empty"] {
        fs::create_dir(scratch.path().join(directory)).expect("a directory can be made");
    }
    scratch
}

/// Runs a command with a limit of time and of memory.
#[track_caller]
fn output(command: &Command, input: &[u8]) -> Output {
    let mut limited = Command::new("sh");
    limited.args(["-c", &format!("ulimit -v {MEMORY} 2> /dev/null; exec \"$@\""), "sh"]);
    limited.arg(command.get_program()).args(command.get_args());
    limited.current_dir(command.get_current_dir().expect("it has one"));
    let mut process = limited
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the tool can be run");
    let mut stdin = process.stdin.take().expect("it is piped");
    let input = input.to_vec();
    thread::spawn(move || stdin.write_all(&input));
    let id = process.id();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(process.wait_with_output()));
    let Ok(output) = receiver.recv_timeout(PATIENCE) else {
        let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
        panic!("it waits");
    };
    output.expect("it can be waited for")
}

/// Checks that every input is refused if `make` creates it. The message has to contain one of the `expected` texts.
#[track_caller]
fn refused(make: impl Fn(&Path), expected: &[&str]) {
    for (_, input, row) in INPUTS {
        let scratch = scratch();
        let path = if *input == "dir" { "noted/1-1.txt" } else { "input" };
        make(&scratch.path().join(path));
        let row = row.replace("INPUT", "input");
        let output = output(&scratch.command(&row.split(' ').collect::<Vec<_>>()), b"");
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        // `simulate` reports a broken configuration and still succeeds.
        let is_told = row.starts_with("simulate") && *input == "config" && output.status.code() == Some(0);
        assert!(is_told || matches!(output.status.code(), Some(1 | 2)), "`{row}`: {:?}, {text}", output.status);
        assert!(expected.iter().any(|expected| text.contains(expected)), "`{row}`: {text}");
    }
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success()));
}

#[test]
fn pipes_are_refused_and_not_waited_for() {
    refused(pipe, &["a pipe", "not a regular file"]);
}

#[test]
fn sockets_are_refused() {
    let socket = |path: &Path| drop(UnixListener::bind(path).expect("a socket can be made"));
    refused(socket, &["a socket", "not a regular file"]);
}

#[test]
fn devices_are_refused_and_not_read() {
    let zero = |path: &Path| symlink("/dev/zero", path).expect("a link can be made");
    refused(zero, &["a device", "not a regular file"]);
}

#[test]
fn directories_are_refused() {
    let directory = |path: &Path| fs::create_dir(path).expect("a directory can be made");
    // Commands that read toggle files also accept a directory of them.
    refused(directory, &["a directory", "not a regular file", "Is a directory", "has no file `*.toml`"]);
}

#[test]
fn huge_files_are_refused_and_not_read() {
    let larger = ["larger than", "MiB large", "longer than 64 KiB", "not UTF-8", "expected an ELF"];
    for start in ["", "{", "\0"] {
        let huge = |path: &Path| {
            fs::write(path, start).expect("a file can be written");
            let file = File::options().write(true).open(path).expect("it is there");
            file.set_len(HUGE).expect("it can have holes");
        };
        refused(huge, &larger);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn users_come_from_the_pipe_of_a_shell() {
    let scratch = scratch();
    let tool = env!("CARGO_BIN_EXE_cargo-toggle");
    let simulate = format!("{tool} toggle simulate mail --config toggles.toml --format json");
    for command in [
        format!("{simulate} --keys <(printf 'a\\nb\\n')"),
        format!("printf 'a\\nb\\n' | {simulate} --keys /dev/stdin"),
        format!("printf 'a\\nb\\n' | {simulate} --keys -"),
        format!("{simulate} --keys /dev/fd/3 3< <(printf 'a\\nb\\n')"),
    ] {
        let mut bash = Command::new("bash");
        bash.args(["-c", &command]).current_dir(scratch.path());
        let output = output(&bash, b"");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("\"users\": 2,"), "{command}: {text}{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn pipe_with_a_name_is_refused_by_number_too() {
    let scratch = scratch();
    pipe(&scratch.path().join("named"));
    let tool = env!("CARGO_BIN_EXE_cargo-toggle");
    let mut bash = Command::new("bash");
    bash.args(["-c", &format!("exec 3<>named; {tool} toggle simulate mail --keys /dev/fd/3 --config toggles.toml")]);
    bash.current_dir(scratch.path());
    let output = output(&bash, b"");
    let message = String::from_utf8_lossy(&output.stderr);
    let expected = "error: /dev/fd/3: it is not a regular file but a pipe; `--keys -` reads the standard input\n";
    assert_eq!(message, expected);
}

#[test]
fn endless_line_of_the_standard_input_is_refused() {
    let scratch = scratch();
    let command = scratch.command(&["simulate", "mail", "--keys", "-", "--config", "toggles.toml"]);
    let output = output(&command, &vec![b'x'; 1 << 20]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: -:1: longer than 64 KiB, the limit for a user\n");
}

#[test]
fn endless_binary_on_standard_input_is_refused() {
    let scratch = scratch();
    let output = output(&scratch.command(&["list", "-"]), &[b"{".as_slice(), &vec![b' '; 100 << 20]].concat());
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.starts_with("error: -: larger than 64 MiB, the limit for a list"), "{message}");
}

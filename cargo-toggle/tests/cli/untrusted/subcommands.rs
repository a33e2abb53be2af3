//! Every subcommand in every format, with files in which every text is hostile.

use std::{ffi::OsString, process::Stdio};

use cargo_toggle::command::command;
use clap::{Arg, Command};

use super::{EVIL, looks::Printed, planted};
use crate::support::Scratch;

/// The command lines by subcommand. `EVIL` stands for the text itself, and `SCRATCH`
/// for the path of the directory. Each command line runs in every format of its
/// subcommand. It has to print a part of the text, unless it begins with `?`.
pub(super) const ROWS: &[(&str, &[&str])] = &[
    (
        "list",
        &[
            "list.json",
            "list.json --points",
            "binary",
            "binary --points",
            "list.json binary --points",
            "empty.json",
            "format.json",
            "name.json",
            "kind.json",
            "EVIL",
            "list.json --overdue --manifest-path EVIL/Cargo.toml",
            "list.json --config promoted.toml",
            "list.json --config promoted.toml --environment EVIL --differs",
            "list.json --config EVIL",
        ],
    ),
    (
        "check",
        &[
            "list.json --config toggles.toml",
            "binary --config toggles.toml",
            "list.json --config rules.toml --deny unset,undeclared,flippable",
            "list.json --config matches.toml",
            "?list.json --config broken.toml",
            "list.json --config EVIL",
            "list.json --config evil.d",
            "list.json --env-file p.env",
            "list.json --env-file q.env",
            "list.json --env-file p.env --env-file-format docker",
            "list.json --config toggles.toml --environment EVIL",
            "list.json --env-file EVIL",
        ],
    ),
    (
        "explain",
        &[
            "mail --binary list.json --config toggles.toml",
            "mail --binary binary --config rules.toml --context-file context.json",
            "text --config rules.toml --key EVIL --context a=EVIL",
            "text --binary list.json --config values.toml",
            "text --binary list.json",
            "?mail --config broken.toml",
            "mail --config toggles.toml --context-file other.json",
            "mail --config toggles.toml --env-file q.env",
            "mail --config toggles.toml --env-file p.env",
            "mail --config EVIL",
            "?mail --store EVIL",
            "mail --binary list.json --config evil.d",
            "EVIL --binary list.json",
            "mail",
        ],
    ),
    (
        "simulate",
        &[
            "mail --keys 2 --binary list.json --config toggles.toml",
            "mail --keys 2 --config rules.toml --context a=EVIL",
            "text --keys 2 --config values.toml",
            "text --keys keys --config rules.toml",
            "text --keys users.jsonl --binary list.json --config rules.toml",
            "text --keys wrong.jsonl --config values.toml",
            "mail --keys EVIL --config toggles.toml",
            "?mail --keys 2 --binary list.json --config evil.d",
            "mail --keys 2 --config toggles.toml --environment EVIL",
            "EVIL --keys 2 --binary list.json",
            "text --keys 2 --binary list.json",
        ],
    ),
    (
        "set",
        &[
            "mail on --file edited.toml --reason EVIL --environment EVIL",
            "mail on --file edited.toml --reason EVIL --environment EVIL --create-environment",
            "mail on --file killed/edited.toml",
            "text EVIL --binary list.json --file edited.toml",
            "text --rule EVIL --file edited.toml",
            "mail on --file EVIL",
            "mail on --file evil.d",
            "mail on --file EVIL --create",
            "mail on --file toggles.toml",
            "?mail on --file broken.toml",
            "mail on --file edited.toml --binary EVIL",
            "mail --otherwise EVIL --file edited.toml",
            "?mail on --store EVIL",
            "?mail on --store file:///EVIL",
        ],
    ),
    (
        "unset",
        &[
            "mail --file edited.toml --reason EVIL --environment EVIL",
            "mail --file killed/edited.toml",
            "text --file values.toml",
            "mail --file EVIL",
            "mail --file evil.d",
            "?mail --file broken.toml",
            "mail --file edited.toml --binary EVIL",
        ],
    ),
    (
        "promote",
        &[
            "EVIL production --file promoted.toml",
            "staging EVIL --file promoted.toml",
            "staging production --file promoted.toml",
            "staging production --file promoted.toml --prune --reason EVIL",
            "staging production --file EVIL",
            "staging production --file promoted.toml --binary EVIL",
        ],
    ),
    (
        "undo",
        &[
            "--file logged/edited.toml",
            "evilchange12 --file logged/edited.toml",
            "EVIL --file logged/edited.toml",
            "--file EVIL",
            "--file logged/edited.toml --environment EVIL",
            "--file logged/edited.toml --binary EVIL",
        ],
    ),
    (
        "log",
        &["--file logged/edited.toml", "--file killed/edited.toml", "?mail --file logged/edited.toml", "--file EVIL"],
    ),
    ("init", &["--store file:///nowhere --from EVIL", "?--store EVIL --from toggles.toml"]),
    (
        "diff",
        &[
            "list.json empty.json",
            "empty.json list.json",
            "list.json binary",
            "EVIL list.json",
            "--config promoted.toml rules.toml",
            "--config promoted.toml --environment staging production",
            "--config promoted.toml --environment EVIL production",
            "--config EVIL rules.toml",
        ],
    ),
    (
        "enable",
        &[
            "mail --file edited.toml --reason EVIL --environment EVIL",
            "mail --file EVIL",
            "?mail --file broken.toml",
            "mail --file edited.toml --binary EVIL",
        ],
    ),
    (
        "disable",
        &[
            "mail --file edited.toml --reason EVIL --environment EVIL",
            "mail --file edited.toml --reason EVIL --environment EVIL --create-environment",
            "mail --file killed/edited.toml",
            "text --file values.toml",
            "mail --file EVIL",
            "mail --file EVIL --create",
            "?mail --file broken.toml",
            "mail --file edited.toml --binary EVIL",
        ],
    ),
    (
        "coverage",
        &[
            "--dir noted --binary list.json",
            "--dir noted --binary binary",
            "--dir EVIL --binary list.json",
            "--dir blocked --binary list.json",
            "--dir noted --binary EVIL",
        ],
    ),
    ("schema", &["list.json", "binary", "empty.json", "EVIL", "list.json --config evil.d"]),
    ("watch", &["--binary EVIL toggles.toml", "--binary name.json toggles.toml"]),
    ("fleet", &["--store file://SCRATCH/store", "--store file://SCRATCH/empty", "?--store EVIL"]),
    (
        "stale",
        &[
            "list.json",
            "binary",
            "list.json --config evil.d",
            "EVIL",
            "list.json --config EVIL",
            "list.json --coverage EVIL",
        ],
    ),
    (
        "retire",
        &[
            "mail --keep on --config EVIL",
            "?EVIL --keep on",
            "?mail --keep EVIL --config toggles.toml",
            "?mail --keep on --commit --test EVIL",
            "--all-overdue --config EVIL",
        ],
    ),
    ("completions", &["EVIL"]),
    ("man", &["EVIL"]),
];

/// Returns the subcommands of the tool from clap.
pub(super) fn subcommands() -> Vec<Command> {
    command().get_subcommands().cloned().collect()
}

/// Returns the values of `--format`, or `None` if there is no such option.
fn formats(subcommand: &Command) -> Vec<Option<String>> {
    let format = subcommand.get_arguments().find(|argument| argument.get_long() == Some("format"));
    let values = format.map(Arg::get_possible_values).unwrap_or_default();
    if values.is_empty() { vec![None] } else { values.iter().map(|value| Some(value.get_name().to_owned())).collect() }
}

/// Runs a command line in the directory with hostile variables.
pub(super) fn run(scratch: &Scratch, words: &[OsString], format: Option<&str>, colours: bool) -> Printed {
    let mut command = scratch.command(&[]);
    command.args(words).args(format.map(|format| format!("--format={format}")));
    command.env("TOGGLE_MAIL", EVIL).env("TOGGLES", format!("{EVIL},text={EVIL}")).env("TOGGLE_ENVIRONMENT", EVIL);
    command.env("TOGGLE_CONTEXT", format!("{EVIL},{EVIL}={EVIL},region=\"{EVIL}"));
    command.env("TOGGLE_FILE", EVIL).env(format!("TOGGLE_PIN_{EVIL}"), "on").env(format!("TOGGLE_X{EVIL}"), "on");
    if colours {
        command.env("CLICOLOR_FORCE", "1");
    }
    let shown: Vec<String> = words.iter().map(|word| word.to_string_lossy().escape_debug().to_string()).collect();
    let output = command.stdin(Stdio::null()).output().expect("the tool can be run");
    Printed { command: format!("{} ({format:?})", shown.join(" ")), format: format.map(str::to_owned), output }
}

#[test]
fn texts_of_files_are_only_printed() {
    for subcommand in subcommands() {
        let name = subcommand.get_name();
        let rows = ROWS.iter().find(|(of, _)| *of == name).map(|(_, rows)| *rows);
        for row in rows.unwrap_or_else(|| panic!("`{name}` has no row")) {
            let (row, may_hide) = row.strip_prefix('?').map_or((*row, false), |row| (row, true));
            for format in formats(&subcommand) {
                for colours in [false, true] {
                    let scratch = planted::scratch();
                    let path = scratch.path().display().to_string();
                    let words = [name].into_iter().chain(row.split(' '));
                    let word = |word: &str| word.replace("EVIL", EVIL).replace("SCRATCH", &path).into();
                    let words: Vec<OsString> = words.map(word).collect();
                    let printed = run(&scratch, &words, format.as_deref(), colours);
                    let text = printed.is_harmless();
                    assert!(may_hide || text.contains("evil"), "`{}` shows nothing of it: {text}", printed.command);
                }
            }
        }
    }
}

/// Checks file names that are not valid text, in a directory with such a name. Only Linux allows them.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_text_are_only_printed() {
    use std::{fs, os::unix::ffi::OsStringExt};

    let name = OsString::from_vec([EVIL.as_bytes(), b"\xff\xfe\x1b[2J\n::error::"].concat());
    let scratch = planted::scratch();
    let directory = scratch.path().join(&name);
    fs::create_dir(&directory).expect("a directory can be made");
    for file in ["list.json", "format.json", "toggles.toml", "broken.toml", "p.env", "wrong.jsonl"] {
        let mut of_file = name.clone();
        of_file.push(file);
        fs::copy(scratch.path().join(file), directory.join(&of_file)).expect("a file can be copied");
    }
    let path = |file: &str| {
        let mut path = name.clone();
        path.push("/");
        path.push(&name);
        path.push(file);
        path
    };
    for row in [
        "list list.json",
        "list list.json --format json",
        "list list.json --points --format markdown",
        "list format.json",
        "check list.json --config toggles.toml --env-file p.env",
        "check list.json --config toggles.toml --env-file p.env --format json",
        "check list.json --config toggles.toml --env-file p.env --format github",
        "check list.json --config toggles.toml --env-file p.env --format sarif",
        "check list.json --config broken.toml --format github",
        "explain mail --config toggles.toml --binary list.json",
        "explain mail --config broken.toml",
        "simulate mail --keys 1 --config toggles.toml",
        "simulate mail --keys wrong.jsonl --config broken.toml",
        "set mail on --file toggles.toml",
        "set mail on --file missing.toml --create",
        "unset mail --file broken.toml",
        "diff list.json format.json",
        "coverage --dir missing --binary list.json",
        "schema list.json",
        "watch toggles.toml --binary format.json",
        "man --directory list.json",
    ] {
        let is_file = |word: &str| word.contains(['.']) || word == "missing";
        let words = row.split(' ').map(|word| if is_file(word) { path(word) } else { word.into() });
        let words: Vec<OsString> = words.collect();
        let format = row.contains("--format github").then_some("github");
        let mut printed = run(&scratch, &words, None, false);
        printed.format = format.map(str::to_owned);
        printed.is_harmless();
    }
}

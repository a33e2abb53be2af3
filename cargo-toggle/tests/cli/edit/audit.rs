//! The size, the age and the content of the audit log.

use std::{
    fs::{self, File},
    io::{Seek, SeekFrom, Write},
};

use super::{FILE, LOG, everything, log, read, scratch, set, unset};
use crate::support::Scratch;

/// Returns the reasons in a log, which identify its lines.
#[track_caller]
fn reasons(scratch: &Scratch, name: &str) -> Vec<String> {
    let text = fs::read_to_string(scratch.path().join(name)).unwrap_or_default();
    let reason = |line: &str| {
        let entry: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        entry["reason"].as_str().unwrap_or_default().to_owned()
    };
    text.lines().map(reason).collect()
}

fn rotated(number: u32) -> String {
    format!("{FILE}.audit.{number}.jsonl")
}

/// Changes the toggle with this number as the reason.
#[track_caller]
fn change(scratch: &Scratch, number: u32, arguments: &[&str]) {
    let (state, reason) = (if number.is_multiple_of(2) { "off" } else { "on" }, number.to_string());
    set(scratch, &[&["a", state, "--reason", &reason], arguments].concat()).fine();
}

#[test]
fn old_log_is_rotated_and_the_last_one_goes() {
    let scratch = scratch("a = false\n");
    for number in 1..=5 {
        change(&scratch, number, &["--audit-age", "0", "--audit-keep", "2"]);
    }
    assert_eq!(reasons(&scratch, LOG), ["5"]);
    assert_eq!((reasons(&scratch, &rotated(1)), reasons(&scratch, &rotated(2))), (vec!["4".into()], vec!["3".into()]));
    assert!(!scratch.path().join(rotated(3)).exists());
    // A lower limit removes the files above it, and a limit of 0 removes all.
    change(&scratch, 6, &["--audit-age", "0", "--audit-keep", "1"]);
    assert_eq!((reasons(&scratch, &rotated(1)), scratch.path().join(rotated(2)).exists()), (vec!["5".into()], false));
    change(&scratch, 7, &["--audit-age", "0", "--audit-keep", "0"]);
    assert_eq!((reasons(&scratch, LOG), scratch.path().join(rotated(1)).exists()), (vec!["7".into()], false));
}

#[test]
fn log_is_as_it_was_without_options() {
    let scratch = scratch("a = false\n");
    for number in 1..=3 {
        change(&scratch, number, &[]);
    }
    assert_eq!(reasons(&scratch, LOG), ["1", "2", "3"]);
    // The age of the log is that of its first line, which is now older than a year.
    let log = read(&scratch, LOG).replacen("\"at\":\"2", "\"at\":\"1", 1);
    scratch.file(LOG, log);
    change(&scratch, 4, &["--audit-age", "none"]);
    assert_eq!(reasons(&scratch, LOG).len(), 4);
    change(&scratch, 5, &[]);
    assert_eq!((reasons(&scratch, LOG), reasons(&scratch, &rotated(1)).len()), (vec!["5".into()], 4));
}

#[test]
fn large_log_is_rotated() {
    let scratch = scratch("a = false\n");
    change(&scratch, 1, &[]);
    let line = read(&scratch, LOG);
    let many = line.repeat((1 << 20) / line.len());
    scratch.file(LOG, &many);
    change(&scratch, 2, &["--audit-size", "2"]);
    assert!(read(&scratch, LOG).len() > many.len());
    scratch.file(LOG, &many);
    change(&scratch, 3, &["--audit-size", "1"]);
    assert_eq!((reasons(&scratch, LOG), read(&scratch, &rotated(1))), (vec!["3".into()], many));
}

#[cfg(unix)]
#[test]
fn rotated_log_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;

    let scratch = scratch("a = false\n");
    fs::set_permissions(scratch.path().join(FILE), PermissionsExt::from_mode(0o640)).expect("the mode can be set");
    for number in 1..=2 {
        change(&scratch, number, &["--audit-age", "0"]);
    }
    for name in [LOG, &rotated(1)] {
        let mode = fs::metadata(scratch.path().join(name)).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640, "{name}");
    }
}

#[test]
fn omitted_rules_are_logged_as_a_change() {
    let scratch = scratch("a = false\n");
    let rule = r#"{ when = { user = "zoe@example.com" }, serve = "on" }"#;
    let without = "--audit-without-rules";
    set(&scratch, &["a", "--rule", rule, "--otherwise", "off", without]).fine();
    set(&scratch, &["a", "--rule", rule, "--append", without]).fine();
    unset(&scratch, &["a", without]).fine();
    let lines = log(&scratch);
    let states: Vec<_> = lines.iter().map(|line| (line["before"].as_str(), line["after"].as_str())).collect();
    let table = Some("{ … }");
    assert_eq!(states, [(Some("off"), table), (table, table), (table, None)]);
    assert!(!read(&scratch, LOG).contains("zoe"));
}

#[test]
fn settings_of_the_workspace_count() {
    let scratch = scratch("a = false\n");
    scratch.file("src/lib.rs", "");
    let manifest = |table: &str| {
        let package = "[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[package.metadata.toggle]\n";
        scratch.file("Cargo.toml", format!("{package}{table}"));
    };
    let rule = "{ rollout = 25 }";
    manifest("audit = { rules = false, age = 0, keep = 1 }");
    for state in ["a", "b", "c"] {
        set(&scratch, &[state, "--rule", rule, "--otherwise", "off"]).fine();
    }
    assert_eq!((log(&scratch).len(), log(&scratch)[0]["after"].as_str()), (1, Some("{ … }")));
    assert!(scratch.path().join(rotated(1)).exists() && !scratch.path().join(rotated(2)).exists());
    // The command line overrides the manifest.
    set(&scratch, &["d", "on", "--audit-age", "none"]).fine();
    assert_eq!(log(&scratch).len(), 2);
    // A mistake in the manifest's settings of the log prevents neither the edit nor the omission of rules in the log.
    for broken in ["audit = { rule = false }", "audit = { size = 0 }"] {
        manifest(broken);
        let run = set(&scratch, &["a", "--rule", rule, "--rule", rule, "--append", "--audit-age", "none"]);
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        let because = "note: the audit log is kept as usual, but without rules: ";
        assert!(run.stderr.starts_with(because), "{}", run.stderr);
        assert_eq!(log(&scratch).last().expect("it has lines")["after"], "{ … }");
    }
}

/// The size of a log that no command may read as a whole, in bytes.
const HUGE: u64 = 6 << 30;

/// Creates a huge log with this text at its end, and the trace of a killed edit.
fn huge(end: &str) -> Scratch {
    let scratch = scratch("a = false\n");
    let mut log = File::create(scratch.path().join(LOG)).expect("a file can be made");
    log.seek(SeekFrom::Start(HUGE)).and_then(|_| log.write_all(end.as_bytes())).expect("the file may have holes");
    scratch.file(&format!(".{FILE}.abcdefghijkl.new"), "a = true\n");
    scratch
}

/// Runs an edit with a limit of 1 GiB of address space, if the shell supports limits.
fn set_in_little_memory(scratch: &Scratch) -> crate::support::Run {
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "ulimit -v 1048576 2>/dev/null; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_cargo-toggle")]);
    command.args(["toggle", "set", "a", "on", "--file", FILE]).current_dir(scratch.path());
    crate::support::Run::of(&mut command)
}

#[cfg(unix)]
#[test]
fn huge_log_is_not_read_whole() {
    let line = {
        let scratch = scratch("a = false\n");
        change(&scratch, 1, &[]);
        read(&scratch, LOG)
    };
    let scratch = huge(&format!("\n{line}half of a li"));
    let run = set_in_little_memory(&scratch);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("its last line was unfinished; 12 bytes removed"), "{}", run.stderr);
    assert_eq!(log(&scratch).len(), 1, "the huge one is rotated");
    assert!(fs::metadata(scratch.path().join(rotated(1))).is_ok_and(|metadata| metadata.len() > HUGE));
    assert_eq!(fs::read_dir(scratch.path()).expect("the directory can be read").count(), 5);
}

#[cfg(unix)]
#[test]
fn huge_file_that_is_no_log_is_refused() {
    let scratch = huge("x");
    let run = set_in_little_memory(&scratch);
    assert!(run.refused().ends_with("so it is not an audit log; move it away\n"));
    assert_eq!(read(&scratch, FILE), "a = false\n");
}

#[test]
fn invalid_limits_are_refused() {
    let scratch = scratch("a = false\n");
    let before = everything(scratch.path());
    for arguments in [["--audit-size", "0"], ["--audit-age", "soon"], ["--audit-keep", "few"]] {
        let message = set(&scratch, &[&["a", "on"], &arguments[..]].concat()).refused();
        assert!(message.contains(arguments[0]), "{message}");
    }
    assert_eq!(everything(scratch.path()), before);
}

//! Contents and calls that edits refuse.

use super::{FILE, LOG, PREVIOUS, everything, scratch, set, unset};
use crate::support::Scratch;

/// Checks that both commands refuse this content, and change nothing.
#[track_caller]
fn refused(content: &[u8], because: &str) {
    let scratch = Scratch::new();
    scratch.file(FILE, content);
    let before = everything(scratch.path());
    let message = set(&scratch, &["a", "on"]).refused();
    assert_eq!(message, format!("error: toggles.toml:{because}\n"));
    unset(&scratch, &["a"]).refused();
    assert_eq!(everything(scratch.path()), before);
}

/// Checks that this call is refused, and changes nothing.
#[track_caller]
fn call(scratch: &Scratch, arguments: &[&str], because: &str) {
    let before = everything(scratch.path());
    let message = set(scratch, arguments).refused();
    assert!(message.contains(because), "{message}");
    assert_eq!(everything(scratch.path()), before);
}

#[test]
fn invalid_content_is_refused() {
    refused(b"b = ture\n", "1:5: invalid boolean, expected `true`");
    refused(b"b = true\n\nb = false\n", "3:1: `b` is set twice (first in line 1)");
    refused(b"[c]\nx = 1\n[b]\n[c]\n", "4:2: the table `c` is set twice (first in line 1)");
    refused(b"[c]\nx.y = 1\nx = 2\n", "3:1: `x` is set twice (first in line 2)");
    refused(b"b = = true\n", "1:5: expected a value after `=`, found `=`");
    refused(b"b =\n", "1:4: expected a value after `=`");
    refused(b"# x\nb = \"\xff\"\n", " not UTF-8 (line 2)");
    let values = format!("a = [{}]", "1,".repeat(1 << 20));
    refused(
        values.as_bytes(),
        "1:524293: has so many keys and values that reading it would take more than 20 MiB; split it into several files",
    );
    refused(
        &[b"# ".as_slice(), &vec![b'x'; 16 << 20]].concat(),
        " is 16.01 MiB large, and the limit is 6 MiB; split it into several files",
    );
}

#[test]
fn path_that_is_no_file_is_refused() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.path().join(FILE)).expect("a directory can be made");
    call(&scratch, &["a", "on", "--create"], "toggles.toml: is a directory without toggle files; name a file in it");
    let scratch = super::scratch("a = true\n");
    call(&scratch, &["a", "on", "--file"], "a value is required");
    let run = scratch.toggle(&["set", "a", "on", "--file", "toggles.toml/x", "--create"]);
    assert!(run.refused().contains("Not a directory"));
}

#[cfg(unix)]
#[test]
fn pipe_and_hard_link_are_refused() {
    use std::os::unix::{fs::PermissionsExt, fs::symlink};

    let pipe = Scratch::new();
    let made = std::process::Command::new("mkfifo").arg(pipe.path().join(FILE)).status();
    assert!(made.expect("mkfifo can be run").success());
    let message = set(&pipe, &["a", "on"]).refused();
    assert_eq!(message, "error: toggles.toml: not a regular file but a pipe\n");

    let linked = scratch("a = false\n");
    std::fs::hard_link(linked.path().join(FILE), linked.path().join("other")).expect("a link can be made");
    call(&linked, &["a", "on"], "has 2 names (hard links)");

    let read_only = scratch("a = false\n");
    let mode = PermissionsExt::from_mode(0o444);
    std::fs::set_permissions(read_only.path().join(FILE), mode).expect("the mode can be set");
    call(&read_only, &["a", "on"], "toggles.toml: is read-only");

    let dangling = Scratch::new();
    symlink("nothing", dangling.path().join(FILE)).expect("a link can be made");
    call(&dangling, &["a", "on", "--create"], "toggles.toml: is a link to a file that does not exist");
}

#[test]
fn invalid_name_or_state_is_refused() {
    let scratch = scratch("a = false\n");
    call(&scratch, &["2nd", "on"], "a toggle name starts with an ASCII letter, not with '2'");
    call(&scratch, &["a", "maybe"], "expected `on` or `off`");
    call(&scratch, &["a", "-1"], "or a percentage as in `25%`, found `-1`");
    call(&scratch, &["a", "-5%"], "error: `-5%` is less than 0 %\n");
    call(&scratch, &["a", "-0.5%", "--reason", "x"], "error: `-0.5%` is less than 0 %\n");
    call(&scratch, &["a", "-5s"], "error: `-5s` is less than 0, and no duration is negative\n");
    call(&scratch, &["a", "-x"], "unexpected argument '-x' found");
    call(&scratch, &["a", "250%"], "`a` cannot be set to that: `250%` is more than 100 %\n");
    let other = "found `50`; did you mean `50%`? A toggle of another type needs `--binary`\n";
    call(&scratch, &["a", "50"], other);
    call(&scratch, &["a", "0.5"], "did you mean `0.5%`?");
}

#[test]
fn unwritable_log_is_refused() {
    let busy = scratch("a = false\n");
    std::fs::create_dir(busy.path().join(LOG)).expect("a directory can be made");
    let before = everything(busy.path()).len();
    let message = set(&busy, &["a", "on"]).refused();
    assert!(message.ends_with("toggles.toml.audit.jsonl: not a regular file but a directory\n"), "{message}");
    assert_eq!(super::read(&busy, FILE), "a = false\n");
    assert_eq!(everything(busy.path()).len(), before + 1, "only the lock stays");

    let long = scratch("a = true\n");
    long.file(".toggles.toml.lock", "");
    call(&long, &["a", "off", "--reason", &"x".repeat(4096)], "error: the reason is too long by ");
}

#[test]
fn unwritable_previous_content_is_refused() {
    let scratch = scratch("a = false\n");
    std::fs::create_dir(scratch.path().join(PREVIOUS)).expect("a directory can be made");
    call(&scratch, &["a", "on"], "where the previous content is kept");
}

#[test]
fn locked_file_is_refused() {
    let scratch = scratch("a = false\n");
    let lock = std::fs::File::create(scratch.path().join(".toggles.toml.lock")).expect("a file can be made");
    lock.lock().expect("it can be locked");
    let pid = if cfg!(target_os = "linux") { format!(" (pid {})", std::process::id()) } else { String::new() };
    let because = format!("error: toggles.toml: is being edited by another `cargo toggle`{pid}\n");
    call(&scratch, &["a", "on", "--wait", "0"], &because);
    lock.unlock().expect("it is locked");
    set(&scratch, &["a", "on"]).fine();
}

#[cfg(unix)]
#[test]
fn unwritable_directory_is_refused() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};

    let scratch = scratch("a = false\n");
    let mode = |bits| std::fs::set_permissions(scratch.path(), PermissionsExt::from_mode(bits));
    mode(0o555).expect("the mode can be set");
    let mut command = scratch.command(&["set", "a", "on", "--file", FILE]);
    let is_root = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").expect("it is there")) == 0;
    if is_root {
        command.uid(65_534);
    }
    let Ok(output) = command.output() else { return };
    let message = String::from_utf8_lossy(&output.stderr);
    let because = format!("toggles.toml: no file can be created in {}, and", scratch.path().display());
    assert!(output.status.code() == Some(2) && message.contains(&because), "{message}");
    mode(0o755).expect("the mode can be set");
}

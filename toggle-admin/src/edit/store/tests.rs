//! Recovery of edits that were killed at each of their steps.
use std::fs;

use super::*;
use crate::edit::audit::Action;

const CHANGE: &str = "abcdefghijkl";
const LIMITS: Limits = Limits { size: 1 << 20, age: None, keep: 1 };

struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Self {
        let scratch = Self(tempfile::tempdir().expect("a directory can be made"));
        scratch.write("t.toml", "a = false\n");
        scratch
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.0.path().join(name), content).expect("a file can be written");
    }

    fn place(&self) -> Place {
        Place::resolve(&self.0.path().join("t.toml"), false).expect("the file is there")
    }

    /// Returns the files with their contents, without the log.
    fn files(&self) -> Vec<(String, String)> {
        let files = fs::read_dir(self.0.path()).expect("the directory can be read").map(|file| {
            let path = file.expect("the directory can be read").path();
            let name = path.file_name().expect("it has one").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("it can be read"))
        });
        let mut files: Vec<_> = files.filter(|(name, _)| name != "t.toml.audit.jsonl").collect();
        files.sort();
        files
    }

    fn log(&self) -> Vec<Action> {
        let log = fs::read_to_string(self.0.path().join("t.toml.audit.jsonl")).unwrap_or_default();
        let entry = |line| serde_json::from_str::<Entry>(line).expect("a line is an entry");
        log.lines().map(|line| entry(line).action).collect()
    }

    fn entry(&self) -> Entry {
        Entry { change: CHANGE.to_owned(), ..Entry::new(Action::Set, "a", &self.place().real().display().to_string()) }
    }

    /// Writes the line of a change that was killed afterwards.
    fn logged(&self) {
        open_log(&self.place(), None, Notes::none())
            .and_then(|mut log| log.append(&[self.entry()]))
            .expect("it can be written");
    }

    #[track_caller]
    fn recovered(&self, files: &[(&str, &str)], log: &[Action]) {
        for _ in 0..2 {
            recover(&self.place(), Notes::none()).expect("it can be mended");
            let owned = files.iter().map(|&(name, content)| (name.to_owned(), content.to_owned()));
            assert_eq!((self.files(), self.log()), (owned.collect(), log.to_vec()));
        }
    }
}

#[test]
fn killed_before_the_log() {
    let scratch = Scratch::new();
    scratch.write(".t.toml.abcdefghijkl.new", "a = tr");
    scratch.recovered(&[("t.toml", "a = false\n")], &[]);
    scratch.write(".t.toml.abcdefghijkl.new", "a = true\n");
    scratch.write(".t.toml.abcdefghijkl.old", "a = fa");
    scratch.recovered(&[("t.toml", "a = false\n")], &[]);
}

#[test]
fn killed_after_the_log() {
    let scratch = Scratch::new();
    scratch.logged();
    scratch.write(".t.toml.abcdefghijkl.new", "a = true\n");
    scratch.write(".t.toml.abcdefghijkl.old", "a = false\n");
    scratch.recovered(&[("t.toml", "a = false\n")], &[Action::Set, Action::Interrupted]);
}

#[test]
fn killed_while_it_is_cancelled() {
    let scratch = Scratch::new();
    scratch.logged();
    let entry = scratch.entry().interrupted(&scratch.place().real());
    open_log(&scratch.place(), None, Notes::none())
        .and_then(|mut log| log.append(std::slice::from_ref(&entry)))
        .expect("it can be written");
    scratch.write(".t.toml.abcdefghijkl.new", "a = true\n");
    scratch.recovered(&[("t.toml", "a = false\n")], &[Action::Set, Action::Interrupted]);
}

#[test]
fn killed_between_lines_of_one_change() {
    let scratch = Scratch::new();
    let other = |toggle: &str| Entry { toggle: toggle.to_owned(), ..scratch.entry() };
    let entries = [scratch.entry(), other("b")];
    open_log(&scratch.place(), None, Notes::none())
        .and_then(|mut log| log.append(&entries))
        .expect("it can be written");
    // The second of the two cancelling lines is missing.
    let back = [entries[0].interrupted(&scratch.place().real())];
    open_log(&scratch.place(), None, Notes::none()).and_then(|mut log| log.append(&back)).expect("it can be written");
    scratch.write(".t.toml.abcdefghijkl.new", "a = true\n");
    let expected = [Action::Set, Action::Set, Action::Interrupted, Action::Interrupted];
    scratch.recovered(&[("t.toml", "a = false\n")], &expected);
    assert!(audit::made(&scratch.place(), CHANGE).expect("the log can be read").is_empty());
}

#[test]
fn killed_after_the_change() {
    let scratch = Scratch::new();
    scratch.logged();
    scratch.write("t.toml", "a = true\n");
    scratch.write("t.toml.previous", "# long ago\n");
    scratch.write(".t.toml.abcdefghijkl.old", "a = false\n");
    scratch.recovered(&[("t.toml", "a = true\n"), ("t.toml.previous", "a = false\n")], &[Action::Set]);
}

#[test]
fn foreign_files_stay() {
    let scratch = Scratch::new();
    let others = [".t.toml.swp", ".t.toml.abc.new", ".t.toml.abcdefghijk-.new", ".other.toml.abcdefghijkl.new"];
    for name in others {
        scratch.write(name, "x");
    }
    let before = scratch.files();
    recover(&scratch.place(), Notes::none()).expect("there is nothing to mend");
    assert_eq!(scratch.files(), before);
}

#[test]
fn overtaken_edit_changes_nothing() {
    let scratch = Scratch::new();
    let place = scratch.place();
    let old = place.read().expect("it can be read");
    scratch.write("t.toml", "a = false # edited\n");
    let replaced =
        replace(&place, old.as_ref(), "a = true\n", vec![scratch.entry()], Way::Rename, &LIMITS, Notes::none());
    assert_eq!(replaced.expect("it can be tried"), Replaced::Overtaken);
    scratch.recovered(&[("t.toml", "a = false # edited\n")], &[]);
    let replaced =
        replace(&place, old.as_ref(), "a = true\n", vec![scratch.entry()], Way::InPlace, &LIMITS, Notes::none());
    assert_eq!(replaced.expect("it can be tried"), Replaced::Overtaken);
    scratch.recovered(&[("t.toml", "a = false # edited\n")], &[]);
}

#[test]
fn rewrite_leaves_only_the_previous_content() {
    let scratch = Scratch::new();
    let place = scratch.place();
    let old = place.read().expect("it can be read");
    let replaced =
        replace(&place, old.as_ref(), "a = true\n", vec![scratch.entry()], Way::InPlace, &LIMITS, Notes::none());
    assert!(matches!(replaced, Ok(Replaced::Done(_))));
    scratch.recovered(&[("t.toml", "a = true\n"), ("t.toml.previous", "a = false\n")], &[Action::Set]);
}

/// Returns the state after a rewrite to `a = true` that was killed when the file had this content.
fn killed_in_rewrite(now: &str, is_logged: bool) -> Scratch {
    let scratch = Scratch::new();
    scratch.write("t.toml", now);
    scratch.write(".t.toml.abcdefghijkl.rewrite", "a = true\n");
    scratch.write(".t.toml.abcdefghijkl.old", "a = false\n");
    if is_logged {
        scratch.logged();
    }
    scratch
}

#[test]
fn rewrite_killed_before_the_log_is_forgotten() {
    killed_in_rewrite("a = false\n", false).recovered(&[("t.toml", "a = false\n")], &[]);
}

#[test]
fn rewrite_killed_halfway_is_cancelled() {
    for now in ["a = false\n", "a = talse\n", "a = true\n\n"] {
        let scratch = killed_in_rewrite(now, true);
        scratch.recovered(&[("t.toml", "a = false\n")], &[Action::Set, Action::Interrupted]);
    }
}

#[test]
fn rewrite_killed_after_the_last_byte_is_done() {
    let files = [("t.toml", "a = true\n"), ("t.toml.previous", "a = false\n")];
    killed_in_rewrite("a = true\n", true).recovered(&files, &[Action::Set]);
    let scratch = killed_in_rewrite("a = true\n", true);
    fs::rename(scratch.0.path().join(".t.toml.abcdefghijkl.old"), scratch.0.path().join("t.toml.previous"))
        .expect("it is there");
    scratch.recovered(&files, &[Action::Set]);
}

#[test]
fn rewrite_fixed_by_hand_stays() {
    let files = [("t.toml", "a = 3 # by hand\n"), ("t.toml.previous", "a = false\n")];
    killed_in_rewrite("a = 3 # by hand\n", true).recovered(&files, &[Action::Set, Action::Interrupted]);
}

#[test]
fn mount_point_is_recognized() {
    let scratch = Scratch::new();
    let message = |kind: ErrorKind| of_rename(&scratch.place(), kind.into()).to_string();
    let directory = scratch.place().directory().path().display().to_string();
    for kind in [ErrorKind::ResourceBusy, ErrorKind::CrossesDevices] {
        let expected = format!("mount its directory {directory} instead, or use `--in-place`");
        assert!(message(kind).ends_with(&expected), "{}", message(kind));
    }
    assert!(message(ErrorKind::PermissionDenied).ends_with("t.toml: cannot be replaced"));
}

//! Names next to the file that another user has taken, so that the editor writes to a file elsewhere.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, symlink},
        net::UnixListener,
    },
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use super::{FILE, LOCK, LOG, PREVIOUS, everything, read, scratch, set};
use crate::support::Scratch;

const BESIDE: [&str; 3] = [LOG, LOCK, PREVIOUS];
/// The content of a log, which an edit would shorten and extend.
const CONTENT: &str = "{\"format\":\"cargo-toggle/audit\"}\nan unfinished line";

/// The file that the other user wants to change, in a separate directory.
struct Victim(Scratch);

impl Victim {
    fn new() -> Self {
        let victim = Self(Scratch::new());
        victim.0.file("passwd", CONTENT);
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o640);
        fs::set_permissions(victim.path(), mode).expect("the mode can be set");
        victim
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("passwd")
    }

    fn missing(&self) -> PathBuf {
        self.0.path().join("missing")
    }

    #[track_caller]
    fn is_unharmed(&self) {
        let metadata = fs::metadata(self.path()).expect("it is there");
        assert_eq!((read(&self.0, "passwd").as_str(), metadata.mode() & 0o7777), (CONTENT, 0o640));
        assert_eq!(metadata.uid(), fs::metadata(self.0.path()).expect("it is there").uid());
        assert_eq!(everything(self.0.path()).len(), 1, "no file is made beside it");
    }
}

/// Checks that the edit is refused with this name, and changes neither the file nor the victim.
#[track_caller]
fn refused_by_name(scratch: &Scratch, name: &str, because: &str) {
    for way in [&["a", "on"][..], &["a", "on", "--in-place"]] {
        let message = set(scratch, way).refused();
        assert!(message.contains(&format!("/{name}")) && message.contains(because), "{message}");
        assert_eq!(read(scratch, FILE), "a = false\n");
    }
}

#[test]
fn link_next_to_the_file_is_not_followed() {
    for name in BESIDE {
        let victim = Victim::new();
        for target in [victim.path(), victim.missing(), PathBuf::from("/dev/null")] {
            let scratch = scratch("a = false\n");
            symlink(&target, scratch.path().join(name)).expect("a link can be made");
            refused_by_name(&scratch, name, "not a regular file but a link");
            assert_eq!(fs::read_link(scratch.path().join(name)).expect("it is still a link"), target);
            victim.is_unharmed();
        }
    }
}

#[test]
fn hard_link_to_another_file_is_not_written() {
    for name in [LOG, LOCK] {
        let (victim, scratch) = (Victim::new(), scratch("a = false\n"));
        fs::hard_link(victim.path(), scratch.path().join(name)).expect("a link can be made");
        refused_by_name(&scratch, name, "has 2 names (hard links)");
        victim.is_unharmed();
    }
}

#[test]
fn hard_link_as_previous_content_is_replaced() {
    let (victim, scratch) = (Victim::new(), scratch("a = false\n"));
    fs::hard_link(victim.path(), scratch.path().join(PREVIOUS)).expect("a link can be made");
    set(&scratch, &["a", "on"]).fine();
    assert_eq!(read(&scratch, PREVIOUS), "a = false\n");
    victim.is_unharmed();
}

#[test]
fn other_kinds_of_files_are_refused_at_once() {
    let make = |kind: &str, path: &Path| match kind {
        "a pipe" => Command::new("mkfifo").arg(path).status().expect("`mkfifo` can be run").success(),
        "a socket" => UnixListener::bind(path).is_ok(),
        "a directory" => fs::create_dir(path).is_ok(),
        // Only root can create devices, and not in every container. The kind comes from the same field as those
        // above.
        _ => Command::new("mknod").arg(path).args(["c", "1", "5"]).status().is_ok_and(|status| status.success()),
    };
    for name in BESIDE {
        for kind in ["a pipe", "a socket", "a directory", "a device"] {
            let scratch = scratch("a = false\n");
            if make(kind, &scratch.path().join(name)) {
                refused_by_name(&scratch, name, &format!("not a regular file but {kind}"));
            } else {
                assert_eq!(kind, "a device");
            }
        }
    }
}

#[test]
fn planted_leftovers_are_ignored() {
    for suffix in ["old", "new", "rewrite"] {
        let (victim, scratch) = (Victim::new(), scratch("a = false\n"));
        let names = ["abcdefghijkl", "abcdefghijkm", "abcdefghijkn"].map(|change| format!(".{FILE}.{change}.{suffix}"));
        let [link, dangling, hard] = names.each_ref().map(|name| scratch.path().join(name));
        symlink(victim.path(), &link).expect("a link can be made");
        symlink(victim.missing(), dangling).expect("a link can be made");
        fs::hard_link(victim.path(), &hard).expect("a link can be made");
        let run = set(&scratch, &["a", "on"]);
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        for (name, because) in names.iter().zip(["but a link", "but a link", "has 2 names"]) {
            let is_told = |line: &str| line.contains(&format!("{name} is ignored: ")) && line.contains(because);
            assert!(run.stderr.lines().any(is_told), "{}", run.stderr);
        }
        assert_eq!((read(&scratch, FILE).as_str(), read(&scratch, PREVIOUS).as_str()), ("a = true\n", "a = false\n"));
        assert!(names.iter().all(|name| fs::symlink_metadata(scratch.path().join(name)).is_ok()));
        fs::remove_file(hard).expect("it can be removed");
        victim.is_unharmed();
    }
}

#[test]
fn planted_old_content_never_becomes_previous() {
    let scratch = scratch("a = false\n");
    scratch.file(&format!(".{FILE}.abcdefghijkl.old"), "a = true # planted\n");
    let run = set(&scratch, &["b", "on"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains(".old is removed: the audit log has no change that left it"), "{}", run.stderr);
    assert_eq!(read(&scratch, PREVIOUS), "a = false\n");
    assert_eq!(everything(scratch.path()).len(), 4);
}

#[test]
fn hard_link_among_rotated_logs_is_not_moved() {
    let (victim, scratch) = (Victim::new(), scratch("a = false\n"));
    set(&scratch, &["a", "on"]).fine();
    let name = "toggles.toml.audit.1.jsonl";
    for make in [fs::hard_link::<PathBuf, PathBuf>, symlink] {
        let path = scratch.path().join(name);
        make(victim.path(), path.clone()).expect("a link can be made");
        let run = set(&scratch, &["a", "off", "--audit-age", "0"]);
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        let because = "note: the audit log cannot be rotated: ";
        assert!(run.stderr.starts_with(because) && run.stderr.contains(name), "{}", run.stderr);
        assert!(read(&scratch, LOG).lines().count() > 1, "the log goes on");
        fs::remove_file(path).expect("the link is still there");
        victim.is_unharmed();
        set(&scratch, &["a", "on"]).fine();
    }
}

/// The number of edits while another process exchanges the files next to the file.
const EDITS: usize = 150;

#[test]
fn exchanged_names_reach_no_other_file() {
    let victim = Victim::new();
    let scratch = scratch("a = false\n");
    let end = AtomicBool::new(false);
    let statuses: Vec<_> = thread::scope(|scope| {
        scope.spawn(|| exchange(scratch.path(), &victim, &end));
        let edit = |count: usize| {
            let state = if count.is_multiple_of(2) { "on" } else { "off" };
            set(&scratch, &["a", state, "--audit-age", "0", "--audit-keep", "2"]).status
        };
        let statuses = (0..EDITS).map(edit).collect();
        end.store(true, Ordering::Relaxed);
        statuses
    });
    assert!(statuses.iter().all(|status| matches!(status, Some(0 | 2))), "{statuses:?}");
    // After this loop, the victim has only its own name.
    for entry in fs::read_dir(scratch.path()).expect("the directory can be read") {
        let path = entry.expect("the directory can be read").path();
        if fs::symlink_metadata(&path).is_ok_and(|metadata| !metadata.is_dir()) {
            fs::remove_file(path).expect("it can be removed");
        }
    }
    victim.is_unharmed();
    scratch.file(FILE, "a = false\n");
    set(&scratch, &["a", "on"]).fine();
}

/// Puts links of both kinds, files and nothing in turn in place of the names next to the file.
fn exchange(directory: &Path, victim: &Victim, end: &AtomicBool) {
    let next = directory.join("next");
    let names = [LOG, LOCK, PREVIOUS, "toggles.toml.audit.1.jsonl"].map(|name| directory.join(name));
    while !end.load(Ordering::Relaxed) {
        for name in &names {
            for turn in 0..4 {
                let made = match turn {
                    0 => symlink(victim.path(), &next),
                    1 => symlink(victim.missing(), &next),
                    2 => fs::hard_link(victim.path(), &next),
                    _ => fs::write(&next, ""),
                };
                made.and_then(|()| fs::rename(&next, name)).expect("a name can be exchanged");
                // A rename between two names of one file has no effect, so `next` can remain.
                let _ = fs::remove_file(&next);
            }
            let _ = fs::remove_file(name);
            thread::yield_now();
        }
        // The files that an edit creates are also replaced by links.
        for entry in fs::read_dir(directory).expect("the directory can be read").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(&format!(".{FILE}.")) && name != LOCK {
                let made = symlink(victim.path(), &next).and_then(|()| fs::rename(&next, entry.path()));
                made.expect("a name can be exchanged");
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

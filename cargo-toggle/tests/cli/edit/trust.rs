//! The files and directories that edits trust, by owner. Tests with two users need root. `directory/tests.rs` covers
//! the same rules with user numbers for everyone.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, chown, lchown, symlink},
    path::Path,
};

use super::{FILE, LOCK, LOG, PREVIOUS, read, scratch, set};
use crate::support::Scratch;

/// A user who is neither root nor the editing user.
const OTHER: u32 = 65_534;

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("the mode can be set");
}

/// Gives a file to another user, which only root can do.
fn give(path: &Path) -> bool {
    lchown(path, Some(OTHER), Some(OTHER)).is_ok()
}

#[test]
fn mode_is_copied_for_reading_and_writing_only() {
    for (bits, copied) in [(0o4755, 0o644), (0o2664, 0o664), (0o1600, 0o600), (0o7777, 0o666)] {
        let scratch = scratch("a = false\n");
        mode(&scratch.path().join(FILE), bits);
        set(&scratch, &["a", "on"]).fine();
        for name in [FILE, LOG, PREVIOUS] {
            let found = fs::metadata(scratch.path().join(name)).expect("it is there").mode() & 0o7777;
            assert_eq!(found, copied, "{name} of {bits:o}");
        }
    }
}

#[test]
fn new_lock_is_for_the_owner_of_the_file_alone() {
    let scratch = scratch("a = false\n");
    let owner = if give(&scratch.path().join(FILE)) { OTHER } else { fs::metadata(scratch.path()).expect("is").uid() };
    let run = set(&scratch, &["a", "on"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let lock = fs::metadata(scratch.path().join(LOCK)).expect("it is there");
    assert_eq!((lock.mode() & 0o7777, lock.uid()), (0o600, owner));
}

#[test]
fn files_of_others_next_to_the_file_are_refused() {
    for name in [LOG, LOCK] {
        let scratch = scratch("a = false\n");
        let path = scratch.file(name, "");
        if !give(&path) {
            return; // `directory/tests.rs` covers this case with user numbers.
        }
        let message = set(&scratch, &["a", "on"]).refused();
        assert!(message.contains(&format!("{name}: belongs to uid {OTHER}, who is neither you nor root")), "{message}");
        assert_eq!(read(&scratch, FILE), "a = false\n");
        // An edit trusts the owner of the toggle file.
        assert!(give(&scratch.path().join(FILE)));
        set(&scratch, &["a", "on"]).fine();
    }
}

#[test]
fn old_content_of_others_is_ignored() {
    let scratch = scratch("a = false\n");
    let name = format!(".{FILE}.abcdefghijkl.old");
    if !give(&scratch.file(&name, "a = true # planted\n")) {
        return; // `directory/tests.rs` covers this case with user numbers.
    }
    let run = set(&scratch, &["a", "on"]);
    assert!(run.stderr.contains(&format!("{name} is ignored: belongs to uid {OTHER}")), "{}", run.stderr);
    assert_eq!(read(&scratch, PREVIOUS), "a = false\n");
    assert_eq!(read(&scratch, &name), "a = true # planted\n");
}

#[test]
fn directory_writable_by_everybody_is_noted() {
    for (bits, told) in [
        (0o777, Some("every user")),
        (0o775, Some("its whole group")),
        (0o703, Some("every user")),
        (0o1777, None),
        (0o755, None),
    ] {
        let scratch = scratch("a = false\n");
        mode(scratch.path(), bits);
        let run = set(&scratch, &["a", "on", "--format", "json"]);
        let warnings = run.json("set")["warnings"].clone();
        assert_eq!((run.status, run.stderr.lines().count()), (Some(0), usize::from(told.is_some())), "{}", run.stderr);
        let warning = warnings.get(0).and_then(serde_json::Value::as_str).unwrap_or_default();
        assert_eq!(warning.contains("who can replace every file in it; `chmod "), told.is_some(), "{bits:o}");
        assert!(warning.contains(told.unwrap_or_default()) && run.stderr.contains(warning), "{warning}");
        // An edit without a change needs no warning.
        assert_eq!(set(&scratch, &["a", "on"]).stderr, "");
        assert_eq!(set(&scratch, &["a", "off", "--dry-run"]).stderr, run.stderr);
    }
}

#[test]
fn directory_of_another_user_is_noted() {
    let scratch = scratch("a = false\n");
    if !give(scratch.path()) {
        return; // `directory/tests.rs` covers this case with user numbers.
    }
    let run = set(&scratch, &["a", "on"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(
        run.stderr.contains(&format!("belongs to uid {OTHER}, who can replace every file in it")),
        "{}",
        run.stderr
    );
    assert!(give(&scratch.path().join(FILE)));
    set(&scratch, &["a", "off"]).fine();
}

#[test]
fn link_of_others_to_your_file_is_refused() {
    let (theirs, yours) = (Scratch::new(), scratch("a = false\n"));
    let link = theirs.path().join(FILE);
    symlink(yours.path().join(FILE), &link).expect("a link can be made");
    if !give(&link) {
        return; // `directory/tests.rs` covers this case with user numbers.
    }
    for arguments in [&["a", "on"][..], &["a", "on", "--in-place"], &["a", "on", "--dry-run"]] {
        let message = set(&theirs, arguments).refused();
        let because = format!("toggles.toml, created by uid {OTHER}, who is neither you nor root");
        assert!(message.contains(&because), "{message}");
    }
    assert_eq!(read(&yours, FILE), "a = false\n");
    assert_eq!(super::everything(yours.path()).len(), 1);
    // An edit follows a link to a file of the link's owner.
    assert!(give(&yours.path().join(FILE)));
    chown(yours.path(), Some(OTHER), None).expect("root gives away");
    set(&theirs, &["a", "on"]).fine();
    assert_eq!(read(&yours, FILE), "a = true\n");
}

#[test]
fn link_to_own_file_elsewhere_is_refused() {
    let (theirs, yours) = (Scratch::new(), scratch("a = false\n"));
    let link = theirs.path().join(FILE);
    symlink(yours.path().join(FILE), &link).expect("a link can be made");
    if !give(&link) {
        return; // `directory/tests.rs` covers this case with user numbers.
    }
    // The other user may write to the file, but not next to it.
    assert!(give(&yours.path().join(FILE)));
    let message = set(&theirs, &["a", "on"]).refused();
    assert!(message.contains("nor the owner of the file behind it and of its directory"), "{message}");
    assert_eq!(super::everything(yours.path()).len(), 1);
    assert_eq!(read(&yours, FILE), "a = false\n");
}

#[test]
fn file_of_others_with_more_names_stays_in_place() {
    let (theirs, yours) = (Scratch::new(), scratch("a = false\n"));
    fs::hard_link(yours.path().join(FILE), theirs.path().join(FILE)).expect("a link can be made");
    for bits in [0o777, 0o1777] {
        mode(theirs.path(), bits);
        let run = set(&theirs, &["a", "on", "--in-place"]);
        let message = run.stderr.lines().last().unwrap_or_default();
        assert!(message.contains("has other names (hard links), and may be another user's file"), "{message}");
        assert_eq!((run.status, read(&yours, FILE).as_str()), (Some(2), "a = false\n"));
    }
    assert_eq!(super::everything(theirs.path()).len(), 2, "the file and the lock");
}

//! Files that are written in place, through their inode.

use std::{fs, os::unix::fs::MetadataExt};

use super::{FILE, LOG, PREVIOUS, everything, log, read, scratch, set, unset};
use crate::support::Scratch;

fn inode(scratch: &Scratch) -> u64 {
    fs::metadata(scratch.path().join(FILE)).expect("it is there").ino()
}

fn names(scratch: &Scratch) -> Vec<String> {
    let mut names: Vec<_> = everything(scratch.path())
        .into_keys()
        .filter_map(|path| Some(std::path::Path::new(&path).file_name()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

#[test]
fn file_keeps_its_inode() {
    let scratch = scratch("mail = true # keep\nnew-checkout = false\n");
    let before = inode(&scratch);
    assert_eq!(set(&scratch, &["mail", "off", "--in-place"]).fine(), "mail: on -> off (toggles.toml)\n");
    assert_eq!(read(&scratch, FILE), "mail = false # keep\nnew-checkout = false\n");
    assert_eq!(read(&scratch, PREVIOUS), "mail = true # keep\nnew-checkout = false\n");
    unset(&scratch, &["new-checkout", "--in-place"]).fine();
    assert_eq!(read(&scratch, FILE), "mail = false # keep\n");
    assert_eq!(inode(&scratch), before);
    assert_eq!(log(&scratch).len(), 2);
    assert_eq!(names(&scratch), [".toggles.toml.lock", FILE, LOG, PREVIOUS]);
    set(&scratch, &["mail", "on"]).fine();
    assert_ne!(inode(&scratch), before, "without it, the file is replaced");
}

#[test]
fn all_names_of_the_file_have_the_new_content() {
    let scratch = scratch("mail = true\n");
    fs::hard_link(scratch.path().join(FILE), scratch.path().join("other")).expect("a link can be made");
    let message = set(&scratch, &["mail", "off"]).refused();
    assert!(message.contains("has 2 names (hard links)") && message.contains("`--in-place`"), "{message}");
    set(&scratch, &["mail", "off", "--in-place"]).fine();
    assert_eq!(read(&scratch, "other"), "mail = false\n");
}

#[test]
fn read_only_file_is_refused() {
    let scratch = scratch("mail = true\n");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o444);
    fs::set_permissions(scratch.path().join(FILE), mode).expect("the mode can be set");
    let before = everything(scratch.path());
    assert!(set(&scratch, &["mail", "off", "--in-place"]).refused().contains("is read-only"));
    assert_eq!(everything(scratch.path()), before);
}

#[test]
fn missing_file_is_made() {
    let scratch = Scratch::new();
    set(&scratch, &["mail", "off", "--in-place", "--create"]).fine();
    assert_eq!(read(&scratch, FILE), "mail = false\n");
}

#[test]
fn half_written_file_is_mended_by_the_next_edit() {
    let scratch = scratch("mail = true\n");
    set(&scratch, &["mail", "off", "--in-place"]).fine();
    let change = log(&scratch)[0]["change"].as_str().expect("a change has a name").to_owned();
    // This is the state after a kill at the eighth byte.
    scratch.file(FILE, "mail = frue\n");
    scratch.file(format!(".{FILE}.{change}.rewrite").as_str(), "mail = false\n");
    scratch.file(format!(".{FILE}.{change}.old").as_str(), "mail = true\n");
    let run = set(&scratch, &["new-checkout", "on"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert_eq!(read(&scratch, FILE), "mail = true\nnew-checkout = true\n");
    let actions: Vec<_> = log(&scratch).iter().map(|entry| entry["action"].clone()).collect();
    assert_eq!(actions, ["set", "interrupted", "set"]);
}

//! The properties of a file that an edit keeps.
#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
};

use super::{FILE, LOG, PREVIOUS, log, read, scratch, set};
use crate::support::Scratch;

#[test]
fn links_stay_and_the_file_behind_them_changes() {
    let scratch = Scratch::new();
    scratch.file("..2026/toggles.toml", "mail = true\n");
    symlink("..2026", scratch.path().join("..data")).expect("a link can be made");
    symlink("..data/toggles.toml", scratch.path().join(FILE)).expect("a link can be made");
    set(&scratch, &["mail", "off"]).fine();
    let target = |name: &str| fs::read_link(scratch.path().join(name)).expect("it is still a link");
    assert_eq!((target(FILE), target("..data")), ("..data/toggles.toml".into(), "..2026".into()));
    assert_eq!(read(&scratch, "..2026/toggles.toml"), "mail = false\n");
    assert_eq!(read(&scratch, "..2026/toggles.toml.previous"), "mail = true\n");
    assert!(read(&scratch, &format!("..2026/{LOG}")).contains("..2026/toggles.toml"));
}

#[test]
fn the_mode_stays() {
    for mode in [0o600, 0o640, 0o664] {
        let scratch = scratch("mail = true\n");
        fs::set_permissions(scratch.path().join(FILE), PermissionsExt::from_mode(mode)).expect("the mode can be set");
        set(&scratch, &["mail", "off"]).fine();
        for name in [FILE, LOG, PREVIOUS] {
            let metadata = fs::metadata(scratch.path().join(name)).expect("it is there");
            assert_eq!(metadata.mode() & 0o777, mode, "{name}");
        }
    }
}

#[test]
fn a_new_file_has_the_mode_of_all_new_files() {
    let scratch = Scratch::new();
    let usual = fs::metadata(scratch.file("usual", "")).expect("it is there").mode();
    set(&scratch, &["mail", "on", "--create"]).fine();
    assert_eq!(fs::metadata(scratch.path().join(FILE)).expect("it is there").mode(), usual);
}

#[test]
fn the_owner_stays() {
    let scratch = scratch("mail = true\n");
    let path = scratch.path().join(FILE);
    if std::os::unix::fs::chown(&path, Some(12345), Some(54321)).is_err() {
        return; // Only root can give a file away.
    }
    set(&scratch, &["mail", "off"]).fine();
    for name in [FILE, LOG, PREVIOUS] {
        let metadata = fs::metadata(scratch.path().join(name)).expect("it is there");
        assert_eq!((metadata.uid(), metadata.gid()), (12345, 54321), "{name}");
    }
}

#[test]
fn the_directory_has_no_more_than_it_should() {
    let scratch = scratch("mail = true\n");
    set(&scratch, &["mail", "off"]).fine();
    let paths = super::everything(scratch.path()).into_keys();
    let mut names: Vec<String> = paths.filter_map(|path| path.rsplit('/').next().map(str::to_owned)).collect();
    names.sort();
    assert_eq!(names, [".toggles.toml.lock", FILE, LOG, PREVIOUS]);
    assert_eq!(log(&scratch).len(), 1);
}

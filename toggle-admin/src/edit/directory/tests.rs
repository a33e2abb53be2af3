//! Checks of files and of paths while another thread replaces them.
use std::{
    ffi::OsStr,
    fs, io,
    os::unix::fs::{MetadataExt, symlink},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use tempfile::TempDir;

use super::{Access, FileInfo, Rights, Trusted, info::Kind, walk};

const ME: u32 = 1000;
const OWNER_OF_FILE: u32 = 1001;
const OTHER: u32 = 1002;

fn scratch() -> TempDir {
    tempfile::tempdir().expect("a directory can be made")
}

#[track_caller]
fn check(found: FileInfo, of_file: Option<u32>, expected: Result<(), &str>) {
    let checked = found.check_own(Trusted { me: Some(ME), of_file }).map_err(|error| error.to_string());
    match (checked, expected) {
        (Ok(()), Ok(())) => {}
        (Err(error), Err(expected)) => assert!(error.starts_with(expected), "{error}"),
        (checked, _) => panic!("{found:?}: {checked:?}"),
    }
}

#[test]
fn only_own_regular_files_are_used() {
    let found = FileInfo { kind: Kind::File, names: 1, owner: Some(ME), identity: None };
    let of = |owner| FileInfo { owner: Some(owner), ..found };
    check(found, None, Ok(()));
    check(of(0), None, Ok(()));
    check(of(OWNER_OF_FILE), Some(OWNER_OF_FILE), Ok(()));
    check(of(OWNER_OF_FILE), None, Err("belongs to uid 1001, who is neither you nor root"));
    check(of(OTHER), Some(OWNER_OF_FILE), Err("belongs to uid 1002"));
    check(FileInfo { names: 2, ..found }, None, Err("has 2 names (hard links)"));
    for (kind, name) in [(Kind::Link, "a link"), (Kind::Pipe, "a pipe"), (Kind::Device, "a device")] {
        check(FileInfo { kind, ..found }, None, Err(&format!("not a regular file but {name}")));
    }
}

#[test]
fn new_file_takes_no_existing_name() {
    let scratch = scratch();
    let walked = walk(&scratch.path().join("file")).expect("the directory is there");
    for target in ["missing", "/dev/null", "other"] {
        symlink(target, scratch.path().join("file")).expect("a link can be made");
        let error = walked.directory.create(OsStr::new("file"), Rights::Private).expect_err("the name is taken");
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        fs::remove_file(scratch.path().join("file")).expect("the link is still there");
    }
    assert_eq!(fs::read_dir(scratch.path()).expect("it can be read").count(), 0);
}

/// Checks that a path leads to this file of the directory, or fails.
#[track_caller]
fn leads(scratch: &Path, given: &str, expected: Result<&str, io::ErrorKind>) {
    let root = fs::canonicalize(scratch).expect("it is there");
    let walked = walk(&scratch.join(given)).map(|walked| walked.directory.path().join(walked.name));
    assert_eq!(walked.map_err(|error| error.kind()), expected.map(|path| root.join(path)), "{given}");
}

#[test]
fn path_is_followed_like_by_the_kernel() {
    let scratch = scratch();
    let path = |name: &str| scratch.path().join(name);
    fs::create_dir_all(path("a/b")).expect("a directory can be made");
    fs::write(path("a/b/file"), "").expect("a file can be written");
    let links = [
        ("to-file", "a/b/file"),
        ("a/to-b", "./b/"),
        ("a/b/up", ".."),
        ("chain", "a/to-b/up/../to-file"),
        ("dangling", "a/missing"),
        ("loop", "loop"),
    ];
    for (name, target) in links {
        symlink(target, path(name)).expect("a link can be made");
    }
    symlink(path("a/b"), path("absolute")).expect("a link can be made");
    leads(scratch.path(), "a/b/file", Ok("a/b/file"));
    leads(scratch.path(), "a/./b/../b/file", Ok("a/b/file"));
    leads(scratch.path(), "to-file", Ok("a/b/file"));
    leads(scratch.path(), "a/to-b/file", Ok("a/b/file"));
    leads(scratch.path(), "a/to-b/up/new", Ok("a/new"));
    leads(scratch.path(), "chain", Ok("a/b/file"));
    leads(scratch.path(), "absolute/../b/file", Ok("a/b/file"));
    leads(scratch.path(), "dangling", Ok("a/missing"));
    leads(scratch.path(), "missing/file", Err(io::ErrorKind::NotFound));
    leads(scratch.path(), "a/b/file/x", Err(io::ErrorKind::NotADirectory));
    leads(scratch.path(), "a/..", Err(io::ErrorKind::InvalidInput));
    let walked = walk(&path("loop")).expect_err("it has no end");
    assert_eq!(walked.raw_os_error(), Some(rustix::io::Errno::LOOP.raw_os_error()));
    assert!(walk(&path("dangling")).is_ok_and(|walked| walked.is_linked && walked.found.is_none()));
    assert_eq!(walk(&path("absolute/new")).expect("the directory is there").links.len(), 1);
    assert!(walk(Path::new("Cargo.toml")).is_ok_and(|walked| walked.directory.path().is_absolute()));
}

#[test]
fn directory_survives_replacement_of_its_path() {
    let (scratch, victim) = (scratch(), scratch());
    let path = scratch.path().join("directory");
    fs::create_dir(&path).expect("a directory can be made");
    let walked = walk(&path.join("file")).expect("the directory is there");
    fs::rename(&path, scratch.path().join("moved")).expect("it can be moved");
    symlink(victim.path(), &path).expect("a link can be made");
    drop(walked.directory.create(OsStr::new("file"), Rights::Private).expect("a file can be made"));
    walked.directory.rename(OsStr::new("file"), OsStr::new("renamed")).expect("it can be renamed");
    assert!(scratch.path().join("moved/renamed").exists());
    assert_eq!(fs::read_dir(victim.path()).expect("it can be read").count(), 0);
}

/// The number of times that a name is opened while another thread replaces it.
const OPENED: usize = 50_000;

#[test]
fn name_replaced_while_it_is_opened_is_refused() {
    let (scratch, elsewhere) = (scratch(), scratch());
    let victim = elsewhere.path().join("victim");
    fs::write(&victim, "").expect("a file can be written");
    let inode = fs::metadata(&victim).expect("it is there").ino();
    let walked = walk(&scratch.path().join("log")).expect("the directory is there");
    let trusted = Trusted::beside(None);
    let end = AtomicBool::new(false);
    thread::scope(|threads| {
        threads.spawn(|| {
            let (name, own) = (scratch.path().join("log"), scratch.path().join("own"));
            fs::write(&own, "").expect("a file can be written");
            while !end.load(Ordering::Relaxed) {
                for _ in 0..8 {
                    fs::hard_link(&victim, &name).expect("a link can be made");
                    fs::remove_file(&name).expect("it is there");
                }
                fs::rename(&own, &name).expect("it can be renamed");
                fs::rename(&name, &own).expect("it can be renamed");
            }
        });
        let open = || walked.directory.open_own(&walked.name, Access::ReadWrite, trusted).ok().flatten();
        let is_victim = |file: &fs::File| file.metadata().is_ok_and(|metadata| metadata.ino() == inode);
        let victims = (0..OPENED).filter_map(|_| open()).filter(|(file, _)| is_victim(file)).count();
        end.store(true, Ordering::Relaxed);
        assert_eq!(victims, 0, "of {OPENED}");
    });
    let own = scratch.path().join("own");
    fs::rename(own, scratch.path().join("log")).expect("it can be renamed");
    let opened = walked.directory.open_own(&walked.name, Access::ReadWrite, trusted);
    assert!(opened.is_ok_and(|opened| opened.is_some()), "a name that nobody exchanges is opened");
}

//! The copy on disk: what it keeps, and what it refuses.

use std::{fs, path::Path, time::Duration};

use super::*;
use crate::{Lineage, Revision};

const NAME: &str = "etcd://127.0.0.1:2379/shop";

fn document(text: &str) -> Document {
    let version = Version { lineage: Lineage::new("x").expect("the word is valid"), revision: Revision::new(7) };
    Document::new(text.as_bytes(), Some(version)).with_tag("\"tag\"")
}

fn cache(parent: &Path) -> Cache {
    Cache::new(parent.join("made").join("toggle-store"), NAME, NAME)
}

#[test]
fn written_document_is_read_again() {
    let parent = tempfile::tempdir().expect("there is a temporary directory");
    let cache = cache(parent.path());
    assert!(cache.read().expect("it can be read").is_none());
    cache.write(&document("a = true\n")).expect("the write succeeds");
    cache.write(&document("a = false\n")).expect("the write succeeds");
    let (read, _) = cache.read().expect("it can be read").expect("there is a copy");
    assert_eq!(read, document("a = false\n"));
    assert_eq!(fs::read_dir(&cache.directory).expect("the file can be used").count(), 1, "no temporary file is left");
}

#[test]
fn confirmed_copy_has_the_time() {
    let parent = tempfile::tempdir().expect("there is a temporary directory");
    let cache = cache(parent.path());
    cache.write(&document("a = true\n")).expect("the write succeeds");
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    cache.confirm(time).expect("the copy can be confirmed");
    assert_eq!(cache.read().expect("it can be read").expect("there is a copy").1, time);
}

#[test]
fn torn_or_foreign_copy_is_refused() {
    let parent = tempfile::tempdir().expect("there is a temporary directory");
    let cache = cache(parent.path());
    cache.write(&document("a = true\n")).expect("the write succeeds");
    let whole = fs::read(cache.path()).expect("the file can be used");
    for torn in [&whole[..whole.len() - 1], &whole[..10], b""] {
        fs::write(cache.path(), torn).expect("the file can be used");
        assert!(cache.read().is_err_and(|error| error.is_invalid()));
    }
    fs::write(cache.path(), String::from_utf8(whole).expect("it is UTF-8").replace("\"store\":\"", "\"store\":\"0"))
        .expect("the file can be used");
    assert!(cache.read().is_err());
}

#[test]
fn file_name_shows_the_name_and_no_secret() {
    let name = |name: &str, identity: &str| Cache::new(PathBuf::new(), name, identity).file;
    let first = name("http://host/a", "http://host/a?token=1");
    assert!(first.starts_with("http---host-a-") && !first.contains("token"), "{first}");
    assert_ne!(first, name("http://host/a", "http://host/a?token=2"));
    assert!(!name("../../etc", "").contains('/') && !name("..x", "").starts_with('.'));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the file can be used");
    }

    #[track_caller]
    fn check_refused(cache: &Cache, message: &str) {
        let read = cache.read().expect_err("the call fails").to_string();
        let written = cache.write(&document("a = true\n")).map_err(|error| error.to_string());
        assert!(read.contains(message), "{read}");
        assert!(written.is_err_and(|error| error.contains(message)));
    }

    #[test]
    fn file_and_directory_are_private() {
        let parent = tempfile::tempdir().expect("there is a temporary directory");
        let cache = cache(parent.path());
        cache.write(&document("a = true\n")).expect("the write succeeds");
        let mode = |path: &Path| fs::metadata(path).expect("the file can be used").permissions().mode() & 0o777;
        assert_eq!(mode(&cache.path()), 0o600);
        assert_eq!(mode(&cache.directory), 0o700);
    }

    #[test]
    fn planted_link_is_refused() {
        let parent = tempfile::tempdir().expect("there is a temporary directory");
        let target = parent.path().join("target");
        fs::create_dir(&target).expect("the file can be used");
        symlink(&target, parent.path().join("link")).expect("the file can be used");
        check_refused(&Cache::new(parent.path().join("link"), NAME, NAME), "is a link");
        assert_eq!(fs::read_dir(&target).expect("the file can be used").count(), 0);
    }

    #[test]
    fn linked_file_is_replaced_and_never_read() {
        let parent = tempfile::tempdir().expect("there is a temporary directory");
        let cache = cache(parent.path());
        cache.write(&document("a = true\n")).expect("the write succeeds");
        let target = parent.path().join("target");
        fs::rename(cache.path(), &target).expect("the file can be used");
        symlink(&target, cache.path()).expect("the file can be used");
        assert!(cache.read().is_err());
        cache.write(&document("a = false\n")).expect("the write succeeds");
        assert!(fs::read_to_string(&target).expect("the file can be used").ends_with("a = true\n"));
        assert_eq!(cache.read().expect("it can be read").expect("there is a copy").0, document("a = false\n"));
    }

    #[test]
    fn directory_open_to_others_is_refused() {
        let parent = tempfile::tempdir().expect("there is a temporary directory");
        let cache = cache(parent.path());
        cache.write(&document("a = true\n")).expect("the write succeeds");
        set_mode(&cache.directory, 0o777);
        check_refused(&cache, "may write to the directory");
    }

    #[test]
    fn file_open_to_others_is_not_read() {
        let parent = tempfile::tempdir().expect("there is a temporary directory");
        let cache = cache(parent.path());
        cache.write(&document("a = true\n")).expect("the write succeeds");
        set_mode(&cache.path(), 0o666);
        assert!(cache.read().expect_err("the call fails").to_string().contains("may write to the file"));
    }
}

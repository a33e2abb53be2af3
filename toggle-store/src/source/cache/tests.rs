//! The copy on disk: what it keeps, and what it refuses.

use std::{fs, path::Path, time::Duration};

use super::*;
use crate::{Lineage, Revision};

fn document(text: &str) -> Document {
    let version = Version { lineage: Lineage::new("x").unwrap(), revision: Revision::new(7) };
    Document::new(text.as_bytes(), Some(version)).with_tag("\"tag\"")
}

fn cache(parent: &Path) -> Cache {
    Cache::new(parent.join("made").join("toggle-store"), "etcd://127.0.0.1:2379/shop")
}

#[test]
fn written_document_is_read_again() {
    let parent = tempfile::tempdir().unwrap();
    let cache = cache(parent.path());
    assert!(cache.read().unwrap().is_none());
    cache.write(&document("a = true\n")).unwrap();
    cache.write(&document("a = false\n")).unwrap();
    let (read, _) = cache.read().unwrap().unwrap();
    assert_eq!(read, document("a = false\n"));
    assert_eq!(fs::read_dir(&cache.directory).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn confirmed_copy_has_the_time() {
    let parent = tempfile::tempdir().unwrap();
    let cache = cache(parent.path());
    cache.write(&document("a = true\n")).unwrap();
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    cache.confirm(time).unwrap();
    assert_eq!(cache.read().unwrap().unwrap().1, time);
}

#[test]
fn torn_or_foreign_copy_is_refused() {
    let parent = tempfile::tempdir().unwrap();
    let cache = cache(parent.path());
    cache.write(&document("a = true\n")).unwrap();
    let whole = fs::read(cache.path()).unwrap();
    for torn in [&whole[..whole.len() - 1], &whole[..10], b""] {
        fs::write(cache.path(), torn).unwrap();
        assert!(cache.read().is_err_and(|error| error.is_invalid()));
    }
    fs::write(cache.path(), String::from_utf8(whole).unwrap().replace("/shop", "/bank")).unwrap();
    assert!(cache.read().is_err());
}

#[test]
fn file_name_has_the_readable_part_and_a_hash() {
    let name = file_name("http://host/a?b");
    assert!(name.starts_with("http---host-a-b-"), "{name}");
    assert_ne!(name, file_name("http://host/a/b"));
    assert!(!file_name("../../etc").contains('/') && !file_name("..x").starts_with('.'));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[track_caller]
    fn check_refused(cache: &Cache, message: &str) {
        let read = cache.read().unwrap_err().to_string();
        let written = cache.write(&document("a = true\n")).map_err(|error| error.to_string());
        assert!(read.contains(message), "{read}");
        assert!(written.is_err_and(|error| error.contains(message)));
    }

    #[test]
    fn file_and_directory_are_private() {
        let parent = tempfile::tempdir().unwrap();
        let cache = cache(parent.path());
        cache.write(&document("a = true\n")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&cache.path()), 0o600);
        assert_eq!(mode(&cache.directory), 0o700);
    }

    #[test]
    fn planted_link_is_refused() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("target");
        fs::create_dir(&target).unwrap();
        symlink(&target, parent.path().join("link")).unwrap();
        check_refused(&Cache::new(parent.path().join("link"), "store"), "is a link");
        assert_eq!(fs::read_dir(&target).unwrap().count(), 0);
    }

    #[test]
    fn linked_file_is_replaced_and_never_read() {
        let parent = tempfile::tempdir().unwrap();
        let cache = cache(parent.path());
        cache.write(&document("a = true\n")).unwrap();
        let target = parent.path().join("target");
        fs::rename(cache.path(), &target).unwrap();
        symlink(&target, cache.path()).unwrap();
        assert!(cache.read().is_err());
        cache.write(&document("a = false\n")).unwrap();
        assert!(fs::read_to_string(&target).unwrap().ends_with("a = true\n"));
        assert_eq!(cache.read().unwrap().unwrap().0, document("a = false\n"));
    }

    #[test]
    fn directory_open_to_others_is_refused() {
        let parent = tempfile::tempdir().unwrap();
        let cache = cache(parent.path());
        cache.write(&document("a = true\n")).unwrap();
        set_mode(&cache.directory, 0o777);
        check_refused(&cache, "may write to the directory");
    }

    #[test]
    fn file_open_to_others_is_not_read() {
        let parent = tempfile::tempdir().unwrap();
        let cache = cache(parent.path());
        cache.write(&document("a = true\n")).unwrap();
        set_mode(&cache.path(), 0o666);
        assert!(cache.read().unwrap_err().to_string().contains("may write to the file"));
    }
}

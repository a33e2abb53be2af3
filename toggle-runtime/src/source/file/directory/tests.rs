//! The known state of a directory while its files change, under the test's control.

use std::{cell::Cell, os::unix::fs::symlink};

use crate::source::file::{directory::*, settle::RESTLESS};

/// Much longer than a busy machine may delay a test.
const SETTLE: Duration = Duration::from_millis(500);

fn source(path: &Path) -> DirectorySource {
    DirectorySource::new(Path::new("d"), path.to_owned(), SETTLE, None)
}

/// Publishes a version as a volume of a `ConfigMap` does.
fn publish(root: &Path, version: &str, files: &[(&str, &str)]) -> io::Result<()> {
    fs::create_dir(root.join(version))?;
    for (name, text) in files {
        fs::write(root.join(version).join(name), text)?;
    }
    symlink(version, root.join("..data_tmp"))?;
    fs::rename(root.join("..data_tmp"), root.join("..data"))
}

fn texts(held: &Held) -> Vec<&str> {
    held.files.values().filter_map(|member| member.good.as_deref()).collect()
}

#[test]
fn only_visible_toml_files_are_members() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    for name in ["b.toml", "a.toml", "B.toml", ".hidden.toml", "..data.toml", "a.toml.new", "toml", "c.TOML"] {
        fs::write(directory.path().join(name), "#")?;
    }
    let names: Vec<OsString> = names(directory.path()).unwrap_or_default().into_iter().collect();
    assert_eq!(names, ["B.toml", "a.toml", "b.toml"]);
    Ok(())
}

/// The link is swapped once more after the first look, which found one file in its previous version.
#[test]
fn swap_during_a_look_is_taken_whole() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let root = directory.path();
    publish(root, "..1", &[("a.toml", "# a1"), ("b.toml", "# b1")])?;
    for name in ["a.toml", "b.toml"] {
        symlink(Path::new("..data").join(name), root.join(name))?;
    }
    let source = source(root);
    let mut held = Held::default();
    assert_eq!(source.look_at_files(&mut held, Waiting::Shortly), Ok(true));
    assert_eq!(texts(&held), ["# a1", "# b1"]);

    publish(root, "..2", &[("a.toml", "# a1"), ("b.toml", "# b2")])?;
    let is_swapped = Cell::new(false);
    let swap = || {
        if !is_swapped.replace(true) {
            publish(root, "..3", &[("a.toml", "# a3"), ("b.toml", "# b3")]).expect("links can be made");
        }
        false
    };
    assert_eq!(source.look_at_files(&mut held, Waiting::Until(&swap)), Ok(true));
    assert!(is_swapped.get(), "a change is waited for");
    assert_eq!(texts(&held), ["# a3", "# b3"]);
    assert_eq!(source.look_at_files(&mut held, Waiting::Until(&|| false)), Ok(false));
    Ok(())
}

/// An editor removes a file before it writes the next one.
#[test]
fn file_that_is_back_at_once_was_never_gone() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let (a, b) = (directory.path().join("a.toml"), directory.path().join("b.toml"));
    fs::write(&a, "# a")?;
    fs::write(&b, "# b")?;
    let source = source(directory.path());
    let mut held = Held::default();
    assert_eq!(source.look_at_files(&mut held, Waiting::Shortly), Ok(true));
    fs::remove_file(&a)?;
    let put_back = || {
        fs::write(&a, "# a").expect("the file can be written");
        false
    };
    assert_eq!(source.look_at_files(&mut held, Waiting::Until(&put_back)), Ok(true));
    assert_eq!(texts(&held), ["# a", "# b"]);
    fs::remove_file(&a)?;
    assert_eq!(source.look_at_files(&mut held, Waiting::Until(&|| false)), Ok(true));
    assert_eq!(texts(&held), ["# b"]);
    Ok(())
}

#[test]
fn restless_file_leaves_others_alone() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let (a, b) = (directory.path().join("a.toml"), directory.path().join("b.toml"));
    fs::write(&a, "# a")?;
    fs::write(&b, "# b")?;
    let source = source(directory.path());
    let mut held = Held::default();
    assert_eq!(source.look_at_files(&mut held, Waiting::Shortly), Ok(true));
    fs::write(&b, "# b2")?;
    let count = Cell::new(0);
    let rewrite = || {
        count.set(count.get() + 1);
        fs::write(&a, format!("# {}", count.get())).expect("the file can be written");
        false
    };
    assert_eq!(source.look_at_files(&mut held, Waiting::Until(&rewrite)), Ok(true));
    assert_eq!(texts(&held), ["# a", "# b2"]);
    assert_eq!(held.faults().collect::<Vec<_>>(), [(OsStr::new("a.toml"), RESTLESS)]);
    Ok(())
}

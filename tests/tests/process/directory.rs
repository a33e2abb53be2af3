//! Directories of toggle files that a running program follows.

use std::{fs, io, path::Path};

use tempfile::TempDir;

use crate::probe::Probe;

/// A directory of toggle files, and a program that follows the directory through `TOGGLE_FILE`.
struct Followed {
    directory: TempDir,
    probe: Probe,
}

impl Followed {
    fn start(files: &[(&str, &str)]) -> io::Result<Self> {
        let directory = tempfile::tempdir()?;
        for (name, text) in files {
            fs::write(directory.path().join(name), text)?;
        }
        let mut probe = Probe::start(&[("TOGGLE_FILE", shown(directory.path()))]);
        probe.send("ask");
        Ok(Self { directory, probe })
    }

    fn write(&self, name: &str, text: &str) -> io::Result<()> {
        fs::write(self.directory.path().join(name), text)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.directory.path().join(name))
    }
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("temporary paths are Unicode")
}

#[test]
fn files_are_added_changed_and_removed() -> io::Result<()> {
    let mut followed = Followed::start(&[("b.toml", "new-checkout = true\n")])?;
    followed.probe.expect("ask", "on on off");
    followed.write("c.toml", "new-checkout = false\nbeta-search = true\n")?;
    followed.probe.wait_for("ask", "off on on");
    // A later file overrides an earlier one.
    followed.write("a.toml", "new-checkout = true\nmail = false\n")?;
    followed.probe.wait_for("ask", "off off on");
    followed.write("c.toml", "beta-search = true\n")?;
    followed.probe.wait_for("ask", "on off on");
    followed.remove("c.toml")?;
    followed.probe.wait_for("ask", "on off off");
    followed.probe.send("reload");
    followed.probe.expect("ask", "on off off");
    Ok(())
}

#[test]
fn renamed_file_takes_its_new_place() -> io::Result<()> {
    let mut followed = Followed::start(&[("a.toml", "mail = false\n"), ("b.toml", "mail = true\n")])?;
    followed.probe.expect("ask", "off on off");
    let path = |name: &str| followed.directory.path().join(name);
    fs::rename(path("a.toml"), path("c.toml"))?;
    followed.probe.wait_for("ask", "off off off");
    let path = |name: &str| followed.directory.path().join(name);
    // The new name does not end with `.toml`, so the file is not a toggle file any more.
    fs::rename(path("c.toml"), path("c.toml.off"))?;
    followed.probe.wait_for("ask", "off on off");
    Ok(())
}

/// Checks that a broken file next to a good one keeps its states, while the good file is still followed.
#[track_caller]
fn survives(spoil: impl FnOnce(&Path) -> io::Result<()>, event: &str) -> io::Result<()> {
    let mut followed = Followed::start(&[("a.toml", "new-checkout = true\n"), ("b.toml", "mail = false\n")])?;
    followed.probe.expect("ask", "on off off");
    let spoilt = followed.directory.path().join("a.toml");
    spoil(&spoilt)?;
    let event = followed.probe.wait_for_event(event);
    assert!(event.contains("a.toml: "), "{event}");
    followed.write("b.toml", "beta-search = true\n")?;
    followed.probe.wait_for("ask", "on on on");
    followed.probe.send("reload");
    followed.probe.expect("ask", "on on on");
    if spoilt.is_dir() {
        fs::remove_dir(&spoilt)?;
    }
    let _ = fs::remove_file(&spoilt);
    fs::write(&spoilt, "mail = false\n")?;
    followed.probe.wait_for("ask", "off off on");
    Ok(())
}

#[test]
fn broken_file_next_to_good_one_keeps_states() -> io::Result<()> {
    survives(|path| fs::write(path, "new-checkout = false\nmail = tru\n"), "line 2, column 8: ")
}

#[test]
fn emptied_file_keeps_its_states() -> io::Result<()> {
    survives(|path| fs::write(path, ""), "is empty")
}

#[test]
fn directory_in_a_files_place_keeps_its_states() -> io::Result<()> {
    survives(
        |path| {
            fs::remove_file(path)?;
            fs::create_dir(path)
        },
        "it is not a regular file but a directory",
    )
}

#[cfg(unix)]
#[test]
fn pipe_in_a_files_place_does_not_block() -> io::Result<()> {
    survives(
        |path| {
            fs::remove_file(path)?;
            assert!(std::process::Command::new("mkfifo").arg(path).status()?.success());
            Ok(())
        },
        "it is not a regular file but a pipe",
    )
}

#[test]
fn directory_without_files_keeps_everything() -> io::Result<()> {
    let root = tempfile::tempdir()?;
    let path = root.path().join("toggles.d");
    fs::create_dir(&path)?;
    fs::write(path.join("a.toml"), "new-checkout = true\n")?;
    fs::write(path.join("b.toml"), "mail = false\n")?;
    let mut probe = Probe::start(&[("TOGGLE_FILE", shown(&path))]);
    probe.expect("ask", "on off off");
    fs::rename(&path, root.path().join("old"))?;
    probe.wait_for_event("No such file or directory");
    probe.expect("ask", "on off off");
    fs::create_dir(&path)?;
    probe.wait_for_event("has no file `*.toml`; to set no toggle, write a comment into one");
    probe.expect("ask", "on off off");
    fs::write(path.join("a.toml"), "beta-search = true\n")?;
    probe.wait_for("ask", "off on on");
    probe.wait_for_event("can be read again");
    Ok(())
}

#[test]
fn path_that_ends_with_a_slash_is_a_directory() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.d");
    let mut probe = Probe::start(&[("TOGGLE_FILE", &format!("{}/", shown(&path)))]);
    probe.expect("ask", "off on off");
    probe.wait_for_event("toggles.d/ cannot be read, so it changes nothing: ");
    fs::create_dir(&path)?;
    fs::write(path.join("a.toml"), "new-checkout = true\n")?;
    probe.wait_for("ask", "on on off");
    Ok(())
}

/// Checks a mounted `ConfigMap`, whose files are links through `..data`. An update renames a new `..data` into place.
#[cfg(unix)]
#[test]
fn config_map_is_followed_through_its_swaps() -> io::Result<()> {
    use std::os::unix::fs::symlink;

    let directory = tempfile::tempdir()?;
    let root = directory.path();
    let publish = |version: &str, files: &[(&str, &str)]| -> io::Result<()> {
        fs::create_dir(root.join(version))?;
        for (name, text) in files {
            fs::write(root.join(version).join(name), text)?;
        }
        symlink(version, root.join("..data_tmp"))?;
        fs::rename(root.join("..data_tmp"), root.join("..data"))?;
        for (name, _) in files.iter().filter(|(name, _)| !root.join(name).is_symlink()) {
            symlink(Path::new("..data").join(name), root.join(name))?;
        }
        Ok(())
    };
    publish("..1", &[("a.toml", "new-checkout = true\n"), ("b.toml", "# none\n")])?;
    let mut probe = Probe::start(&[("TOGGLE_FILE", shown(root))]);
    probe.expect("ask", "on on off");
    publish("..2", &[("a.toml", "mail = false\n"), ("b.toml", "beta-search = true\n")])?;
    fs::remove_dir_all(root.join("..1"))?;
    probe.wait_for("ask", "off off on");
    // One key is new, and one key is removed.
    publish("..3", &[("a.toml", "mail = true\n"), ("c.toml", "mail = false\nnew-checkout = true\n")])?;
    fs::remove_file(root.join("b.toml"))?;
    fs::remove_dir_all(root.join("..2"))?;
    probe.wait_for("ask", "on off off");
    Ok(())
}

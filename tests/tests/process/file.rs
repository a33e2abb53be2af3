//! A toggle file that a running program follows.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::TempDir;

use crate::probe::Probe;

/// A directory with a toggle file, and a program that follows the file.
struct Followed {
    directory: TempDir,
    path: PathBuf,
    probe: Probe,
}

impl Followed {
    /// Starts the program without configuration except `TOGGLE_FILE`.
    fn start(text: &str) -> io::Result<Self> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, text)?;
        let mut probe = Probe::start(&[("TOGGLE_FILE", shown(&path))]);
        probe.send("ask");
        Ok(Self { directory, path, probe })
    }

    fn write(&self, text: &str) -> io::Result<()> {
        fs::write(&self.path, text)
    }

    fn replace(&self, text: &str) -> io::Result<()> {
        let new = self.directory.path().join("toggles.toml.new");
        fs::write(&new, text)?;
        fs::rename(new, &self.path)
    }
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("temporary paths are Unicode")
}

#[test]
fn file_is_followed_through_edits_and_renames() -> io::Result<()> {
    let mut followed = Followed::start("new-checkout = true\n")?;
    followed.probe.expect("ask", "on on off");
    followed.write("mail = false\n")?;
    followed.probe.wait_for("ask", "off off off");
    followed.replace("mail = false\nbeta-search = \"on\"\n")?;
    followed.probe.wait_for("ask", "off off on");
    followed.replace("# nothing\n")?;
    followed.probe.wait_for("ask", "off on off");
    followed.write("new-checkout = true\n")?;
    followed.probe.wait_for("ask", "on on off");
    Ok(())
}

/// Checks that a broken file keeps the last good states and is reported, and that a good file applies again.
#[track_caller]
fn survives(spoil: impl FnOnce(&Followed) -> io::Result<()>, event: &str) -> io::Result<()> {
    let mut followed = Followed::start("new-checkout = true\nmail = false\n")?;
    followed.probe.expect("ask", "on off off");
    spoil(&followed)?;
    followed.probe.wait_for_event(event);
    followed.probe.expect("ask", "on off off");
    followed.probe.send("reload");
    followed.probe.expect("ask", "on off off");
    if followed.path.is_dir() {
        fs::remove_dir(&followed.path)?;
    }
    followed.replace("beta-search = true\n")?;
    followed.probe.wait_for("ask", "off on on");
    followed.probe.wait_for_event("can be read again");
    Ok(())
}

#[test]
fn a_syntax_error_changes_nothing() -> io::Result<()> {
    survives(|file| file.write("new-checkout = false\nmail = tru\n"), "line 2, column 8: ")
}

#[test]
fn an_emptied_file_changes_nothing() -> io::Result<()> {
    survives(|file| file.write(""), "is empty; to set no toggle, write a comment into it")
}

#[test]
fn a_deleted_file_changes_nothing() -> io::Result<()> {
    survives(|file| fs::remove_file(&file.path), "cannot be read, so it changes nothing: ")
}

#[test]
fn a_file_that_is_not_text_changes_nothing() -> io::Result<()> {
    survives(|file| fs::write(&file.path, b"mail = true\n\xff\xfe"), "is not UTF-8 (line 2)")
}

#[test]
fn a_huge_file_changes_nothing() -> io::Result<()> {
    survives(|file| fs::write(&file.path, vec![b'#'; 17 << 20]), "is 17.00 MiB large, and the limit is 6 MiB; split it")
}

#[test]
fn directory_in_files_place_changes_nothing() -> io::Result<()> {
    survives(
        |file| {
            fs::remove_file(&file.path)?;
            fs::create_dir(&file.path)
        },
        "it is not a regular file",
    )
}

#[test]
fn wrong_type_keeps_the_other_entries() -> io::Result<()> {
    let mut followed = Followed::start("new-checkout = true\n")?;
    followed.write("new-checkout = 1\nbeta-search = true\n")?;
    followed.probe.wait_for("ask", "on on on");
    followed.probe.wait_for_event("toggles.toml:1:1: `new-checkout`: expected `true` or `false`, found the integer 1");
    Ok(())
}

#[test]
fn unknown_name_is_reported_with_suggestion() -> io::Result<()> {
    let followed = Followed::start("# 1\nnew-chekout = true\n")?;
    let event = followed.probe.wait_for_event("called `new-chekout`; did you mean `new-checkout`?");
    assert!(event.contains("toggles.toml:2:1: "), "{event}");
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_config_map_is_followed_through_its_links() -> io::Result<()> {
    use std::os::unix::fs::symlink;

    let directory = tempfile::tempdir()?;
    let root = directory.path();
    let publish = |version: &str, text: &str| -> io::Result<()> {
        fs::create_dir(root.join(version))?;
        fs::write(root.join(version).join("toggles.toml"), text)?;
        symlink(version, root.join("..data_tmp"))?;
        fs::rename(root.join("..data_tmp"), root.join("..data"))
    };
    publish("..1", "new-checkout = true\n")?;
    symlink("..data/toggles.toml", root.join("toggles.toml"))?;
    let mut probe = Probe::start(&[("TOGGLE_FILE", shown(&root.join("toggles.toml")))]);
    probe.expect("ask", "on on off");
    publish("..2", "mail = false\n")?;
    fs::remove_dir_all(root.join("..1"))?;
    probe.wait_for("ask", "off off off");
    publish("..3", "beta-search = true\n")?;
    fs::remove_dir_all(root.join("..2"))?;
    probe.wait_for("ask", "off on on");
    Ok(())
}

#[cfg(unix)]
#[test]
fn link_to_directory_is_followed_at_both_ends() -> io::Result<()> {
    use std::os::unix::fs::symlink;

    let (here, there) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let (link, target) = (here.path().join("toggles.toml"), there.path().join("real.toml"));
    fs::write(&target, "new-checkout = true\n")?;
    symlink(&target, &link)?;
    let mut probe = Probe::start(&[("TOGGLE_FILE", shown(&link))]);
    probe.expect("ask", "on on off");
    fs::write(&target, "mail = false\n")?;
    probe.wait_for("ask", "off off off");
    fs::remove_file(&link)?;
    fs::write(&link, "beta-search = true\n")?;
    probe.wait_for("ask", "off on on");
    Ok(())
}

#[test]
fn recreated_directory_is_followed() -> io::Result<()> {
    let outer = tempfile::tempdir()?;
    let (directory, aside) = (outer.path().join("config"), outer.path().join("aside"));
    let path = directory.join("toggles.toml");
    fs::create_dir(&directory)?;
    fs::write(&path, "new-checkout = true\n")?;
    let mut probe = Probe::start(&[("TOGGLE_FILE", shown(&path))]);
    probe.expect("ask", "on on off");
    for (round, (text, answer)) in
        [("mail = false\n", "off off off"), ("beta-search = true\n", "off on on")].iter().enumerate()
    {
        fs::rename(&directory, aside.with_extension(round.to_string()))?;
        fs::create_dir(&directory)?;
        fs::write(&path, text)?;
        probe.wait_for("ask", answer);
    }
    Ok(())
}

#[test]
fn a_file_that_comes_later_is_taken() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("not/yet/toggles.toml");
    let mut probe = Probe::start(&[("TOGGLE_FILE", shown(&path))]);
    probe.expect("ask", "off on off");
    probe.expect("explain new-checkout", "off ERROR default");
    // A program that starts later has begun to follow its file, so this one has seen that there is no directory.
    let mut later = Followed::start("mail = true\n")?;
    later.write("mail = false\n")?;
    later.probe.wait_for("ask", "off off off");
    fs::create_dir_all(directory.path().join("not/yet"))?;
    fs::write(&path, "new-checkout = true\n")?;
    probe.wait_for("ask", "on on off");
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_files_place_does_not_block() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    assert!(std::process::Command::new("mkfifo").arg(&path).status()?.success());
    let mut probe = Probe::start(&[("TOGGLE_FILE", shown(&path))]);
    probe.expect("ask", "off on off");
    probe.wait_for_event("it is not a regular file");
    Ok(())
}

#[cfg(unix)]
#[test]
fn signals_do_not_disturb_following() -> io::Result<()> {
    let mut followed = Followed::start("new-checkout = true\n")?;
    let id = followed.probe.id().to_string();
    let signal = |name: &str| std::process::Command::new("kill").args([name, &id]).status();
    for _ in 0..20 {
        signal("-STOP")?;
        signal("-CONT")?;
        signal("-WINCH")?;
    }
    followed.write("mail = false\n")?;
    followed.probe.wait_for("ask", "off off off");
    Ok(())
}

#[test]
fn half_written_file_waits_for_the_settle_time() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    fs::write(&path, "new-checkout = true\nmail = true\n")?;
    let mut probe = Probe::start(&[]);
    // The settle time is far longer than the time that a slow machine needs between two writes.
    probe.expect(&format!("install-slow {}", shown(&path)), "ok");
    for _ in 0..30 {
        // The first half alone would reset `mail` to its default.
        fs::write(&path, "new-checkout = true\n")?;
        probe.expect("ask", "on on off");
        fs::write(&path, "new-checkout = true\nmail = false\n")?;
        probe.expect_for(Duration::from_millis(20), "ask", "on on off");
    }
    probe.wait_for("ask", "on off off");
    Ok(())
}

#[test]
fn set_up_in_code_requires_a_readable_file() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    let mut probe = Probe::start(&[("TOGGLE_MAIL", "off")]);
    let install = format!("install {}", shown(&path));
    let error = probe.send(&install);
    assert!(error.starts_with(&format!("file {}: cannot be read: ", shown(&path))), "{error}");
    probe.expect("ask", "off off off");
    fs::write(&path, "mail = 1\nbeta-search = tru")?;
    let error = probe.send(&install);
    assert!(error.contains("line 2, column 15: "), "{error}");
    fs::write(&path, "beta-search = true\nx = true")?;
    let error = probe.send(&format!("install-denying {}", shown(&path)));
    assert!(error.ends_with("toggles.toml:2:1: no toggle of this program is called `x`"), "{error}");
    probe.expect(&install, "ok");
    probe.expect("ask", "off off on");
    probe.expect("install-nothing", "toggles are set up already; `install` can succeed once in a process");
    probe.wait_for_event("was checked at tests/src/bin/probe/main.rs:");
    Ok(())
}

#[test]
fn an_optional_file_may_be_missing_at_first() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-optional {}", shown(&path)), "ok");
    probe.expect("ask", "off on off");
    fs::write(&path, "new-checkout = true\n")?;
    probe.wait_for("ask", "on on off");
    Ok(())
}

#[test]
fn a_file_that_is_not_followed_is_read_on_reload() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    fs::write(&path, "new-checkout = true\n")?;
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-unfollowed {}", shown(&path)), "ok");
    // When a program that follows the same file has taken the change, this one would have as well.
    let mut following = Probe::start(&[("TOGGLE_FILE", shown(&path))]);
    following.expect("ask", "on on off");
    fs::write(&path, "mail = false\n")?;
    following.wait_for("ask", "off off off");
    probe.expect("ask", "on on off");
    probe.expect("reload", "ok");
    probe.expect("ask", "off off off");
    Ok(())
}

#[test]
fn relative_path_survives_a_change_of_directory() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    fs::write(directory.path().join("toggles.toml"), "new-checkout = true\n")?;
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("chdir {}", shown(directory.path())), "ok");
    probe.expect("install toggles.toml", "ok");
    probe.expect("explain new-checkout", "on STATIC file toggles.toml");
    probe.expect("chdir /", "ok");
    fs::write(directory.path().join("toggles.toml"), "mail = false\n")?;
    probe.wait_for("ask", "off off off");
    Ok(())
}

/// Limits file descriptors so that no watch can be created, as if the system's limit of watches was reached.
#[cfg(target_os = "linux")]
#[test]
fn without_a_watch_the_file_is_polled() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    fs::write(&path, "new-checkout = true\n")?;
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "ulimit -n 4 && exec \"$0\"", env!("CARGO_BIN_EXE_probe")]).env("TOGGLE_FILE", &path);
    let mut probe = Probe::run(command);
    probe.expect("ask", "on on off");
    for (text, answer) in [("mail = false\n", "off off off"), ("beta-search = true\n", "off on on")] {
        fs::write(&path, text)?;
        probe.wait_for("ask", answer);
    }
    let open: Vec<PathBuf> = fs::read_dir(format!("/proc/{}/fd", probe.id()))?
        .filter_map(|entry| entry.ok()?.path().read_link().ok())
        .collect();
    assert!(!open.iter().any(|target| target.ends_with("anon_inode:inotify")), "{open:?}");
    Ok(())
}

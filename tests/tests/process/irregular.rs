//! Pipes, sockets, directories and devices in place of a toggle file.

use std::{fs, io, os::unix::net::UnixListener, path::Path, process::Command};

use crate::probe::Probe;

fn pipe(path: &Path) -> io::Result<()> {
    let made = Command::new("mkfifo").arg(path).status()?;
    assert!(made.success());
    Ok(())
}

#[test]
fn history_that_is_no_file_is_refused() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let (fifo, socket) = (directory.path().join("pipe"), directory.path().join("socket"));
    pipe(&fifo)?;
    let _listener = UnixListener::bind(&socket)?;
    let cases = [(&*fifo, "a pipe"), (&*socket, "a socket"), (directory.path(), "a directory")];
    let mut probe = Probe::start(&[]);
    for (path, kind) in cases {
        let path = path.display();
        probe.expect(
            &format!("install-history {path}"),
            &format!("history {path}: it is not a regular file but {kind}"),
        );
    }
    let device = "it is not a regular file but a device";
    probe.expect("install-history /dev/zero", &format!("history /dev/zero: {device}"));
    probe.expect("install-history /dev/null", "ok");
    Ok(())
}

#[test]
fn device_in_the_files_place_is_refused() {
    let mut probe = Probe::start(&[("TOGGLE_FILE", "/dev/zero")]);
    probe.expect("ask", "off on off");
    probe.wait_for_event("file /dev/zero cannot be read, so it changes nothing: it is not a regular file but a device");
}

#[test]
fn pipe_that_takes_the_history_does_not_block() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let history = directory.path().join("history");
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-history {}", history.display()), "ok");
    probe.expect("ask", "off on off");
    fs::remove_file(&history)?;
    pipe(&history)?;
    probe.expect("set new-checkout on", "ok");
    probe.expect("ask", "on on off");
    probe.wait_for_event("it is not a regular file but a pipe");
    fs::remove_file(&history)?;
    probe.expect("set mail off", "ok");
    probe.expect("flush", "true");
    assert_eq!(fs::read_to_string(&history)?.lines().count(), 2, "what could not be written is written later");
    Ok(())
}

#[test]
fn followed_file_and_pipe_that_swap_do_not_block() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = |name: &str| directory.path().join(name);
    fs::write(path("file"), "new-checkout = true\n")?;
    pipe(&path("pipe"))?;
    fs::hard_link(path("file"), path("toggles.toml"))?;
    let mut probe = Probe::start(&[("TOGGLE_FILE", path("toggles.toml").to_str().expect("it is Unicode"))]);
    probe.expect("ask", "on on off");
    for _ in 0..3000 {
        for kind in ["pipe", "file"] {
            fs::hard_link(path(kind), path("new"))?;
            fs::rename(path("new"), path("toggles.toml"))?;
            // A rename between two names of the same file has no effect.
            let _ = fs::remove_file(path("new"));
        }
    }
    fs::write(path("new"), "mail = false\n")?;
    fs::rename(path("new"), path("toggles.toml"))?;
    probe.wait_for("ask", "off off off");
    Ok(())
}

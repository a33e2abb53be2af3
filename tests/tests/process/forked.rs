//! The child of a process that had set toggles up.

use std::{fs, io, path::PathBuf};

use tempfile::TempDir;

use crate::probe::Probe;

struct Scratch(TempDir);

impl Scratch {
    fn new() -> io::Result<Self> {
        let scratch = Self(tempfile::tempdir()?);
        scratch.write("new-checkout = true\n")?;
        Ok(scratch)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("toggles.toml")
    }

    fn shown(&self) -> String {
        self.path().display().to_string()
    }

    fn write(&self, text: &str) -> io::Result<()> {
        fs::write(self.path(), text)
    }
}

#[test]
fn child_may_install_and_follow_once() -> io::Result<()> {
    let scratch = Scratch::new()?;
    let install = format!("install {}", scratch.shown());
    let mut probe = Probe::start(&[]);
    probe.expect(&install, "ok");
    probe.expect("ask", "on on off");
    probe.expect("fork", "ok");
    probe.expect("ask", "on on off");
    probe.expect(&install, "ok");
    probe.expect(&install, "toggles are set up already; `install` can succeed once in a process");
    scratch.write("mail = false\n")?;
    probe.wait_for("ask", "off off off");
    probe.wait_for_event("toggle `mail` changed from on to off");
    assert!(!probe.events().iter().any(|event| event.contains("was asked at")), "{:?}", probe.events());
    Ok(())
}

#[test]
fn child_may_install_other_sources() -> io::Result<()> {
    let (of_parent, of_child) = (Scratch::new()?, Scratch::new()?);
    of_child.write("mail = false\n")?;
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install {}", of_parent.shown()), "ok");
    probe.expect("set beta-search on", "ok");
    probe.expect("fork", "ok");
    probe.expect(&format!("install {}", of_child.shown()), "ok");
    probe.expect("ask", "off off on");
    Ok(())
}

#[test]
fn child_that_reloads_follows() -> io::Result<()> {
    let scratch = Scratch::new()?;
    let mut probe = Probe::start(&[("TOGGLE_FILE", &scratch.shown())]);
    probe.expect("ask", "on on off");
    probe.expect("fork", "ok");
    scratch.write("mail = false\n")?;
    probe.expect("reload", "ok");
    probe.expect("ask", "off off off");
    scratch.write("beta-search = true\n")?;
    probe.wait_for("ask", "off on on");
    probe.wait_for_event("toggle `beta-search` changed from off to on");
    Ok(())
}

#[test]
fn grandchild_that_reloads_follows() -> io::Result<()> {
    let scratch = Scratch::new()?;
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install {}", scratch.shown()), "ok");
    for (text, answer) in [("mail = false\n", "off off off"), ("beta-search = true\n", "off on on")] {
        probe.expect("fork", "ok");
        probe.expect("reload", "ok");
        scratch.write(text)?;
        probe.wait_for("ask", answer);
    }
    Ok(())
}

#[test]
fn child_that_does_not_follow_only_reloads() -> io::Result<()> {
    let scratch = Scratch::new()?;
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-unfollowed {}", scratch.shown()), "ok");
    probe.expect("fork", "ok");
    scratch.write("mail = false\n")?;
    probe.expect("reload", "ok");
    probe.expect("ask", "off off off");
    if cfg!(target_os = "linux") {
        probe.expect("threads", "1");
    }
    Ok(())
}

//! The child of a process that had set up its toggles.

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
    assert!(!probe.events().iter().any(|event| event.contains("was checked at")), "{:?}", probe.events());
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
        // The thread that has delivered the events of the reload ends soon.
        probe.wait_for("threads", "1");
        probe.expect("asks 1000", "ok");
        probe.expect("threads", "1");
    }
    Ok(())
}

#[test]
fn child_that_only_checks_follows() -> io::Result<()> {
    let scratch = Scratch::new()?;
    let mut probe = Probe::start(&[("TOGGLE_FILE", &scratch.shown())]);
    scratch.write("[beta-search]\nrules = [{ when = { a = 1 } }]\n")?;
    probe.expect("reload", "ok");
    probe.expect("fork", "ok");
    probe.expect("asks 64", "ok");
    scratch.write("beta-search = true\n")?;
    probe.wait_for("ask", "off on on");
    probe.wait_for_event("toggle `beta-search` changed from 1 rule to on");
    Ok(())
}

#[test]
fn child_that_sets_follows() -> io::Result<()> {
    let scratch = Scratch::new()?;
    let mut probe = Probe::start(&[("TOGGLE_FILE", &scratch.shown())]);
    probe.expect("ask", "on on off");
    probe.expect("fork", "ok");
    probe.expect("set mail off", "ok");
    probe.wait_for_event("toggle `mail` changed from on to off (run-time override)");
    scratch.write("beta-search = true\n")?;
    probe.wait_for("ask", "off off on");
    probe.expect(&format!("install {}", scratch.shown()), "ok");
    Ok(())
}

#[test]
fn child_that_reloads_may_install() -> io::Result<()> {
    let scratch = Scratch::new()?;
    let install = format!("install {}", scratch.shown());
    let mut probe = Probe::start(&[]);
    probe.expect(&install, "ok");
    probe.expect("fork", "ok");
    probe.expect("reload", "ok");
    probe.expect(&install, "ok");
    probe.expect(&install, "toggles are set up already; `install` can succeed once in a process");
    Ok(())
}

#[test]
fn child_writes_the_history() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let history = directory.path().join("history");
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-history {}", history.display()), "ok");
    probe.expect("set mail off", "ok");
    probe.expect("flush", "true");
    probe.expect("fork", "ok");
    probe.expect("set mail on", "ok");
    probe.expect("flush", "true");
    assert_eq!(fs::read_to_string(&history)?.lines().count(), 2);
    Ok(())
}

/// Forks children while other threads of the parent hold locks.
#[test]
fn child_does_not_hang() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let history = directory.path().join("history");
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-history {}", history.display()), "ok");
    probe.expect("fork-storm 60", "0");
    Ok(())
}

/// Checks that the function receives each answer once, in the process of the check.
#[test]
fn child_hands_its_own_answers_over() {
    let mut probe = Probe::start(&[("TOGGLE_BETA_SEARCH", "99%")]);
    probe.expect("install-called", "ok");
    probe.expect("ask-for parent", "on on bm25");
    probe.expect("flush", "true");
    probe.expect("fork", "ok");
    probe.expect("ask-for child", "on on bm25");
    probe.expect("flush", "true");
    let expected = ["parent", "parent", "child", "child"].map(|key| format!("called: beta-search on {key}"));
    let lines: Vec<_> = probe.lines().into_iter().filter(|line| line.starts_with("called")).collect();
    assert_eq!(lines, expected);
}

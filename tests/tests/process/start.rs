//! The start of a program, which a file named only by the environment never prevents.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::probe::Probe;

fn file(directory: &Path, text: Option<&str>) -> io::Result<PathBuf> {
    let path = directory.join("toggles.toml");
    text.map_or(Ok(()), |text| fs::write(&path, text))?;
    Ok(path)
}

/// Starts a program with `TOGGLE_FILE`, which names a file with this text or a missing file, and sends `command`.
#[track_caller]
fn starts(command: &str, text: Option<&str>, problem: &str) -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = file(directory.path(), text)?;
    let shown = path.display().to_string();
    let mut probe = Probe::start(&[("TOGGLE_FILE", &shown)]);
    probe.expect(command, "ok");
    probe.expect("ask", "off on off");
    let problems = probe.send("problems");
    assert!(problems.starts_with(&format!("file {shown}: {problem}")), "{problems}");
    let event = probe.wait_for_event("cannot be read, so it changes nothing: ");
    let reason = problem.strip_prefix("cannot be read: ").unwrap_or(problem);
    assert!(event.contains(reason), "{event}");

    let new = directory.path().join("new");
    fs::write(&new, "new-checkout = true\n")?;
    fs::rename(new, &path)?;
    probe.wait_for("ask", "on on off");
    probe.wait_for("problems", "");
    Ok(())
}

#[test]
fn missing_named_file_is_reported() -> io::Result<()> {
    starts("install-observing", None, "cannot be read: No such file")?;
    starts("install-nothing", None, "cannot be read: No such file")?;
    starts("install-nothing-denying", None, "cannot be read: No such file")
}

#[test]
fn empty_named_file_is_reported() -> io::Result<()> {
    starts("install-observing", Some(""), "is empty; ")?;
    starts("install-nothing-denying", Some(""), "is empty; ")
}

#[test]
fn broken_named_file_is_reported() -> io::Result<()> {
    starts("install-observing", Some("new-checkout = tru\n"), "line 1, column 16: ")?;
    starts("install-nothing-denying", Some("new-checkout = tru\n"), "line 1, column 16: ")
}

/// Checks each command that installs toggles with a file of unknown names, which are denied.
#[test]
fn unknown_names_are_denied_in_every_file() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = file(directory.path(), Some("new-chekout = true\n"))?;
    let shown = path.display();
    let refusal = format!(
        "file {shown} names unknown toggles: {shown}:1:1: no toggle of this program is called `new-chekout`; did you mean `new-checkout`?"
    );
    let mut probe = Probe::start(&[("TOGGLE_FILE", &shown.to_string())]);
    probe.expect("install-nothing-denying", &refusal);
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-optional-denying {shown}"), &refusal);
    probe.expect(&format!("install-denying {shown}"), &refusal);
    Ok(())
}

#[test]
fn file_given_in_code_is_required() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let shown = file(directory.path(), None)?.display().to_string();
    // The environment may name the same file, and the file is still required.
    for variables in [&[][..], &[("TOGGLE_FILE", &*shown)]] {
        let mut probe = Probe::start(variables);
        let answer = probe.send(&format!("install {shown}"));
        assert!(answer.starts_with(&format!("file {shown}: cannot be read: ")), "{answer}");
        probe.expect(&format!("install-optional {shown}"), "ok");
        probe.expect("ask", "off on off");
    }
    Ok(())
}

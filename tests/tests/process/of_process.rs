//! The context of the process: attributes from the environment and from code.

use std::{fs, io, path::PathBuf};

use tempfile::TempDir;

use crate::probe::Probe;

const RULES: &str = "[beta-search]
rules = [
  { when = { region = \"eu\" } },
  { when = { version = { semver = \">=2.3\" } } },
]
";

fn file(text: &str) -> io::Result<(TempDir, PathBuf)> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    fs::write(&path, text)?;
    Ok((directory, path))
}

#[test]
fn variable_gives_attributes_without_set_up() -> io::Result<()> {
    let (_directory, path) = file(RULES)?;
    let path = path.to_str().expect("temporary paths are Unicode");
    let start = |context: &str| Probe::start(&[("TOGGLE_FILE", path), ("TOGGLE_CONTEXT", context)]);
    let mut probe = start("region=eu,version=2.2");
    probe.expect("ask", "off on on");
    probe.expect("explain-rules beta-search", "the context fits with `region` of the process");
    // An attribute of the user overrides the attribute of the process.
    probe.expect("ask-for user-1", "on on bm25");
    probe.expect("ask-for user-1 region=us", "off off bm25");
    let mut probe = start("region=us,version=2.10");
    probe.expect("ask", "off on on");
    let mut probe = start("region=us, version , host=h1");
    probe.expect("ask", "off on off");
    probe.expect(
        "problems",
        "TOGGLE_CONTEXT: `version`: expected `name=value`, as in `TOGGLE_CONTEXT=\"region=eu,version=2.3\"`",
    );
    probe.expect(
        "explain-rules beta-search",
        "`region` of the process is \"us\", not \"eu\" | `version` is missing | \
         no rule matches, so the declared default applies",
    );
    Ok(())
}

#[test]
fn code_gives_attributes_above_the_variable() -> io::Result<()> {
    let (_directory, path) = file(RULES)?;
    let mut probe = Probe::start(&[("TOGGLE_CONTEXT", "region=us,version=2.2")]);
    probe.expect(&format!("install-as {} region=eu", path.display()), "ok");
    probe.expect("ask", "off on on");
    probe.expect("setenv TOGGLE_CONTEXT version=2.3", "ok");
    probe.expect("reload", "ok");
    probe.expect("ask-for user-1 region=us", "on on bm25");
    probe.expect("problems", "");
    Ok(())
}

#[test]
fn followed_file_keeps_the_attributes() -> io::Result<()> {
    let (directory, path) = file("# nothing\n")?;
    let mut probe = Probe::start(&[("TOGGLE_CONTEXT", "region=eu")]);
    probe.expect(&format!("install-as {}", path.display()), "ok");
    probe.expect("ask", "off on off");
    let new = directory.path().join("new");
    fs::write(&new, RULES)?;
    fs::rename(new, &path)?;
    probe.wait_for("ask", "off on on");
    Ok(())
}

#[cfg(unix)]
#[test]
fn forked_child_keeps_the_attributes() -> io::Result<()> {
    let (_directory, path) = file(RULES)?;
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-as {} region=eu", path.display()), "ok");
    probe.expect("fork", "ok");
    probe.expect("ask", "off on on");
    probe.expect("reload", "ok");
    probe.expect("ask", "off on on");
    Ok(())
}

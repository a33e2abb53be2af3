//! Guards that a file configures, in a program without a set-up call.

use std::{fs, io, path::PathBuf};

use tempfile::TempDir;

use crate::probe::Probe;

/// Starts a program whose only configuration is a followed file with this text.
fn start(text: &str) -> io::Result<(TempDir, PathBuf, Probe)> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    fs::write(&path, text)?;
    let probe = Probe::start(&[("TOGGLE_FILE", path.to_str().expect("temporary paths are Unicode"))]);
    Ok((directory, path, probe))
}

const BUDGET: &str = "guard = { failures = \"50%\", over = \"1h\", min-calls = 4 }";

#[test]
fn guard_without_set_up_switches_off_failures() -> io::Result<()> {
    let (_directory, path, mut probe) = start(&format!("[new-mailer]\notherwise = true\n{BUDGET}\n"))?;
    probe.expect("send-mail well", "the new way");
    for _ in 0..3 {
        probe.expect("send-mail badly", "failed");
    }
    probe.expect("send-mail badly", "the old way");
    probe.expect("explain new-mailer", "off DISABLED guard");
    probe.wait_for_event("toggle `new-mailer` is switched off: 3 of 4 calls failed (3 errors)");

    probe.expect("reset new-mailer", "ok");
    probe.expect("send-mail badly", "failed");
    for _ in 0..3 {
        probe.expect("send-mail badly", "failed");
    }
    probe.expect("send-mail well", "the old way");
    fs::write(&path, format!("[new-mailer]\notherwise = true\n{}\n", BUDGET.replace("50%", "60%")))?;
    probe.wait_for("send-mail well", "the new way");
    probe.wait_for_event("toggle `new-mailer` is restored: its sources have changed");
    Ok(())
}

/// A guard that retries immediately, and closes after one successful call.
const RETRY: &str = "guard = { failures = 0, min-calls = 1, retry = \"1ms\" }";

#[test]
fn trial_runs_for_users_with_the_toggle_on() -> io::Result<()> {
    let rules = "rules = [{ when = { country = \"NL\" } }]\notherwise = false";
    let (_directory, _, mut probe) = start(&format!("[new-delivery]\n{rules}\n{RETRY}\n"))?;
    probe.expect("deliver well u country=BE", "the old way");
    probe.expect("deliver badly u country=NL", "failed");
    probe.wait_for_event("toggle `new-delivery` is switched off");
    probe.wait_for("deliver badly u country=NL", "failed");
    probe.wait_for_event("toggle `new-delivery` stays switched off");
    probe.expect("deliver well u country=BE", "the old way");
    probe.wait_for("deliver well u country=NL", "the new way");
    probe.wait_for_event("toggle `new-delivery` is restored: its half-open trial succeeded");
    Ok(())
}

#[test]
fn trial_in_shadow_mode_compares_again() -> io::Result<()> {
    let (_directory, _, mut probe) = start(&format!("[new-pricing]\nshadow = 100\n{RETRY}\n"))?;
    probe.expect("price well", "a price");
    probe.expect("matches", "1");
    probe.expect("price badly", "a price");
    probe.wait_for_event("toggle `new-pricing` is switched off");
    let goes_on = |probe: &mut Probe| probe.send("price well") == "a price" && probe.send("matches") == "2";
    assert!((0..10_000).any(|_| goes_on(&mut probe)));
    probe.wait_for_event("toggle `new-pricing` is restored: its half-open trial succeeded");
    Ok(())
}

#[test]
fn trial_of_enabled_toggle_runs_the_new_way() -> io::Result<()> {
    let (_directory, _, mut probe) = start(&format!("[new-pricing]\notherwise = true\n{RETRY}\n"))?;
    probe.expect("price badly", "failed");
    probe.wait_for("price badly", "failed");
    probe.wait_for_event("toggle `new-pricing` stays switched off");
    Ok(())
}

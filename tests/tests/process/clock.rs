//! System clocks set to years outside of the supported range.

use std::{fs, io};

use crate::probe::Probe;

const RAMP: &str = "[beta-search]\nrules = [{ ramp = [{ at = 2026-01-01, to = 50 }, { at = 2026-02-01, to = 100 }] }]\n\
                    [search-ranking]\nserve = \"neural\"\nfrom = 2026-01-01\n\
                    [new-mailer]\notherwise = true\nguard = { failures = 0, min-calls = 1 }\n";

#[track_caller]
fn check(seconds: &str, beta_search: &str) -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let (path, history) = (directory.path().join("toggles.toml"), directory.path().join("history"));
    fs::write(&path, RAMP)?;
    let mut probe = Probe::start(&[("TOGGLE_FILE", path.to_str().expect("it is Unicode"))]);
    probe.expect(&format!("clock {seconds}"), "ok");
    probe.expect(&format!("install-history {}", history.display()), "ok");
    let answer = probe.send("ask-for user-1");
    assert!(answer.starts_with(&format!("{beta_search} {beta_search}")), "{answer}");
    assert!(probe.send("explain beta-search").contains("file"), "{:?}", probe.events());
    probe.expect("set mail off", "ok");
    probe.expect("send-mail badly", "failed");
    probe.expect("send-mail badly", "the old way");
    probe.expect("flush", "true");
    assert_eq!(fs::read_to_string(&history)?.lines().count(), 2);
    fs::write(&path, "beta-search = false\n")?;
    probe.wait_for("ask", "off off off");
    Ok(())
}

#[test]
fn clock_after_the_last_year_is_at_its_end() -> io::Result<()> {
    // The seconds of the years 9999, 33658 and about 292 billion.
    for seconds in ["253402300799", "1000000000000", "9223372036854775807"] {
        check(seconds, "on")?;
    }
    Ok(())
}

#[test]
fn clock_before_the_first_year_is_at_its_start() -> io::Result<()> {
    // The seconds of the years 1, -9999, -29719, and the smallest number.
    for seconds in ["-62135596800", "-377705116800", "-1000000000000", "-9223372036854775808"] {
        check(seconds, "off")?;
    }
    Ok(())
}

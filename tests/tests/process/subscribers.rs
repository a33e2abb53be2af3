//! Subscribers that do not return.

use std::io;

use crate::probe::Probe;

const GUARDED: &str = "[new-mailer]\notherwise = true\nguard = { failures = 0, min-calls = 1 }\n";

#[test]
fn nothing_waits_for_a_hanging_subscriber() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    std::fs::write(&path, GUARDED)?;
    let mut probe = Probe::start(&[]);
    probe.expect("hang", "ok");
    probe.expect(&format!("install {}", path.display()), "ok");
    probe.expect("set mail off", "ok");
    probe.expect("ask", "off off off");
    probe.expect("send-mail badly", "failed");
    probe.expect("send-mail badly", "the old way");
    probe.expect("reset new-mailer", "ok");
    probe.expect("reload", "ok");
    probe.expect("release", "ok");
    probe.expect("flush", "true");
    probe.wait_for_event("toggle `new-mailer` is restored: it was reset");
    Ok(())
}

#[test]
fn events_for_a_hanging_subscriber_are_bounded() {
    let mut probe = Probe::start(&[]);
    probe.expect("install-nothing", "ok");
    probe.expect("hang", "ok");
    probe.expect("flip 20000", "ok");
    let full = probe.send("problems");
    assert!(full.starts_with("subscribers do not receive events") && full.ends_with("events were lost"), "{full}");
    let resident = |probe: &mut Probe| -> u64 { probe.send("resident").parse().expect("a number") };
    let before = resident(&mut probe);
    probe.expect("flip 20000", "ok");
    if cfg!(target_os = "linux") {
        // The unbounded events of this number of changes would take ten times as much memory.
        let grown = resident(&mut probe).saturating_sub(before);
        assert!(grown < 1024, "it grows by {grown} KiB");
    }
    probe.expect("release", "ok");
    probe.expect("flush", "true");
    probe.expect("set new-checkout on", "ok");
    probe.expect("flush", "true");
    probe.wait_for_event("events were lost: a subscriber has not returned in time");
    probe.wait_for("problems", "");
    let losses = probe.events().iter().filter(|event| event.contains("were lost")).count();
    assert_eq!(losses, 1, "it is told once");
}

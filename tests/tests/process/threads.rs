//! Systems without room for another thread. A memory limit leaves no room for a stack, even for root.

use std::{
    fs, io,
    path::PathBuf,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::probe::Probe;

fn start() -> io::Result<(TempDir, PathBuf, Probe)> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    fs::write(&path, "new-checkout = true\n[beta-search]\nrules = [{ when = { a = 1 } }]\n")?;
    // A backtrace would need more memory than the limit allows.
    Ok((directory, path, Probe::start(&[("RUST_BACKTRACE", "0")])))
}

#[test]
fn file_that_is_not_followed_is_followed_later() -> io::Result<()> {
    let (_directory, path, mut probe) = start()?;
    probe.expect("limit-threads 0", "ok");
    probe.expect(&format!("install {}", path.display()), "ok");
    let problem = probe.send("problems");
    assert!(problem.contains("is not watched, so its changes apply at the next `reload` only"), "{problem}");
    probe.expect("ask", "on on off");
    // The thread that causes an event delivers it.
    probe.wait_for_event("is not watched");
    assert_eq!(probe.events().iter().filter(|event| event.contains("is not watched")).count(), 1);
    probe.expect("unlimit-threads", "ok");
    fs::write(&path, "mail = false\n")?;
    let deadline = Instant::now() + Duration::from_secs(60);
    // The program also retries to start the thread for events.
    while probe.send("ask") != "off off off" || !probe.send("problems").is_empty() {
        assert!(Instant::now() < deadline, "{}: {:?}", probe.send("problems"), probe.events());
        probe.expect("asks 64", "ok");
    }
    Ok(())
}

#[test]
fn follower_without_a_watch_looks_by_itself() -> io::Result<()> {
    for stacks in 1..4 {
        let (_directory, path, mut probe) = start()?;
        probe.expect(&format!("limit-threads {stacks}"), "ok");
        probe.expect(&format!("install {}", path.display()), "ok");
        let is_followed = !probe.send("problems").contains("is not watched");
        fs::write(&path, "mail = false\n")?;
        if is_followed {
            probe.wait_for("ask", "off off off");
        } else {
            probe.expect("reload", "ok");
            probe.expect("ask", "off off off");
        }
    }
    Ok(())
}

//! History files that cannot be written, permanently or temporarily.

use std::{fs, io, path::Path};

use crate::probe::Probe;

fn count(path: &Path) -> usize {
    fs::read_to_string(path).map_or(0, |text| text.lines().count())
}

#[test]
fn full_file_is_a_problem_until_there_is_room() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let history = directory.path().join("history");
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-history {}", history.display()), "ok");
    probe.expect("limit-files 1000", "ok");
    probe.expect("flip 50", "ok");
    probe.expect("flush", "false");
    let problem = probe.send("problems");
    assert!(problem.starts_with(&format!("cannot write to {}: ", history.display())), "{problem}");
    probe.expect("unlimit-files", "ok");
    probe.expect("flush", "true");
    probe.expect("problems", "");
    let whole = |line: &str| line.starts_with('{') && line.ends_with('}');
    let text = fs::read_to_string(&history)?;
    assert_eq!(text.lines().filter(|line| whole(line)).count(), 50);
    assert!(text.lines().filter(|line| !whole(line)).count() <= 1, "one line may be cut: {text}");
    probe.wait_for_event("can be written again");
    let failures = probe.events().iter().filter(|event| event.starts_with("cannot write to")).count();
    assert_eq!(failures, 1, "{:?}", probe.events());
    Ok(())
}

#[test]
fn device_that_is_full_is_a_problem() {
    let mut probe = Probe::start(&[]);
    probe.expect("install-history /dev/full", "ok");
    probe.expect("flip 50", "ok");
    probe.expect("flush", "false");
    assert!(probe.send("problems").starts_with("cannot write to /dev/full: "));
    probe.wait_for_event("cannot write to /dev/full: ");
    assert_eq!(probe.events().iter().filter(|event| event.starts_with("cannot write to")).count(), 1);
}

#[test]
fn program_that_ends_at_once_has_written() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let history = directory.path().join("history");
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-history {}", history.display()), "ok");
    for _ in 0..3 {
        probe.expect("flip 200", "ok");
    }
    // The program returns from `main`.
    probe.end();
    assert_eq!(count(&history), 600);

    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-history {}", history.display()), "ok");
    probe.post("set-and-exit new-checkout");
    probe.end();
    assert_eq!(count(&history), 601);
    Ok(())
}

#[test]
fn directory_that_comes_back_ends_the_problem() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let logs = directory.path().join("logs");
    fs::create_dir(&logs)?;
    let history = logs.join("history");
    let mut probe = Probe::start(&[]);
    probe.expect(&format!("install-history {}", history.display()), "ok");
    fs::remove_dir_all(&logs)?;
    probe.expect("set mail off", "ok");
    probe.wait_for_event("cannot write to");
    fs::create_dir(&logs)?;
    // The program receives no commands in between.
    probe.wait_for("problems", "");
    assert_eq!(count(&history), 1);
    Ok(())
}

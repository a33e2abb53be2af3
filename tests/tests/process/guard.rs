use std::{fs, io};

use crate::probe::Probe;

const BUDGET: &str = "guard = { failures = \"50%\", over = \"1h\", min-calls = 4 }";

#[test]
fn with_no_set_up_call_at_all_a_guard_takes_back_what_fails() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    fs::write(&path, format!("[new-mailer]\notherwise = true\n{BUDGET}\n"))?;
    let mut probe = Probe::start(&[("TOGGLE_FILE", path.to_str().expect("temporary paths are Unicode"))]);
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
    probe.wait_for_event("toggle `new-mailer` is what its sources say again");
    Ok(())
}

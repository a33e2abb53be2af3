//! A running program that follows the edits of `cargo toggle set`. This test has its own process, because it sets up
//! toggles.
#![allow(clippy::disallowed_methods, reason = "tests start the tool and others, and print for themselves")]

use std::{fs, process::Command, sync::mpsc, time::Duration};

use toggle_runtime::enabled;

/// A time limit far above the usual time, for busy machines.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn a_running_program_follows() -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("toggles.toml");
    fs::write(&path, "# Toggles\n")?;
    toggle_runtime::builder().file(&path).install()?;
    let (sender, events) = mpsc::channel();
    toggle_runtime::subscribe(move |event| {
        let _ = sender.send(event.to_string());
    });
    for (arguments, expected) in
        [(&["set", "new-checkout", "on"][..], true), (&["unset", "new-checkout"], false)].repeat(2)
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-toggle"));
        assert!(command.arg("toggle").args(arguments).arg("--file").arg(&path).output()?.status.success());
        let event = events.recv_timeout(PATIENCE)?;
        assert_eq!(enabled!("new-checkout"), expected, "{event}");
    }
    assert!(toggle_runtime::problems().is_empty());
    Ok(())
}

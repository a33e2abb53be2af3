//! A file that is a mount point. Mounting requires root and a namespace. `store/tests.rs` tests the message without
//! them.

use std::process::Command;

use super::{FILE, PREVIOUS, everything, read, scratch};
use crate::support::Run;

#[test]
fn file_mounted_alone_is_not_replaced() {
    let scratch = scratch("mail = true\n");
    scratch.file("mounted/toggles.toml", "");
    let run = |arguments: &str| {
        let tool = env!("CARGO_BIN_EXE_cargo-toggle");
        let script = format!("mount --bind {FILE} mounted/{FILE} && exec {tool} toggle set mail off {arguments}");
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", &script]).current_dir(scratch.path());
        Run::of(&mut command)
    };
    let can_mount =
        Command::new("unshare").args(["-m", "mount", "--bind", ".", "."]).current_dir(scratch.path()).output();
    if !can_mount.is_ok_and(|output| output.status.success()) {
        return;
    }
    let directory = scratch.path().join("mounted");
    let message = run("--file mounted/toggles.toml").refused();
    let because = format!(
        "error: {0}/toggles.toml: is a mount point, so it cannot be replaced; mount its directory {0} \
         instead, or use `--in-place`: ",
        directory.display()
    );
    assert!(message.starts_with(&because), "{message}");
    assert_eq!(read(&scratch, FILE), "mail = true\n");
    assert!(!everything(&directory).keys().any(|name| name.ends_with(PREVIOUS) || name.contains(".new")));
    run("--file mounted/toggles.toml --in-place").fine();
    assert_eq!(read(&scratch, FILE), "mail = false\n");
}

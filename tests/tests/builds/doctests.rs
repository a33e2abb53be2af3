//! A test that doctests can share a process: with a `runner` in cargo's configuration, rustdoc runs them all in one.
#![cfg(unix)]

use std::process::Command;

/// Examples of all packages: `cargo test -p toggle-tests --test builds doctests -- --ignored`.
#[test]
#[ignore = "compiles all examples once more"]
fn doctests_pass_in_one_process() {
    let output = Command::new(env!("CARGO"))
        .args(["test", "--doc", "--workspace"])
        .args(["--config", "target.'cfg(all())'.runner = 'env'"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo can be run");
    let printed = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).join("\n");
    assert!(output.status.success(), "{printed}");
    assert!(printed.contains("doctests will be run in the same process"), "{printed}");
}

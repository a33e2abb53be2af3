//! A test that a file with rules decides the library's toggles.

use std::{fs, process::Command};

#[test]
fn rules_of_the_application_decide_the_library() {
    let directory = std::env::temp_dir().join(format!("toggle-author-{}", std::process::id()));
    fs::create_dir_all(&directory).expect("a directory");
    let file = directory.join("toggles.toml");
    let text = r#"
        "author-library.fast-checksum" = { rules = [{ when = { key = { matches = "[.]org$" } } }] }
        "author-library.algorithm" = "run-length"
        "author-library.verbose" = true
    "#;
    fs::write(&file, text).expect("a file");
    let output =
        Command::new(env!("CARGO_BIN_EXE_toggle-tests-author-application")).arg(&file).output().expect("it runs");
    fs::remove_dir_all(&directory).expect("the directory goes");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(stdout, "ann@example.org: fast\nbob@example.com: slow\n2a1b true\n", "{stderr}");
    assert!(output.status.success() && stderr.is_empty(), "{stderr}");
}

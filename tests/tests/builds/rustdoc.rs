//! The pages of rustdoc for toggles: declarations have their description, and generated items are absent.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Builds the documentation of `toggle-linked`, and returns its directory.
fn documentation() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rustdoc");
    let status = Command::new(env!("CARGO"))
        .args([
            "doc",
            "--quiet",
            "--no-deps",
            "-p",
            "toggle-linked",
            "--no-default-features",
            "--document-private-items",
        ])
        .arg("--target-dir")
        .arg(&target)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .status()
        .expect("cargo can be run");
    assert!(status.success());
    target.join("doc/toggle_linked")
}

/// Returns the text of a page without its tags.
fn page(path: &Path) -> String {
    let html = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect()
}

#[test]
fn declarations_and_gated_functions() {
    let directory = documentation();

    let declaration = page(&directory.join("static.DECLARED.html"));
    assert!(declaration.contains("Declared and never asked."), "{declaration}");
    let said = "Toggle linked-declared: on by default, ops, owned by tests, since 2026-11-23, expires 2027-03-01.";
    assert!(declaration.contains(said), "{declaration}");

    let function = page(&directory.join("fn.called.html"));
    assert_eq!(function.matches("Called by the program.").count(), 1);
    assert!(function.contains("pub fn called() -&gt; u32"), "{function}");

    let all = page(&directory.join("all.html"));
    assert!(all.contains("DECLARED") && all.contains("called"), "{all}");
    assert!(!all.contains("__"), "{all}");
}

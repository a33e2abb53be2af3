//! The crates of this workspace: no circle of files, and no file that uses a room above its own.

use std::path::Path;

use toggle_tests_layers::{Graph, Room, Sources, rooms_mistakes};

#[track_caller]
fn check(name: &str, rooms: &[Room]) {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name).join("src");
    let graph = Graph::of(&Sources::in_directory(&src));
    let mut mistakes = graph.circles();
    mistakes.extend(rooms_mistakes(&graph, rooms));
    assert!(mistakes.is_empty(), "{name}:\n{}", mistakes.join("\n"));
}

#[test]
fn toggle_syntax_has_no_circle() {
    check("toggle-syntax", &[]);
}

#[test]
fn toggle_macros_has_no_circle() {
    check("toggle-macros", &[]);
}

#[test]
fn toggle_tower_has_no_circle() {
    check("toggle-tower", &[]);
}

#[test]
fn cargo_toggle_has_no_circle() {
    check("cargo-toggle", &[]);
}

#[test]
#[ignore = "its circles are not open yet"]
fn toggle_runtime_has_no_circle() {
    check("toggle-runtime", &[]);
}

//! The check of this workspace's crates: no circle of files, and no file that uses a higher room.

use std::path::Path;

use toggle_tests_layers::{Graph, Room, Sources, rooms_mistakes};

/// The rooms of the runtime, from bottom to top.
const ROOMS_OF_RUNTIME: [Room; 12] = [
    Room { name: "base", modules: &["base"] },
    Room { name: "model", modules: &["model"] },
    Room { name: "catalogue", modules: &["catalogue"] },
    Room { name: "monitor", modules: &["monitor"] },
    Room { name: "events", modules: &["events"] },
    Room { name: "source", modules: &["source"] },
    Room { name: "registry", modules: &["registry"] },
    Room { name: "global", modules: &["global"] },
    Room { name: "scope", modules: &["scope"] },
    Room { name: "ask", modules: &["ask"] },
    Room { name: "check", modules: &["check", "__private"] },
    Room { name: "admin", modules: &["__admin"] },
];

/// The rooms of the administration, from bottom to top.
const ROOMS_OF_ADMIN: [Room; 7] = [
    Room {
        name: "base",
        modules: &["notes", "versioned", "untrusted", "text_file", "pipe", "place", "lifetime", "store"],
    },
    Room { name: "inventory", modules: &["binary", "inventory", "summary"] },
    Room { name: "settings", modules: &["settings"] },
    Room { name: "program", modules: &["toggle_file", "env_file", "program"] },
    Room { name: "question", modules: &["context", "rule_attributes", "question", "explain", "simulate"] },
    Room { name: "edit", modules: &["edit", "entries"] },
    Room { name: "check, diff", modules: &["check", "diff"] },
];

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
fn toggle_etcd_has_no_circle() {
    check("toggle-etcd", &[]);
}

#[test]
fn toggle_tower_has_no_circle() {
    check("toggle-tower", &[]);
}

#[test]
fn toggle_admin_keeps_to_its_rooms() {
    check("toggle-admin", &ROOMS_OF_ADMIN);
}

#[test]
fn toggle_store_has_no_circle() {
    check("toggle-store", &[]);
}

#[test]
fn cargo_toggle_has_no_circle() {
    check("cargo-toggle", &[]);
}

#[test]
fn toggle_rules_has_no_circle() {
    check("toggle-rules", &[]);
}

#[test]
fn toggle_runtime_keeps_to_its_rooms() {
    check("toggle-runtime", &ROOMS_OF_RUNTIME);
}

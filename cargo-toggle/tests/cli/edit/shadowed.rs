//! Edits without effect, because another entry or source overrides them.

use super::{FILE, of_all_types, scratch, set, unset};
use crate::support::{Run, Scratch, saved_list};

const FILE_OF_STAGES: &str = "new = false\n\n[environment.production]\nnew = false\n\n[environment.staging.new]\n\
                              rules = [{ rollout = 5 }]\n\n[environment.dev]\nnew = { observe = true }\nmail = true\n";

#[test]
fn sections_that_count_instead_are_named() {
    let scratch = scratch(FILE_OF_STAGES);
    let expected = "new: off -> on (toggles.toml)\n  in production, its own entry overrides it: off (toggles.toml:4:1)\n  in staging, its \
                    own entry overrides it: { rules = [{ rollout = 5 }] } (toggles.toml:6:22)\n";
    assert_eq!(set(&scratch, &["new", "on"]).fine(), expected);
    assert_eq!(set(&scratch, &["new", "on"]).fine(), expected.replace("off -> on", "already on"));
    let json = unset(&scratch, &["new", "--format", "json"]).json("unset");
    let of_production = serde_json::json!({
        "by": "environment", "name": "production", "state": "off", "place": "toggles.toml:3:1",
    });
    assert_eq!(json["shadowed-by"][0], of_production);
    assert_eq!(json["shadowed-by"].as_array().map(Vec::len), Some(2));
}

#[test]
fn edit_of_a_section_is_not_shadowed() {
    let scratch = scratch(FILE_OF_STAGES);
    let told = set(&scratch, &["new", "on", "--environment", "production"]).fine();
    assert_eq!(told, "new in production: off -> on (toggles.toml)\n");
}

#[test]
fn pin_of_a_program_is_named() {
    let scratch = scratch("new = false\n");
    scratch.file("list.json", saved_list("new pin=on declared=src/lib.rs:3 asked=src/lib.rs:4"));
    let told = unset(&scratch, &["new", "--binary", "list.json"]).fine();
    assert!(told.starts_with("new: off -> not set (toggles.toml)\n  in "), "{told}");
    assert!(told.ends_with("it is pinned: on (src/lib.rs:3:1 (f))\n"), "{told}");
}

fn with_variable(scratch: &Scratch, name: &str, value: &str, arguments: &[&str]) -> Run {
    let mut command = scratch.command(&[&["set", "--file", FILE], arguments].concat());
    Run::of(command.env(name, value))
}

#[test]
fn variable_of_this_process_is_named() {
    let scratch = scratch("new-checkout = false\n");
    let arguments = &["new-checkout", "on", "--dry-run"];
    let told = |name: &str, value: &str| with_variable(&scratch, name, value, arguments).fine();
    let dry = "new-checkout: off -> on (toggles.toml), not done: dry run\n";
    let own = "  where TOGGLE_NEW_CHECKOUT is set as it is here, it overrides the file: off\n";
    assert_eq!(told("TOGGLE_NEW_CHECKOUT", "off"), format!("{dry}{own}"));
    assert_eq!(told("TOGGLE_OTHER", "off"), dry);
    assert_eq!(told("TOGGLES", "other=on"), dry);
    assert!(told("TOGGLES", "new-checkout=25%").ends_with("is set as it is here, it overrides the file: 25%\n"));
}

#[test]
fn variable_is_read_by_the_type_of_the_toggle() {
    let scratch = of_all_types();
    let arguments = &["ranking", "bm25", "--binary", "list.json", "--format", "json"];
    let json = with_variable(&scratch, "TOGGLE_RANKING", "neural", arguments).json("set");
    let expected =
        serde_json::json!([{ "by": "variable", "name": "TOGGLE_RANKING", "state": "neural", "place": null }]);
    assert_eq!(json["shadowed-by"], expected);
}

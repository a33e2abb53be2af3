//! Edits with `--simulate`, which do not write.

use std::fs;

use super::{FILE, scratch, set, unset};

const FILE_OF_TOGGLES: &str = "share = \"25%\"\n[environment.production]\nshare = \"75%\"\n";

#[test]
fn simulated_edit_counts_and_writes_nothing() {
    let scratch = scratch(FILE_OF_TOGGLES);
    let text = set(&scratch, &["share", "50%", "--simulate", "1000"]).fine();
    let expected = "share: 25% -> 50% (toggles.toml), not done: dry run\n  in production, its own entry overrides it: \
                    75% (toggles.toml:3:1)\n235 of 1000 users change (23.500 %)\n  off -> on  235   23.500 %  user-3, user-4, user-7, ..\n";
    assert_eq!(text, expected);
    let names: Vec<_> = fs::read_dir(scratch.path()).expect("it is there").collect();
    assert_eq!(names.len(), 1);
    assert_eq!(fs::read_to_string(scratch.path().join(FILE)).expect("it is there"), FILE_OF_TOGGLES);
}

#[test]
fn simulated_edit_is_for_its_environment() {
    let scratch = scratch(FILE_OF_TOGGLES);
    let json = set(&scratch, &["share", "on", "--environment", "production", "--simulate", "1000", "--format", "json"]);
    let json = json.json("set");
    assert_eq!((&json["dry-run"], &json["changed"]), (&true.into(), &false.into()));
    let values = &json["simulated"]["values"];
    assert_eq!((&values[0]["value"], &values[0]["users"]), (&"on".into(), &1000.into()));
    let changed = json["simulated"]["changed"].as_u64().expect("a number");
    assert!((200..300).contains(&changed), "{changed}");
}

#[test]
fn simulated_unset_leaves_users_the_default() {
    let scratch = scratch(FILE_OF_TOGGLES);
    let json = unset(&scratch, &["share", "--simulate", "10", "--format", "json"]).json("unset");
    assert_eq!((&json["simulated"]["users"], &json["simulated"]["changed"]), (&10.into(), &10.into()));
}

#[test]
fn dry_run_is_marked_in_json() {
    let scratch = scratch(FILE_OF_TOGGLES);
    let json = |arguments: &[&str]| {
        set(&scratch, &[&["share", "50%", "--format", "json"], arguments].concat()).json("set")["dry-run"].take()
    };
    assert_eq!((json(&["--dry-run"]), json(&[])), (true.into(), false.into()));
}

#[test]
fn simulation_is_of_one_toggle_alone() {
    let scratch = scratch(FILE_OF_TOGGLES);
    let message = set(&scratch, &["share=50%", "other=on", "--simulate", "10"]).refused();
    assert!(message.contains("`--simulate` counts the users of one toggle, as in `cargo toggle set NAME"), "{message}");
    for command in ["promote", "undo"] {
        let help = scratch.toggle(&[command, "--help"]).fine();
        assert!(!help.contains("--simulate"), "{help}");
    }
}

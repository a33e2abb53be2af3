//! The sections of environments that edits create and remove.

use super::{FILE, everything, read, scratch, set, unset};
use crate::support::Scratch;

const STAGES: &str = "new = true\n\n[environment.production]\nnew = false\n\n[environment.staging]\nmail = true\n";

/// Checks that a call is refused, and changes nothing.
#[track_caller]
fn refused(scratch: &Scratch, arguments: &[&str], expected: &str) {
    let before = everything(scratch.path());
    assert_eq!(scratch.toggle(arguments).refused(), format!("error: toggles.toml: {expected}\n"));
    assert_eq!(everything(scratch.path()), before);
}

#[test]
fn new_section_is_made_on_request() {
    let scratch = scratch(STAGES);
    let there = "has no section `[environment.canary]`; there is `[environment.production]`, `[environment.staging]`; \
                 `--create-environment` creates it";
    for command in [&["set", "new", "on"][..], &["disable", "new"]] {
        refused(&scratch, &[command, &["--file", FILE, "--environment", "canary"]].concat(), there);
    }
    set(&scratch, &["new", "on", "--environment", "canary", "--create-environment"]).fine();
    assert_eq!(read(&scratch, FILE), format!("{STAGES}\n[environment.canary]\nnew = true\n"));
}

#[test]
fn first_section_is_made_on_request() {
    let scratch = scratch("new = true\n");
    let none = "has no section `[environment.production]`; `--create-environment` creates it";
    refused(&scratch, &["set", "new", "off", "--file", FILE, "--environment", "production"], none);
}

#[test]
fn section_almost_of_another_is_refused() {
    let scratch = scratch(STAGES);
    let near = "has no section `[environment.prodution]`; did you mean `production`?";
    let file = ["--file", FILE, "--environment", "prodution"];
    for command in [&["set", "new", "on"][..], &["unset", "new"], &["disable", "new"], &["enable", "new"]] {
        refused(&scratch, &[command, &file].concat(), near);
    }
}

#[test]
fn section_almost_of_another_is_not_made() {
    let scratch = scratch(STAGES);
    let near = "has no section `[environment.prodution]`, and the name is too similar to the existing `production`; did \
                you mean `production`? If both are needed, write the section by hand, and allow the rule \
                `near-environment` of `cargo toggle check`";
    let file = ["--file", FILE, "--create-environment"];
    refused(&scratch, &[&["set", "new", "on", "--environment", "prodution"][..], &file].concat(), near);
    refused(&scratch, &[&["promote", "staging", "prodution"][..], &file].concat(), near);
}

#[test]
fn unset_in_a_section_that_is_not_there_is_fine() {
    let scratch = scratch(STAGES);
    let told = unset(&scratch, &["new", "--environment", "canary"]).fine();
    assert_eq!(told, "new in canary: already not set (toggles.toml)\n");
}

/// Checks a file before and after `new` is unset in production.
#[track_caller]
fn check(before: &str, after: &str) {
    let scratch = scratch(before);
    unset(&scratch, &["new", "--environment", "production"]).fine();
    assert_eq!(read(&scratch, FILE), after);
}

#[test]
fn section_goes_with_its_last_entry() {
    check(STAGES, "new = true\n\n[environment.staging]\nmail = true\n");
    check("new = true\n\n# live\n[environment.production] # all\nnew = false # dark\n", "new = true\n\n# live\n");
    check("[environment.production]\n# the plan\nnew = false\n[x]\n", "# the plan\n[x]\n");
    check("[environment.production]\nnew = false\n", "# States of toggles: NAME = true or false.\n");
    check("[environment.production]\nnew = false\nmail = true\n", "[environment.production]\nmail = true\n");
    let segment = "[environment.production.segment.s]\na = 1\n";
    check(
        &format!("[environment.production]\nnew = false\n{segment}"),
        &format!("[environment.production]\n{segment}"),
    );
    check("a = 1\n[environment.production.new]\nrules = [{}]\n", "a = 1\n");
}

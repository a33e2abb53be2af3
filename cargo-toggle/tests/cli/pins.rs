//! Toggles that the build has pinned.

use crate::support::{Run, Scratch, saved_list};

const TOGGLES: &str = "
    fast-path kind=ops pin=off declared=a.rs:1 asked=a.rs:2
    half kind=release declared=a.rs:3 pin=on asked=a.rs:4
    new-checkout kind=release pin=on declared=a.rs:5 asked=a.rs:6
    plain kind=release declared=a.rs:7 asked=a.rs:8
";

fn run(arguments: &[&str]) -> Run {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(TOGGLES));
    scratch.file("plain.json", saved_list(&TOGGLES.replace("pin=on ", "").replace("pin=off ", "")));
    scratch.file("toggles.toml", "new-checkout = false\nfast-path = false\nplain = true\n");
    scratch.file("edited.toml", "# toggles\n");
    scratch.file("prod.env", "TOGGLE_NEW_CHECKOUT=25%\nTOGGLE_PIN_PLAIN=on\n");
    scratch.toggle(arguments)
}

#[test]
fn a_list_shows_them() {
    let expected = "\
name          default  kind     owner  since  expires  points  package  pin
fast-path     off      ops      -      -      -        1       p 1.0.0  off
half          off      release  -      -      -        1       p 1.0.0  on (in part)
new-checkout  off      release  -      -      -        1       p 1.0.0  on
plain         off      release  -      -      -        1       p 1.0.0  -
";
    assert_eq!(run(&["list", "list.json", "--wide"]).fine(), expected);
    let markdown = run(&["list", "list.json", "--format", "markdown", "--name", "new-*"]).fine();
    assert!(markdown.ends_with("| `new-checkout` | off | release |  |  |  | 1 | p 1.0.0 | on |\n"), "{markdown}");
    let json = run(&["list", "list.json", "--format", "json"]).json("list");
    assert_eq!(json["toggles"][2]["declarations"][0]["pin"], "on");
    assert_eq!(json["toggles"][2]["points"][0]["pin"], "on");
    assert!(!run(&["list", "plain.json"]).fine().contains("pin"));
}

/// Checks that the text output contains these findings about pins.
#[track_caller]
fn check(arguments: &[&str], expected: &[&str]) {
    let printed = run(&[&["check", "list.json", "--today", "2026-12-01"], arguments].concat()).findings();
    for line in expected {
        assert!(printed.contains(line), "{line}\n{printed}");
    }
    assert_eq!(printed.matches("error[").count(), expected.len(), "{printed}");
}

#[test]
fn configuration_against_a_pin_is_found() {
    let in_part = "error[pinned-in-part]: the toggle `half` is pinned to `on` at a.rs:4:1 (f), but not at a.rs:3:1 (f)";
    check(&[], &[in_part]);
    let of_file = "error[contradicts-pin]: `new-checkout` cannot be off, since this build has pinned it to `on`; build \
                   without `TOGGLE_PIN_NEW_CHECKOUT`\n  --> toggles.toml:1:1";
    check(&["--config", "toggles.toml"], &[in_part, of_file]);
    let of_variable = "error[contradicts-pin]: the rules of `new-checkout` do not apply, since this build";
    let late = "error[invalid-state]: `plain`: it was not pinned at build time";
    check(&["--env-file", "prod.env"], &[in_part, of_variable, late]);
}

#[test]
fn flippable_release_toggle_is_found_on_demand() {
    let flippable = [
        "error[flippable]: the toggle `half` is pinned to `on` in part, so the other path is still there; build all of it \
         with `TOGGLE_PIN_HALF`",
        "error[flippable]: the toggle `plain` can be flipped; build with `TOGGLE_PIN_PLAIN`, or remove it",
    ];
    check(&["--deny", "flippable", "--allow", "pinned-in-part"], &flippable);
}

#[test]
fn nothing_is_advised_that_no_build_does() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("size kind=release type=integer default=20 declared=a.rs:1"));
    let found = scratch.toggle(&["check", "list.json", "--deny", "flippable"]).findings();
    assert!(
        found.contains("`size` can be set, and no build can pin numbers, strings and structures; remove it"),
        "{found}"
    );
}

#[test]
fn a_file_is_not_edited_against_a_pin() {
    let set = |state| run(&["set", "new-checkout", state, "--file", "edited.toml", "--binary", "list.json"]);
    let refused = set("off").refused();
    let expected =
        "`new-checkout` cannot be set to that: `new-checkout` cannot be off, since this build has pinned it to `on`";
    assert!(refused.contains(expected), "{refused}");
    set("on").fine();
}

#[test]
fn explanation_names_the_pin() {
    let explain = |toggle| run(&["explain", toggle, "--binary", "list.json", "--config", "toggles.toml"]);
    let told = explain("new-checkout").findings();
    let expected = "new-checkout is on: STATIC, pin (TOGGLE_PIN_NEW_CHECKOUT, at build time)\n> pin";
    assert!(told.starts_with(expected), "{told}");
    assert!(
        told.contains("\n  file toggles.toml  off  toggles.toml:1:1  this build has pinned it to `on`\n"),
        "{told}"
    );
    assert!(!explain("plain").fine().contains("pin"));
}

#[test]
fn another_pin_is_a_difference() {
    let expected = "\
~ fast-path
    ~ pin: none -> off
~ half
    ~ pin: none -> on (in part)
~ new-checkout
    ~ pin: none -> on
0 added, 0 removed, 3 changed
";
    assert_eq!(run(&["diff", "plain.json", "list.json"]).findings(), expected);
}

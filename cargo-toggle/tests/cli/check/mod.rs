//! `cargo toggle check`.

mod formats;
mod places;
mod stages;
mod toggles;

use serde_json::Value;

use crate::support::{Run, Scratch, saved_list, this};

const TOGGLES: &str = "
    mail default=on kind=ops declared=src/lib.rs:1 asked=src/lib.rs:2
    new-checkout kind=release since=2026-11-23 expires=2027-03-01 declared=src/lib.rs:3 !asked=src/lib.rs:4
";

/// Checks these toggles with these files, on a day when no toggle is overdue.
pub(crate) fn run(toggles: &str, files: &[(&str, &str)], arguments: &[&str]) -> Run {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(toggles));
    for (name, content) in files {
        scratch.file(name, content);
    }
    scratch.toggle(&[&["check", "list.json"], arguments, &["--today", "2026-12-01"]].concat())
}

/// Checks the findings, each as `place: rule: message`.
#[track_caller]
pub(crate) fn check(toggles: &str, files: &[(&str, &str)], arguments: &[&str], expected: &[&str]) {
    let run = run(toggles, files, &[arguments, &["--format", "json"]].concat());
    assert_eq!(run.status, Some(i32::from(!expected.is_empty())), "{run:?}");
    let report = run.json("check");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let findings: Vec<String> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| {
            let location = &finding["location"];
            let place = ["file", "line", "column"].map(|part| text(&location[part])).join(":");
            format!("{place}: {}: {}", text(&finding["rule"]), text(&finding["message"]))
        })
        .collect();
    assert_eq!(findings, expected);
}

#[track_caller]
fn check_file(content: &str, expected: &[&str]) {
    check(TOGGLES, &[("toggles.toml", content)], &["--config", "toggles.toml"], expected);
}

#[track_caller]
fn check_variables(content: &str, expected: &[&str]) {
    check(TOGGLES, &[("prod.env", content)], &["--env-file", "prod.env"], expected);
}

#[track_caller]
fn check_toggles(toggles: &str, arguments: &[&str], expected: &[&str]) {
    check(toggles, &[], arguments, expected);
}

#[test]
fn a_good_configuration_has_no_findings() {
    check_file("mail = false\nnew-checkout = \"on\"", &[]);
    check_variables("# production\nPATH=/bin\nexport TOGGLE_MAIL=off\nTOGGLES='new-checkout=on'\n", &[]);
    check_toggles(TOGGLES, &[], &[]);
}

#[test]
fn mistaken_process_context_is_found() {
    check_variables("# production\nTOGGLE_CONTEXT='region=eu,version=2.3'\n", &[]);
    check_variables(
        "TOGGLE_MAIL=on\nTOGGLE_CONTEXT='region=,host'\n",
        &[
            "prod.env:2:null: invalid-state: `host`: expected `name=value`, as in \
             `TOGGLE_CONTEXT=\"region=eu,version=2.3\"`",
            "prod.env:2:null: invalid-state: `region`: the value is missing; remove the attribute, or write `\"\"` for \
             an empty string",
        ],
    );
}

#[test]
fn unknown_name_is_found_with_suggestion() {
    check_file(
        "mail = true\nnew-chekout = true",
        &[
            "toggles.toml:2:1: unknown-name: no toggle of this program is called `new-chekout`; did you mean `new-checkout`?",
        ],
    );
    check_variables(
        "TOGGLE_MAIL=on\nexport  TOGGLE_MIAL = on\n",
        &[
            "prod.env:2:null: unknown-name: no toggle of this program is called `TOGGLE_MIAL`; did you mean `TOGGLE_MAIL`?",
        ],
    );
    check_variables(
        "TOGGLES=mial=on\n",
        &["prod.env:1:null: unknown-name: no toggle of this program is called `mial`; did you mean `mail`?"],
    );
}

#[test]
fn names_beyond_a_hundred_are_counted() {
    let lines = (0..150).map(|number| format!("other-{number} = true\n")).collect::<Vec<_>>().concat();
    let expected: Vec<String> = (0..100)
        .map(|number| {
            let line = number + 1;
            format!("toggles.toml:{line}:1: unknown-name: no toggle of this program is called `other-{number}`")
        })
        .collect();
    let more = "toggles.toml:null:null: unknown-name: 50 more names are no toggles of this program; is this another program's configuration?";
    let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    expected.insert(0, more);
    check_file(&lines, &expected);
}

#[test]
fn a_state_that_a_toggle_cannot_have_is_found() {
    check_file(
        "mail = 3\n  new-checkout = \"maybe\"",
        &[
            "toggles.toml:1:1: invalid-state: `mail`: expected `true` or `false`, found the integer 3; a percentage is written `\"3%\"`",
            "toggles.toml:2:3: invalid-state: `new-checkout`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`",
        ],
    );
    check_variables(
        "TOGGLE_MAIL=maybe\n",
        &[
            "prod.env:1:null: invalid-state: `mail`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`",
        ],
    );
}

#[test]
fn the_environment_of_the_caller_does_not_count() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(TOGGLES));
    scratch.file("prod.env", "OTHER=\"${STATE}\"\nTOGGLE_MAIL=${STATE}\n");
    let arguments = ["check", "list.json", "--env-file", "prod.env", "--today", "2026-12-01"];
    let mut command = scratch.command(&arguments);
    let found = Run::of(command.env("STATE", "off")).findings();
    assert!(found.contains("found `${STATE}`\n  --> prod.env:2"), "{found}");
    assert_eq!(scratch.toggle(&arguments).findings(), found);
}

#[test]
fn a_file_that_would_change_nothing_is_found() {
    check_file("mail = true\nmail = ", &["toggles.toml:2:8: unreadable: expected a value, found the end of the text"]);
    check_file("", &["toggles.toml:null:null: unreadable: is empty; to set no toggle, write a comment into it"]);
}

#[test]
fn a_line_that_sets_no_variable_is_found() {
    check_variables(
        "TOGGLE_MAIL=on\n\nTOGGLE_NEW-CHECKOUT=on\nTOGGLE_MIAL=1\n",
        &[
            "prod.env:3:null: unreadable: expected `NAME=value`, with a name of letters, digits and `_`, found `TOGGLE_NEW-CHECKOUT=on`",
            "prod.env:4:null: unknown-name: no toggle of this program is called `TOGGLE_MIAL`; did you mean `TOGGLE_MAIL`?",
        ],
    );
}

#[test]
fn files_are_checked_each_by_itself() {
    check(
        TOGGLES,
        &[("a.toml", "a = true"), ("b.toml", "b = true"), ("c.env", "TOGGLE_C=1")],
        &["--config", "a.toml", "--config", "b.toml", "--env-file", "c.env"],
        &[
            "a.toml:1:1: unknown-name: no toggle of this program is called `a`",
            "b.toml:1:1: unknown-name: no toggle of this program is called `b`",
            "c.env:1:null: unknown-name: no toggle of this program is called `TOGGLE_C`",
        ],
    );
}

#[test]
fn shared_configuration_has_no_false_clash() {
    let scratch = Scratch::new();
    scratch.file("one.json", saved_list("mail default=on declared=src/one.rs:1 asked=src/one.rs:2"));
    scratch.file("two.json", saved_list("mail declared=src/two.rs:1 asked=src/two.rs:2\nm_ail asked=src/two.rs:3"));
    scratch.file("toggles.toml", "mail = true\nm_ail = true");
    // `declared-differently` reports the different defaults.
    let check = ["check", "one.json", "two.json", "--config", "toggles.toml", "--allow", "declared-differently"];
    assert_eq!(scratch.toggle(&check).fine(), "2 toggles, toggles.toml: nothing found\n");
    let alone = ["check", "one.json", "--config", "toggles.toml"];
    assert!(scratch.toggle(&alone).findings().contains("no toggle of this program is called `m_ail`"));
}

#[test]
fn a_real_program_is_checked_without_a_list() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", "mail = false\nbeta-serch = true");
    let this = this().display().to_string();
    let run = scratch.toggle(&["check", &this, "--config", "toggles.toml", "--today", "2026-12-01"]);
    assert!(run.findings().contains("did you mean `beta-search`?\n  --> toggles.toml:2:1\n"));
}

#[test]
fn missing_input_is_refused() {
    let message = run(TOGGLES, &[], &["--config", "toggles.toml"]).refused();
    assert!(message.starts_with("error: toggles.toml: No such file"), "{message}");
    let message = run(TOGGLES, &[], &["--env-file", "."]).refused();
    assert_eq!(message, "error: .: not a regular file\n");
}

#[test]
fn programs_take_their_part_of_shared_variables() {
    let scratch = Scratch::new();
    scratch.file("one.json", saved_list("a-b asked=src/one.rs:1\nmail declared=src/one.rs:2 asked=src/one.rs:3"));
    scratch.file("two.json", saved_list("a.b asked=src/two.rs:1\nmail declared=src/one.rs:2 asked=src/one.rs:3"));
    let check = |variables: &str| {
        scratch.file("p.env", variables);
        scratch.toggle(&["check", "one.json", "two.json", "--env-file", "p.env", "--deny", "unset"])
    };
    assert_eq!(check("TOGGLE_A_B=on\nTOGGLE_MAIL=on\n").fine(), "3 toggles, p.env: nothing found\n");
    let output = check("TOGGLE_A_B=maybe\nTOGGLE_MAIL=maybe\n").findings();
    let found = |text: &str| output.matches(text).count();
    assert_eq!((found("`a-b`: expected"), found("`a.b`: expected"), found("`mail`: expected")), (1, 1, 1), "{output}");
    assert!(check("TOGGLE_A_B=on\n").findings().ends_with("3 toggles, p.env: 1 error, 0 warnings\n"));
    assert!(check("TOGGLE_MIAL=on\n").findings().contains("did you mean `TOGGLE_MAIL`?"));
}

#[test]
fn only_the_file_of_variables_is_read() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(TOGGLES));
    let run = |environment: &str| {
        scratch.file("p.env", environment);
        let mut command = scratch.command(&["check", "list.json", "--env-file", "p.env", "--today", "2026-12-01"]);
        Run::of(command.env("TOGGLE_MIAL", "on"))
    };
    run("A=1\n").fine();
    // The file is on another machine.
    let of_other_machine = run("TOGGLE_FILE=/etc/missing.toml\n");
    assert_eq!(of_other_machine.status, Some(0), "{of_other_machine:?}");
    let mut command = scratch.command(&["check", "list.json", "--today", "2026-12-01"]);
    Run::of(command.env("TOGGLE_MIAL", "on")).fine();
}

#[test]
fn last_of_two_lines_for_a_variable_is_named() {
    check_variables(
        "TOGGLE_MAIL=on\nTOGGLE_MAILX=on\nTOGGLE_MAIL=maybe\n",
        &[
            "prod.env:2:null: unknown-name: no toggle of this program is called `TOGGLE_MAILX`; did you mean `TOGGLE_MAIL`?",
            "prod.env:3:null: invalid-state: `mail`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`",
        ],
    );
    check_variables(
        "TOGGLE_MAIL=maybe\nTOGGLE_MAIL_X=on\n",
        &[
            "prod.env:1:null: invalid-state: `mail`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`",
            "prod.env:2:null: unknown-name: no toggle of this program is called `TOGGLE_MAIL_X`; did you mean `TOGGLE_MAIL`?",
        ],
    );
}

#[test]
fn invalid_state_does_not_count_as_unset() {
    check(
        "mail asked=src/lib.rs:1",
        &[("t.toml", "mail = 3")],
        &["--config", "t.toml", "--deny", "unset"],
        &[
            "t.toml:1:1: invalid-state: `mail`: expected `true` or `false`, found the integer 3; a percentage is written `\"3%\"`",
        ],
    );
}

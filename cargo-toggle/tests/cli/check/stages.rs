//! Findings in some environments, and over several files.

use super::*;

/// Checks a file with environments, for the toggles `a`, `b` and `c`.
#[track_caller]
fn check_stages(content: &str, arguments: &[&str], expected: &[&str]) {
    let toggles = "a asked=a:1\nb asked=a:2\nc asked=a:3";
    check(toggles, &[("t.toml", content)], &[&["--config", "t.toml"], arguments].concat(), expected);
}

#[test]
fn mistake_in_one_environment_is_found() {
    let circle = "a = { requires = [\"b\"] }\nb = true\n[environment.production]\nb = { requires = [\"a\"] }\n\
                  [environment.staging]\nc = true\n";
    let found = |of: &str| {
        [
            format!("t.toml:1:1: invalid-state: `a`: it requires itself: `a` requires `b` requires `a`{of}"),
            format!("t.toml:4:1: invalid-state: `b`: it requires itself: `b` requires `a` requires `b`{of}"),
        ]
    };
    let check = |arguments: &[&str], expected: &[String]| {
        check_stages(circle, arguments, &expected.iter().map(String::as_str).collect::<Vec<_>>());
    };
    check(&[], &found(" (environment: `production`)"));
    check(&["--environment", "production"], &found(""));
    check(&["--environment", "staging"], &[]);
    let unknown = "t.toml:3:14: unknown-environment: no file has a section for the environment `elsewhere`; there is \
                   `[environment.production]`, `[environment.staging]`";
    check(&["--environment", "elsewhere"], &[unknown.to_owned()]);
}

#[test]
fn mistake_in_every_environment_is_found_once() {
    let file = "a = 3\nd = true\n[environment.production]\na = 4\ne = true\n[environment.staging]\nb = true\n";
    let expected = [
        "t.toml:1:1: invalid-state: `a`: expected `true` or `false`, found the integer 3; a percentage is written `\"3%\"`",
        "t.toml:2:1: unknown-name: no toggle of this program is called `d`",
        "t.toml:4:1: invalid-state: `a`: expected `true` or `false`, found the integer 4; a percentage is written `\"4%\"`",
        "t.toml:5:1: unknown-name: no toggle of this program is called `e`",
    ];
    check_stages(file, &[], &expected);
    check_stages(file, &["--environment", "production"], &expected);
}

#[test]
fn missing_environment_gets_a_suggestion() {
    let file = "a = true\n[environment.production]\na = false\n";
    check_stages(
        file,
        &["--environment", "prodution"],
        &[
            "t.toml:2:14: unknown-environment: there is no section for the program's environment `prodution`; did you mean `production`?",
        ],
    );
}

#[test]
fn toggle_unset_in_some_environments_is_found() {
    let file = "a = true\nc = true\n[environment.production]\nb = true\n[environment.staging]\na = false";
    let unset = |of: &str| format!("a:2:1: unset: nothing sets the toggle `b`, so it is off by default{of}");
    check_stages(file, &["--deny", "unset"], &[&unset(" (environment: none, `staging`)")]);
    check_stages(file, &["--deny", "unset", "--environment", "production"], &[]);
    check_stages(file, &["--deny", "unset", "--environment", "staging"], &[&unset("")]);
    let files = [("t.toml", file), ("p.env", "TOGGLE_ENVIRONMENT=production\n")];
    let arguments = ["--config", "t.toml", "--env-file", "p.env", "--deny", "unset"];
    check("a asked=a:1\nb asked=a:2\nc asked=a:3", &files, &arguments, &[]);
}

#[test]
fn rule_below_a_rule_for_everybody_is_found() {
    check_stages(
        "[a]\nrules = [\n  { rollout = 0 },\n  { when = { x = 1 } },\n  {},\n  { rollout = 5 },\n]\n\
         [b]\nrules = [{ rollout = 99 }, { when = { x = 1 } }]\n\
         [environment.production.c]\nrules = [\n  { rollout = 100 },\n  { segment = \"s\" },\n]\n[segment.s]\nx = 1\n",
        &[],
        &[
            "t.toml:3:3: no-effect: rule 1 of `a` has no effect: its rollout is 0 %; raise the rollout, or remove the rule",
            "t.toml:6:3: unreachable-rule: rule 4 of `a` is never tried, since rule 3 matches everybody; remove one of them, or change their order",
            "t.toml:13:3: unreachable-rule: rule 2 of `c` is never tried, since rule 1 matches everybody; remove one of them, or change their order",
        ],
    );
}

#[test]
fn circle_over_two_files_is_found_in_both() {
    let toggles = "alpha asked=a.rs:1\nbeta asked=a.rs:2";
    let alpha = "[alpha]\nrules = [{}]\nrequires = [\"beta\"]\n";
    let beta = "# The other file\n[beta]\nrules = [{}]\nrequires = [\"alpha\"]\n";
    let both = ["--config", "c1.toml", "--config", "c2.toml"];
    check(
        toggles,
        &[("c1.toml", alpha), ("c2.toml", beta)],
        &both,
        &[
            "c1.toml:1:2: invalid-state: `alpha`: it requires itself: `alpha` requires `beta` (c2.toml:2:2) requires `alpha`",
            "c2.toml:2:2: invalid-state: `beta`: it requires itself: `beta` requires `alpha` (c1.toml:1:2) requires `beta`",
        ],
    );
    let in_stage = "[environment.production.beta]\nrules = [{}]\nrequires = [\"alpha\"]\n";
    check(
        toggles,
        &[("c1.toml", alpha), ("c2.toml", in_stage)],
        &both,
        &[
            "c1.toml:1:2: invalid-state: `alpha`: it requires itself: `alpha` requires `beta` (c2.toml:1:25) requires `alpha` (environment: `production`)",
            "c2.toml:1:25: invalid-state: `beta`: it requires itself: `beta` requires `alpha` (c1.toml:1:2) requires `beta` (environment: `production`)",
        ],
    );
    check(toggles, &[("c1.toml", "alpha = true"), ("c2.toml", beta)], &both, &[]);
}

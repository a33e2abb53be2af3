//! Findings about rules without effect.

use crate::check::check;

pub(crate) const TOGGLES: &str = "
    kill default=on declared=src/lib.rs:1 asked=src/lib.rs:2
    new declared=src/lib.rs:3 asked=src/lib.rs:4
    rank type=variants,bm25,neural,vector-search default=bm25 declared=src/lib.rs:5 value=src/lib.rs:7
    limit type=integer default=20 declared=src/lib.rs:6 value=src/lib.rs:8
";

/// Checks the findings in a file, each as `line:column: rule: message`.
#[track_caller]
pub(crate) fn check_file(content: &str, expected: &[&str]) {
    check_in(content, &[], expected);
}

#[track_caller]
pub(crate) fn check_in(content: &str, arguments: &[&str], expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|finding| format!("t.toml:{finding}")).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(TOGGLES, &[("t.toml", content)], &[&["--config", "t.toml"], arguments].concat(), &expected);
}

/// Checks the finding about the condition of a rule. The toggle is off by default. An empty reason stands for no
/// finding.
#[track_caller]
fn check_condition(condition: &str, reason: &str) {
    let finding = format!("2:10: never-matches: rule 1 of `new` never matches: {reason}");
    let expected = if reason.is_empty() { vec![] } else { vec![finding.as_str()] };
    check_file(&format!("[new]\nrules = [{{ when = {condition} }}]\n"), &expected);
}

#[test]
fn rule_that_serves_the_default_has_no_effect() {
    let kill = "2:10: no-effect: rule 1 of `kill` has no effect: it serves `on`, as does the declared default; write \
                `otherwise = \"off\"` next to `rules`, or remove the rule";
    check_file("[kill]\nrules = [{ rollout = 25 }]\n", &[kill]);
    check_file("[kill]\nrules = [{ rollout = 25 }]\notherwise = 'off'\n", &[]);
    check_file("[kill]\nrules = [{ rollout = 25, serve = 'off' }]\n", &[]);
    check_file("[new]\nrules = [{ rollout = 25 }]\n", &[]);
    let limit = "2:10: no-effect: rule 1 of `limit` has no effect: it serves `20`, as does the declared default; \
                 remove the rule, or serve another value";
    check_file("[limit]\nrules = [{ when = { plan = 'pro' }, serve = 20 }]\n", &[limit]);
    let rank = "2:10: no-effect: rule 1 of `rank` has no effect: it serves `neural`, as does `otherwise`; remove the \
                rule, or serve another value";
    check_file("[rank]\nrules = [{ serve = { neural = 100 } }]\notherwise = 'neural'\n", &[rank]);
}

#[test]
fn enabled_alone_has_no_effect() {
    let lint = "2:1: no-effect: `enabled = true` of `kill` has no effect: the table has no other key, so the declared \
                default applies; write rules next to it, or remove the entry";
    check_file("[kill]\nenabled = true\n", &[lint]);
    for rest in ["requires = ['new']", "otherwise = 'off'", "rules = [{ serve = 'off' }]", "salt = 'x'"] {
        check_file(&format!("[kill]\nenabled = true\n{rest}\n"), &[]);
    }
    check_file("[kill]\nenabled = false\n", &[]);
    check_file("[kill]\nenabled = true\nobserve = true\n", &[]);
}

#[test]
fn rules_of_disabled_toggle_are_linted() {
    let lint =
        "3:10: no-effect: rule 1 of `new` has no effect: its rollout is 0 %; raise the rollout, or remove the rule";
    check_file("[new]\nenabled = false\nrules = [{ rollout = 0 }]\n", &[lint]);
    check_file("[new]\nenabled = false\nrules = [{ rollout = 5 }]\n", &[]);
}

#[test]
fn key_for_no_rollout_has_no_effect() {
    let lint = |line, why| format!("{line}:1: no-effect: `without-key` of `new` has no effect: {why}");
    let nothing = "no rule hashes anything; remove the key, or write a `rollout` into a rule";
    let everybody = "rule 1 matches everybody; remove the key, or the rule";
    check_file("[new]\nrules = [{ when = { plan = 'pro' } }]\nwithout-key = 'on'\n", &[&lint(3, nothing)]);
    check_file("[new]\nwithout-key = 'on'\nrules = [{ rollout = 100 }]\n", &[&lint(2, everybody)]);
    check_file(
        "[new]\nrules = [{}, { rollout = 50 }]\nwithout-key = 'on'\n",
        &[
            "2:14: unreachable-rule: rule 2 of `new` is never tried, since rule 1 matches everybody; remove one of them, or change their order",
            &lint(3, everybody),
        ],
    );
    check_file("[new]\nrules = [{ rollout = 50 }]\nwithout-key = 'on'\n", &[]);
    check_file("[new]\nrules = [{ rollout = 50, serve = 'off' }]\nwithout-key = 'on'\n", &[]);
    check_file("[rank]\nrules = [{ serve = { bm25 = 50, neural = 50 } }]\nwithout-key = 'neural'\n", &[]);
}

/// Checks rules behind a rollout. A user without a value to hash gets `without-key` only if no later rule matches.
#[test]
fn rule_behind_a_rollout_ends_a_lack() {
    let rules = |second| format!("rules = [{{ rollout = 50, serve = 'off' }}, {second}]\nwithout-key = 'on'\n");
    check_file(&format!("[new]\n{}", rules("{ when = { plan = 'pro' }, serve = 'off' }")), &[]);
    check_file(
        &format!("[new]\n{}", rules("{ serve = 'off' }").replace("without-key = 'on'\n", "")),
        &[
            "2:10: no-effect: rule 1 of `new` has no effect: it serves `off`, as does the declared default; remove the rule, or serve \
         another value",
            "2:43: no-effect: rule 2 of `new` has no effect: it serves `off`, as does the declared default; remove the rule, or serve \
         another value",
        ],
    );
    check_file("[new]\nrules = [{ rollout = 50, serve = 'off' }, { rollout = 60 }]\n", &[]);
    check_file(
        "[new]\nrules = [\n  { rollout = 50 },\n  { when = { plan = 'pro' }, serve = 'off' },\n]\n",
        &[
            "4:3: no-effect: rule 2 of `new` has no effect: it serves `off`, as does the declared default; remove the rule, or serve another value",
        ],
    );
}

#[test]
fn empty_list_of_rules_has_no_effect() {
    let reason = |counts| {
        format!(
            "no-effect: the list of rules of `new` has no effect: it is empty, so {counts} applies; remove `rules`, or write a rule into it"
        )
    };
    check_file("[new]\n  rules = []\n", &[&format!("2:3: {}", reason("the declared default"))]);
    check_file("[new]\notherwise = 'on'\nrules = []\n", &[&format!("3:1: {}", reason("`otherwise`"))]);
}

/// Checks the last key that gives the table a state. Without it, a source below would decide.
#[test]
fn last_state_key_next_to_observe_has_effect() {
    check_file("[new]\nobserve = true\nrules = []\n", &[]);
    check_file("[new]\nobserve = true\nuntil = 2026-01-01\n", &[]);
    check_file("new = true\n[environment.production.new]\nobserve = true\nrules = []\n", &[]);
}

#[test]
fn rollout_of_zero_has_no_effect() {
    let rollout = "no-effect: rule 1 of `new` has no effect: its rollout is 0 %; raise the rollout, or remove the rule";
    check_file("[new]\nrules = [{ rollout = 0 }]\n", &[&format!("2:10: {rollout}")]);
    check_file("[[new.rules]]\nrollout = 0\nwhen = { plan = 'pro' }\n", &[&format!("1:1: {rollout}")]);
    let ramp = "2:10: no-effect: rule 1 of `new` has no effect: its ramp is at 0 % for as long as the rule applies; \
                raise it, or remove the rule";
    check_file("[new]\nrules = [{ ramp = [{ at = 2026-01-01, to = 50 }, { at = 2026-02-01, to = 0 }] }]\n", &[ramp]);
    check_file(
        "[new]\nuntil = 2027-01-01\nrules = [{ ramp = [{ at = 2027-01-01, to = 50 }] }]\n",
        &[&ramp.replacen('2', "3", 1)],
    );
    check_file("[new]\nuntil = 2027-01-02\nrules = [{ ramp = [{ at = 2027-01-01, to = 50 }] }]\n", &[]);
    check_file(
        "[new]\nrules = [{ linear = true, ramp = [{ at = 2026-01-01, to = 50 }, { at = 2027-01-01, to = 0 }] }]\n",
        &[],
    );
    check_file("new = '0%'\n", &[]);
}

#[test]
fn window_that_is_over_has_no_effect() {
    let file = "[new]\nuntil = 2026-12-01T00:00:00Z\nrules = [{}]\n";
    let over = "2:1: no-effect: the rules of `new` have no effect: their window ended at 2026-12-01T00:00:00Z, so the declared \
                default applies; remove the rules, or change `until`";
    check_file(file, &[over]);
    check_file(&file.replace("2026-12-01T00:00:00Z", "2026-12-01T00:00:01Z"), &[]);
    check_file(
        "[new]\nuntil = 2027-01-01\n",
        &[
            "2:1: no-effect: the window of `new` has no effect: it limits rules, and there are none; write `rules = [..]` next to it, or remove it",
        ],
    );
}

#[test]
fn rule_below_its_buckets_matches_nobody() {
    let found = |advice| {
        format!(
            "2:46: shared-buckets: rule 2 of `rank` takes nobody: rule 1 already takes the buckets up to 50 %, which all rules of a toggle share; {advice}"
        )
    };
    let rules = |second: &str| format!("[rank]\nrules = [{{ rollout = 50, serve = \"neural\" }}, {{ {second} }}]\n");
    let sum = found("write the sum, `rollout = 100`");
    check_file(&rules("rollout = 50, serve = 'vector-search'"), &[&sum]);
    check_file(&rules("rollout = 50, serve = 'vector-search', by = 'key'"), &[&sum]);
    let sum = found("write the sum, `rollout = 60`");
    check_file(&rules("rollout = 10, serve = 'vector-search', when = { plan = 'pro' }"), &[&sum]);
    check_file(&rules("rollout = 51, serve = 'vector-search'"), &[]);
    check_file(&rules("rollout = 50, serve = 'vector-search', by = 'company'"), &[]);
    check_file(&rules("serve = 'vector-search'"), &[]);
}

#[test]
fn rule_with_a_condition_leaves_its_buckets() {
    let rank = |first: &str, second: &str| {
        format!("[rank]\nrules = [\n{{ {first}, serve = \"neural\" }},\n{{ {second}, serve = 'vector-search' }}]\n")
    };
    let pro = "when = { plan = 'pro' }, rollout = 60";
    check_file(&rank(pro, "rollout = 50"), &[]);
    let same = "4:1: shared-buckets: rule 2 of `rank` takes nobody: rule 1 already takes the buckets up to 60 %, which all rules of a toggle share; raise its share above that of the earlier rule, or remove one of them";
    check_file(&rank(pro, pro), &[same]);
    check_file(&rank("ramp = [{ at = 2027-01-01, to = 60 }]", "rollout = 50"), &[]);
}

#[test]
fn ordered_bounds_that_exclude_each_other() {
    check_condition("{ age = { above = 10, below = 5 } }", "`age` cannot fit both `above = 10` and `below = 5`");
    check_condition(
        "{ age = { below = 10, at-least = 10.0 } }",
        "`age` cannot fit both `below = 10` and `at-least = 10.0`",
    );
    check_condition("{ age = { at-most = 10, at-least = 10 } }", "");
    check_condition("{ age = { above = 10, below = 11 } }", "");
    check_condition(
        "{ born = { above = 2026-12-01, at-most = 2026-12-01T00:00:00Z } }",
        "`born` cannot fit both `above = 2026-12-01T00:00:00Z` and `at-most = 2026-12-01T00:00:00Z`",
    );
    check_condition(
        "{ age = { above = 10, not = { at-least = 10 } } }",
        "`age` cannot fit `not = { at-least = 10 }` and the operators next to it, which are the opposite",
    );
    check_condition("{ age = { above = 10, not = { at-least = 11 } } }", "");
}

#[test]
fn versions_that_no_requirement_leaves() {
    check_condition("{ v = { semver = '>=2, <1' } }", "`v` cannot fit `semver = \">=2, <1\"`, since no version does");
    check_condition("{ v = { semver = '>=1, <2' } }", "");
}

#[test]
fn order_of_a_version_never_matches() {
    let types = ", which are for values of different types";
    check_condition(
        "{ v = { semver = '>=2', above = 2 } }",
        &format!("`v` cannot fit both `semver = \">=2\"` and `above = 2`{types}"),
    );
    check_condition(
        "{ v = { at-least = 2026-12-01, semver = '>=2' } }",
        &format!("`v` cannot fit both `at-least = 2026-12-01T00:00:00Z` and `semver = \">=2\"`{types}"),
    );
    check_condition("{ v = { at-least = 2026-12-01, semver = '>=2026.0.0-0' } }", "");
    let of_rule = |operator| {
        format!(
            "2:10: never-matches: rule 1 of `new` never matches: `v` is compared by `semver` elsewhere, so it is a string, and no string fits `{operator}`"
        )
    };
    let other = "[segment.modern]\nv = { semver = '>=2' }\n[kill]\nrules = [{ segment = 'modern', serve = 'off' }]\n";
    check_file(
        &format!("[new]\nrules = [{{ when = {{ v = {{ above = 2.3 }} }} }}]\n{other}"),
        &[&of_rule("above = 2.3")],
    );
    check_file(&format!("[new]\nrules = [{{ when = {{ v = 2.3 }} }}]\n{other}"), &[&of_rule("2.3")]);
    check_file(
        &format!("[new]\nrules = [{{ when = {{ v = '2.3' }} }}, {{ when = {{ w = {{ above = 2 }} }} }}]\n{other}"),
        &[],
    );
}

#[test]
fn values_of_another_type_never_match() {
    check_condition("{ key = 42 }", "`key` is the targeting key, so it is a string, and no string fits `42`");
    check_condition("{ key = ['42', 42] }", "");
    check_condition("{ key = { above = 2026-12-01 } }", "");
    let types = ", which are for values of different types";
    check_condition(
        "{ a = { starts-with = '4', above = 2 } }",
        &format!("`a` cannot fit both `starts-with = \"4\"` and `above = 2`{types}"),
    );
    check_condition("{ a = { starts-with = '2026', above = 2026-12-01 } }", "");
}

#[test]
fn conditions_that_contradict_themselves() {
    check_condition(
        "{ a = { present = false, not = 'x' } }",
        "`a` cannot be missing and have a value, as `{ present = false, not = \"x\" }` requires",
    );
    check_condition("{ a = { matches = 'x^' } }", "`a` cannot fit `matches = \"x^\"`, since no string does");
    check_condition("{ a = { not = { not = 'x' } } }", "");
    check_condition("[{ a = { above = 2, below = 1 } }, { a = 5 }]", "");
    check_condition(
        "[{ a = { above = 2, below = 1 } }, { key = 5 }]",
        "`a` cannot fit both `above = 2` and `below = 1`",
    );
}

#[test]
fn empty_segment_never_matches() {
    check_file(
        "[new]\nrules = [{ segment = ['s', 't'] }]\n[segment.s]\na = { above = 2, below = 1 }\n[segment.t]\nkey = 3\n",
        &[
            "2:10: never-matches: rule 1 of `new` never matches: nobody is in the segment `s`, since `a` cannot fit both `above = 2` and `below = 1`",
        ],
    );
    check_file(
        "[new]\nrules = [{ segment = 's', when = { a = { present = false } } }]\n[segment.s]\na = 1\n",
        &[
            "2:10: never-matches: rule 1 of `new` never matches: `when` and `segment` exclude each other: `a` must be missing for one, and present for the other",
        ],
    );
    check_file("[new]\nrules = [{ segment = 's', when = { a = 2 } }]\n[segment.s]\na = 1\n", &[]);
}

#[test]
fn rule_with_effect_in_one_stage_is_not_found() {
    let stage = "[segment.s]\na = 1\n[environment.production.segment.s]\nkey = 1\n";
    let file = format!("[new]\nrules = [{{ segment = 's' }}]\n{stage}");
    check_file(&file, &[]);
    check_in(
        &file,
        &["--environment", "production"],
        &[
            "2:10: never-matches: rule 1 of `new` never matches: nobody is in the segment `s`, since `key` is the targeting key, so it is a string, and no string fits `1`",
        ],
    );
}

#[test]
fn rule_with_effect_in_one_program_is_not_found() {
    let toggles = |default| format!("a default={default} declared=src/lib.rs:1 asked=src/lib.rs:2");
    let scratch = crate::support::Scratch::new();
    scratch.file("on.json", crate::support::saved_list(&toggles("on")));
    scratch.file("off.json", crate::support::saved_list(&toggles("off")));
    scratch.file("t.toml", "[a]\nrules = [{ rollout = 25 }]\n");
    let both = ["check", "on.json", "off.json", "--config", "t.toml", "--allow", "declared-differently"];
    scratch.toggle(&both).fine();
    assert!(scratch.toggle(&["check", "on.json", "--config", "t.toml"]).findings().contains("no-effect"));
}

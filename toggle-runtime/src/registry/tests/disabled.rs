//! Toggles that `enabled = false` switches off.

use std::fs;

use super::*;
use crate::{Context, State};

const RULES: &str = "[a]\nrules = [{ rollout = 100 }]\notherwise = 'on'\n";

fn program(names: &[&str], text: &str) -> (Program, Store) {
    let (program, store) = (Program::new(names), Store::of_toml(text));
    program.registry.install(Builder::default().source(store.clone())).expect("it can be installed");
    (program, store)
}

/// Returns the answer with its reason and the part that decided, as in `off DISABLED enabled`.
fn decided(program: &Program, name: &str) -> String {
    let Decision { value, reason, rule, .. } = program.explain(name);
    format!("{value} {reason} {}", rule.unwrap_or_default())
}

#[test]
fn disabled_table_is_off_and_explained() {
    let (program, _) = program(&["a"], &format!("{RULES}enabled = false\n"));
    assert!(!program.asks(0));
    assert_eq!(program.peek(0), Some(false), "the point answers by itself");
    assert_eq!(
        program.explain("a").to_string(),
        "\
a is off: DISABLED, store (t.toml:4:1)
  run-time override  -
  env                -
> store              disabled  t.toml:1:2
    > enabled  disabled (`enabled = false`)
  default            off       not declared"
    );
    assert_eq!(program.problems(), [""; 0]);
}

#[test]
fn disabled_toggle_of_another_type_has_otherwise() {
    let text = "a = { rules = [{ serve = 5 }], otherwise = 7, enabled = false }\nb = { enabled = false }\n";
    let (program, _) = program(&["a: integer = 3 + value", "b: integer = 3 + value"], text);
    assert_eq!(decided(&program, "a"), "7 DISABLED enabled");
    assert_eq!(decided(&program, "b"), "3 DISABLED enabled");
}

#[test]
fn disabled_kill_switch_is_off() {
    let (program, _) = program(&["!a"], "a.enabled = false");
    assert!(!program.asks(0));
    assert_eq!(decided(&program, "a"), "off DISABLED enabled");
}

#[test]
fn enabled_true_changes_nothing() {
    let text = "a = { rules = [{}], enabled = true }\nb = { enabled = true }\nc = { otherwise = 'on', enabled = true }";
    let (program, _) = program(&["a", "!b", "c"], text);
    assert_eq!(decided(&program, "a"), "on TARGETING_MATCH rule 1");
    assert_eq!(decided(&program, "b"), "on DEFAULT otherwise");
    assert_eq!(decided(&program, "c"), "on DEFAULT otherwise");
}

#[test]
fn enabled_true_beside_observe_is_no_state() {
    let (program, _) = program(&["a"], "a = { enabled = true, observe = true }\n");
    assert_eq!(program.explain("a").source, "default");
}

#[test]
fn required_toggle_that_is_disabled_is_unmet() {
    let (program, _) =
        program(&["a", "b"], "a = { requires = ['b'] , otherwise = 'on' }\nb = { rules = [{}], enabled = false }");
    assert!(!program.asks(0));
    assert!(program.explain("a").to_string().contains("> requires  `b` is not on"));
}

#[test]
fn mistake_beside_enabled_is_reported() {
    let (program, store) = program(&["a"], "a = { rules = [{ rollout = 250 }], enabled = false }");
    let problems = program.problems();
    assert!(problems[0].contains("t.toml:1:28") && problems.len() == 1, "{problems:?}");
    store.write("a = { enabled = 'no' }");
    program.registry.reload().expect("it is TOML");
    let problems = program.problems();
    assert!(problems[0].contains("expected `true` or `false` for `enabled`, found a string"), "{problems:?}");
}

#[test]
fn mistaken_rules_leave_disabled_kill_switch_off() {
    for mistake in [
        "requires = ['not-there']",
        "rules = [{ when = { a = { matches = '(' } } }]",
        "rules = [{ segment = 'not-there' }]",
        "burst = 1",
        "otherwise = 7",
    ] {
        let (program, store) = program(&["!a"], "a = true");
        store.write(&format!("[a]\nenabled = false\n{mistake}\n"));
        program.registry.reload().expect("it is TOML");
        assert!(!program.asks(0), "{mistake}");
        assert_eq!(decided(&program, "a"), "off DISABLED enabled", "{mistake}");
        assert_eq!(program.problems().len(), 1, "{mistake}");
        assert!(program.explain("a").to_string().contains("; the toggle is disabled"), "{mistake}");
    }
}

#[test]
fn disabled_toggles_in_a_circle_are_off() {
    let text = "a = { requires = ['b'], enabled = false }\nb = { requires = ['a'], enabled = false }";
    let (program, _) = program(&["!a", "!b"], text);
    assert_eq!((program.asks(0), program.asks(1)), (false, false));
    assert_eq!(program.problems(), [""; 0]);
}

#[test]
fn mistaken_enabled_keeps_last_good_state() {
    let (program, store) = program(&["a"], &format!("{RULES}enabled = true\n"));
    store.write(&format!("{RULES}enabled = 0\n"));
    program.registry.reload().expect("it is TOML");
    assert!(program.asks(0));
    assert!(program.explain("a").to_string().contains("the last good state stays"));
}

#[test]
fn stage_entry_takes_place_of_disabled_one() {
    let text =
        format!("{RULES}enabled = false\n[environment.staging.a]\nrules = [{{}}]\n[environment.dev]\na = true\n");
    for (stage, expected) in [
        (None, "off DISABLED enabled"),
        (Some("staging"), "on TARGETING_MATCH rule 1"),
        (Some("dev"), "on STATIC "),
        (Some("production"), "off DISABLED enabled"),
    ] {
        let (program, store) = program(&["a"], "");
        store.write_for(stage, &text);
        program.registry.reload().expect("it can be read");
        assert_eq!(decided(&program, "a"), expected, "{stage:?}");
    }
}

#[test]
fn stage_that_only_disables_hides_the_rules() {
    let text = format!("{RULES}observe = true\n[environment.production.a]\nenabled = false\n");
    let (program, store) = program(&["a"], &text);
    assert!(program.asks(0));
    store.write_for(Some("production"), &text);
    program.registry.reload().expect("it can be read");
    assert!(!program.asks(0));
    let [State::Rules { rules, enabled, .. }] = &*program
        .explain("a")
        .trace
        .into_iter()
        .filter_map(|step| step.state.filter(|_| step.decides))
        .collect::<Vec<_>>()
    else {
        panic!("one step decides by rules");
    };
    assert_eq!((*rules, *enabled), (0, false), "the entry of the stage has no rules");
    assert!(program.registry.toggles().next().is_some_and(|toggle| toggle.observed.is_some()), "it stays observed");
}

#[test]
fn later_file_disables_what_an_earlier_one_sets() {
    let directory = tempfile::tempdir().expect("there is room");
    for (name, text) in [("1.toml", RULES), ("2.toml", "a = { enabled = false }")] {
        fs::write(directory.path().join(name), text).expect("it can be written");
    }
    let program = Program::new(&["a"]);
    let builder = Builder::default().watch(false).settle(Duration::ZERO);
    program.registry.install(builder.optional_directory(directory.path())).expect("it is optional");
    assert_eq!(decided(&program, "a"), "off DISABLED enabled");
    fs::remove_file(directory.path().join("2.toml")).expect("it is there");
    program.registry.reload().expect("it can be read");
    assert!(program.asks(0));
}

#[test]
fn answers_of_disabled_toggle_are_counted() {
    let (program, _) = program(&["a"], &format!("{RULES}enabled = false\nobserve = true\n"));
    program.asks(0);
    let observed = program.registry.toggles().next().and_then(|toggle| toggle.observed).expect("it is observed");
    let answers: Vec<String> =
        observed.answers.iter().map(|answer| format!("{} {}", answer.value, answer.reason)).collect();
    assert_eq!(answers, ["off DISABLED"]);
}

#[test]
fn disabled_rollout_lacks_no_key() {
    let (program, _) = program(&["a"], "a = { rules = [{ rollout = 25 }], enabled = false, observe = true }");
    assert!(!program.asks(0));
    assert_eq!(program.problems(), [""; 0]);
}

#[test]
fn change_to_disabled_is_an_event_of_its_own() {
    let (program, store) = program(&["a"], RULES);
    program.take_events();
    store.write(&format!("{RULES}enabled = false\n"));
    program.registry.reload().expect("it can be read");
    assert_eq!(program.take_events(), ["toggle `a` changed from 1 rule to disabled (store)"]);
    store.write("[a]\nrules = [{ rollout = 50 }]\nenabled = false\n");
    program.registry.reload().expect("it can be read");
    assert_eq!(program.take_events(), ["toggle `a` has new rules (store)"]);
    let versions: Vec<String> = program.registry.history().into_iter().map(|change| change.version).collect();
    assert_eq!(versions.len(), 2);
    assert_ne!(versions[0], versions[1]);
}

#[test]
fn disabled_toggle_in_a_scope_can_be_overridden() {
    let (program, _) = program(&["a"], &format!("{RULES}enabled = false\n"));
    assert!(Scope::new(program.registry).set("a", true).run(|| program.asks(0)));
    assert!(!Scope::new(program.registry).context(Context::new("u")).run(|| program.asks(0)));
}

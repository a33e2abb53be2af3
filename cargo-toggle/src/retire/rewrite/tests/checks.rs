//! `enabled!` and the functions and methods that check.

use super::{Keep, Level, check, check_notes};

/// Checks the expression of a `return`.
#[track_caller]
fn check_value(before: &str, on: &str, off: &str) {
    let function = |text: &str| format!("fn f() -> bool {{\n    return {text};\n}}\n");
    check(&function(before), &function(on), &function(off));
}

#[test]
fn check_alone_becomes_a_literal() {
    check_value("enabled!(\"x\")", "true", "false");
    check_value("toggle_runtime::enabled!(flags::X, for = &c)", "true", "false");
    check_value("is_enabled(\"x\")", "true", "false");
    check_value("X.is_enabled_for(&c)", "true", "false");
    check_value("value!(X)", "true", "false");
    check_value("X.get()", "true", "false");
}

#[test]
fn check_folds_through_operators() {
    check_value("!enabled!(\"x\")", "false", "true");
    check_value("a() && enabled!(\"x\")", "a()", "a() && false");
    check_value("a && enabled!(\"x\")", "a", "false");
    check_value("enabled!(\"x\") && a()", "a()", "false");
    check_value("a() || enabled!(\"x\")", "a() || true", "a()");
    check_value("enabled!(\"x\") || a()", "true", "a()");
    check_value("(b || !(enabled!(\"x\"))) && a()", "(b) && a()", "a()");
    check_value("enabled!(\"x\") == a", "true == a", "false == a");
}

#[test]
fn condition_of_a_check_keeps_its_other_toggles() {
    check_value("enabled!(all(\"x\", \"y\"))", "enabled!(\"y\")", "false");
    check_value("enabled!(any(\"x\", \"y\", \"z\"), for = c)", "true", "enabled!(any(\"y\", \"z\"), for = c)");
}

#[test]
fn check_in_a_macro_call_is_folded() {
    check_value("vec![enabled!(\"x\") && a, b].len() > 1", "vec![a, b].len() > 1", "vec![false, b].len() > 1");
}

#[test]
fn arguments_that_are_no_expressions_are_left() {
    let before = "fn f() {\n    select! { a = b => enabled!(\"x\") }\n}\n";
    let note = "the arguments of `select!` are no expressions, so they are not edited";
    check_notes(before, Keep::On, before, &[(Level::Person, 2, note)]);
}

#[test]
fn macro_definition_is_left() {
    let before = "macro_rules! check {\n    () => { enabled!(\"x\") };\n}\n";
    let note = "the arguments of `macro_rules!` are no expressions, so they are not edited";
    check_notes(before, Keep::On, before, &[(Level::Person, 1, note)]);
}

#[test]
fn effect_of_the_left_side_is_noted() {
    let before = "fn f() -> bool {\n    a() && enabled!(\"x\")\n}\n";
    let note = "the left side stays, since it may have an effect; the whole is `false` now";
    check_notes(before, Keep::Off, "fn f() -> bool {\n    a() && false\n}\n", &[(Level::Maybe, 2, note)]);
}

#[test]
fn other_use_of_the_declaration_is_left() {
    let before = "fn f() {\n    all(&[&X, &Y]);\n}\n";
    let note = "the declaration is used here in a way that has no value without the toggle";
    check_notes(before, Keep::On, before, &[(Level::Person, 2, note)]);
}

//! `if`, `else if`, `while` and match guards.

use super::{Braces, Edition, Keep, Level, check, check_notes, rewrite, rewrite_with, target};

#[track_caller]
fn check_body(before: &str, on: &str, off: &str) {
    let body = |text: &str| format!("fn f() {{\n{text}    last();\n}}\n");
    check(&body(before), &body(on), &body(off));
}

#[track_caller]
fn check_last(before: &str, on: &str, off: &str) {
    let body = |text: &str| format!("fn f() -> u32 {{\n    let z = 1;\n{text}}}\n");
    check(&body(before), &body(on), &body(off));
}

#[test]
fn statement_leaves_its_way_without_braces() {
    check_body(
        "    if enabled!(\"x\") {\n        a();\n    } else {\n        // old\n        b();\n    }\n",
        "    a();\n",
        "    // old\n    b();\n",
    );
    check_body("    // why\n    if enabled!(\"x\") {\n        a();\n    }\n", "    // why\n    a();\n", "");
    check_body("    if !enabled!(\"x\") {\n        return;\n    }\n", "", "    return;\n");
}

#[test]
fn statement_with_names_keeps_its_braces() {
    check_body(
        "    if enabled!(\"x\") {\n        let a = b();\n        a.c();\n    }\n",
        "    {\n        let a = b();\n        a.c();\n    }\n",
        "",
    );
}

#[test]
fn else_if_leaves_the_rest_of_its_chain() {
    check_body(
        "    if a {\n        b();\n    } else if enabled!(\"x\") {\n        c();\n    } else {\n        d();\n    }\n",
        "    if a {\n        b();\n    } else {\n        c();\n    }\n",
        "    if a {\n        b();\n    } else {\n        d();\n    }\n",
    );
    check_body(
        "    if a {\n        b();\n    } else if enabled!(\"x\") {\n        c();\n    }\n",
        "    if a {\n        b();\n    } else {\n        c();\n    }\n",
        "    if a {\n        b();\n    }\n",
    );
    check_body(
        "    if enabled!(\"x\") {\n        b();\n    } else if a {\n        c();\n    } else {\n        d();\n    }\n",
        "    b();\n",
        "    if a {\n        c();\n    } else {\n        d();\n    }\n",
    );
}

#[test]
fn condition_keeps_its_other_operands() {
    check_body(
        "    if enabled!(\"x\") && let Some(a) = b {\n        c(a);\n    }\n",
        "    if let Some(a) = b {\n        c(a);\n    }\n",
        "",
    );
}

#[test]
fn last_expression_leaves_its_value() {
    check_last("    if enabled!(\"x\") { a(z) } else { b(z) }\n", "    a(z)\n", "    b(z)\n");
    check_last(
        "    if enabled!(\"x\") {\n        let y = z;\n        y\n    } else {\n        c();\n        d()\n    }\n",
        "    {\n        let y = z;\n        y\n    }\n",
        "    {\n        c();\n        d()\n    }\n",
    );
}

#[test]
fn only_expression_loses_its_braces() {
    check(
        "fn f() -> u32 {\n    if enabled!(\"x\") {\n        let y = z();\n        y\n    } else {\n        0\n    }\n}\n",
        "fn f() -> u32 {\n    let y = z();\n    y\n}\n",
        "fn f() -> u32 {\n    0\n}\n",
    );
}

#[test]
fn temporaries_are_dropped_early_before_2024() {
    let before = "fn f() -> u32 {\n    let z = g();\n    if enabled!(\"x\") { z.h().i() } else { z.h() }\n}\n";
    let on = rewrite(before, &target(Keep::On), Edition::Before2024).expect("it is Rust");
    assert_eq!(on.text, "fn f() -> u32 {\n    let z = g();\n    let value = z.h().i();\n    value\n}\n");
    assert_eq!(on.notes.len(), 1);
    let off = rewrite(before, &target(Keep::Off), Edition::Before2024).expect("it is Rust");
    assert_eq!(off.text, "fn f() -> u32 {\n    let z = g();\n    z.h()\n}\n");
    assert_eq!(off.notes.len(), 0);
}

#[test]
fn binding_leaves_its_value() {
    check_body(
        "    let a = if enabled!(\"x\") { b().c() } else { 20 };\n",
        "    let a = b().c();\n",
        "    let a = 20;\n",
    );
    check_body(
        "    let a = if enabled!(\"x\") {\n        let b = 1;\n        b\n    } else {\n        20\n    };\n",
        "    let a = {\n        let b = 1;\n        b\n    };\n",
        "    let a = 20;\n",
    );
}

#[test]
fn binding_of_a_macro_call_leaves_the_call() {
    check_body(
        "    let a = if enabled!(\"x\") { map! { 0 => 1 } } else { 20 };\n",
        "    let a = map! { 0 => 1 };\n",
        "    let a = 20;\n",
    );
}

#[test]
fn operand_keeps_braces_unless_it_is_one_token() {
    check_body("    g(if enabled!(\"x\") { a + b } else { c });\n", "    g({ a + b });\n", "    g(c);\n");
}

#[test]
fn loop_runs_forever_or_never() {
    let before = "fn f() {\n    while enabled!(\"x\") {\n        a();\n    }\n    b();\n}\n";
    let note = "this `while` is a `loop` now; it ends by `break` or `return` alone";
    let on = "fn f() {\n    loop {\n        a();\n    }\n    b();\n}\n";
    check_notes(before, Keep::On, on, &[(Level::Maybe, 2, note)]);
    check_notes(before, Keep::Off, "fn f() {\n    b();\n}\n", &[]);
}

#[test]
fn guard_of_an_arm_is_folded() {
    check_body(
        "    match a {\n        Some(n) if enabled!(\"x\") => b(n),\n        Some(n) if enabled!(\"x\") && n > 1 => c(),\n        _ => {}\n    }\n",
        "    match a {\n        Some(n) => b(n),\n        Some(n) if n > 1 => c(),\n        _ => {}\n    }\n",
        "    match a {\n        _ => {}\n    }\n",
    );
}

#[test]
fn nested_checks_are_all_folded() {
    check_body(
        "    if enabled!(\"x\") {\n        if a {\n            if enabled!(X) {\n                b();\n            }\n        }\n    } else {\n        c();\n    }\n",
        "    if a {\n        b();\n    }\n",
        "    c();\n",
    );
}

#[test]
fn kept_braces_stay_around_every_way() {
    let kept = |before: &str, keep: Keep| {
        let rewritten = rewrite_with(before, &target(keep), Edition::From2024, Braces::Kept);
        rewritten.expect("it is Rust").text
    };
    let before = "fn f() -> u32 {\n    if enabled!(\"x\") {\n        a();\n    } else {\n        b();\n    }\n    \
                  let c = if enabled!(\"x\") { d() } else { 20 };\n    if enabled!(\"x\") { e(c) } else { c }\n}\n";
    let on = "fn f() -> u32 {\n    {\n        a();\n    }\n    let c = { d() };\n    { e(c) }\n}\n";
    assert_eq!(kept(before, Keep::On), on);
    let off = "fn f() -> u32 {\n    {\n        b();\n    }\n    let c = { 20 };\n    { c }\n}\n";
    assert_eq!(kept(before, Keep::Off), off);
    let gates = "#[feature_toggle]\nfn f() {\n    #[feature_toggle(\"x\", else = {\n        b();\n    })]\n    {\n        \
                 a();\n    }\n    c();\n}\n";
    assert_eq!(kept(gates, Keep::On), "fn f() {\n    {\n        a();\n    }\n    c();\n}\n");
    assert_eq!(kept(gates, Keep::Off), "fn f() {\n    {\n        b();\n    }\n    c();\n}\n");
    // The braces of a function are its own.
    let function = "#[feature_toggle(\"x\", else = { b() })]\nfn f() {\n    a();\n}\n";
    assert_eq!(kept(function, Keep::Off), "fn f() { b() }\n");
}

//! `#[feature_toggle]` on statements, `let`s and match arms.

use super::{Keep, Level, check, check_notes};

/// Checks statements in a function with a mark, which goes.
#[track_caller]
fn check_body(before: &str, on: &str, off: &str) {
    let body = |text: &str| format!("fn f() {{\n{text}}}\n");
    check(&format!("#[feature_toggle]\n{}", body(before)), &body(on), &body(off));
}

#[test]
fn statement_goes_with_its_comment() {
    check_body(
        "    a();\n    // why\n    #[feature_toggle(\"x\")]\n    b();\n    c();\n",
        "    a();\n    // why\n    b();\n    c();\n",
        "    a();\n    c();\n",
    );
}

#[test]
fn removed_comment_is_noted() {
    let before = "#[feature_toggle]\nfn f() {\n    // why\n    #[feature_toggle(\"x\")]\n    b();\n}\n";
    let note = "this comment is removed with the code below it: // why";
    check_notes(before, Keep::Off, "fn f() {\n}\n", &[(Level::Maybe, 3, note)]);
}

#[test]
fn block_loses_its_braces() {
    check_body(
        "    #[feature_toggle(\"x\")]\n    {\n        // one\n        a(\"\n        b\");\n\n        if c {\n            d();\n        }\n    }\n    e();\n",
        "    // one\n    a(\"\n        b\");\n\n    if c {\n        d();\n    }\n    e();\n",
        "    e();\n",
    );
}

#[test]
fn gates_at_block_ends_go_with_its_braces() {
    check_body(
        "    #[feature_toggle(\"x\")]\n    {\n        #[feature_toggle(\"x\")]\n        a();\n    }\n    e();\n",
        "    a();\n    e();\n",
        "    e();\n",
    );
    check_body(
        "    #[feature_toggle(not(\"x\"))]\n    {\n        #[feature_toggle(\"x\")]\n        a();\n        b();\n        #[feature_toggle(\"x\")]\n        c();\n    }\n    e();\n",
        "    e();\n",
        "    b();\n    e();\n",
    );
}

#[test]
fn block_with_a_name_keeps_its_braces() {
    check_body(
        "    #[feature_toggle(\"x\")]\n    {\n        let a = b();\n        c(a);\n    }\n    e();\n",
        "    {\n        let a = b();\n        c(a);\n    }\n    e();\n",
        "    e();\n",
    );
    check_body(
        "    #[feature_toggle(\"x\")]\n    {\n        declare!(a);\n    }\n    e();\n",
        "    {\n        declare!(a);\n    }\n    e();\n",
        "    e();\n",
    );
}

#[test]
fn else_of_a_statement_comes_in_its_place() {
    check_body(
        "    #[feature_toggle(\"x\", else = old())]\n    {\n        new();\n    }\n    e();\n",
        "    new();\n    e();\n",
        "    old();\n    e();\n",
    );
    check_body(
        "    #[feature_toggle(\"x\", else = {\n        old();\n        older();\n    })]\n    new();\n    e();\n",
        "    new();\n    e();\n",
        "    {\n        old();\n        older();\n    };\n    e();\n",
    );
}

#[test]
fn last_expression_gets_its_else() {
    check(
        "#[feature_toggle]\nfn f() -> u32 {\n    #[feature_toggle(\"x\", else = 20)]\n    {\n        10\n    }\n}\n",
        "fn f() -> u32 {\n    {\n        10\n    }\n}\n",
        "fn f() -> u32 {\n    20\n}\n",
    );
}

#[test]
fn binding_gets_its_else() {
    check_body(
        "    #[feature_toggle(\"x\", else = 20)]\n    let price: u32 = 10;\n",
        "    let price: u32 = 10;\n",
        "    let price: u32 = 20;\n",
    );
    check_body(
        "    #[feature_toggle(\"x\", else = { old() })]\n    let Some(a) = new() else { return };\n",
        "    let Some(a) = new() else { return };\n",
        "    let Some(a) = ({ old() }) else { return };\n",
    );
}

#[test]
fn statement_keeps_its_other_gate() {
    check(
        "#[feature_toggle]\nfn f() {\n    #[feature_toggle(\"y\")]\n    #[feature_toggle(\"x\", else = old())]\n    new();\n}\n",
        "#[feature_toggle]\nfn f() {\n    #[feature_toggle(\"y\")]\n    new();\n}\n",
        "#[feature_toggle]\nfn f() {\n    #[feature_toggle(\"y\")]\n    old();\n}\n",
    );
}

#[test]
fn arm_goes_or_stays() {
    check_body(
        "    match a {\n        // many\n        #[feature_toggle(\"x\")]\n        Some(n) if n > 1 => b(),\n        _ => {}\n    }\n",
        "    match a {\n        // many\n        Some(n) if n > 1 => b(),\n        _ => {}\n    }\n",
        "    match a {\n        _ => {}\n    }\n",
    );
}

#[test]
fn expression_statement_of_an_operator_is_found() {
    check_body("    #[feature_toggle(\"x\")]\n    a += 1;\n    b();\n", "    a += 1;\n    b();\n", "    b();\n");
}

#[test]
fn gate_in_a_closure_counts_for_the_mark() {
    check(
        "#[feature_toggle]\nfn f() {\n    g(|| {\n        #[feature_toggle(\"x\")]\n        a();\n        b();\n    });\n}\n",
        "fn f() {\n    g(|| {\n        a();\n        b();\n    });\n}\n",
        "fn f() {\n    g(|| {\n        b();\n    });\n}\n",
    );
}

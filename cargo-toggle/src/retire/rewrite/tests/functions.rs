//! `#[feature_toggle]` on functions, methods, `impl` blocks and modules.

use super::{Keep, Level, check, check_notes};

#[test]
fn function_gets_the_expression_of_its_else() {
    check(
        "/// Docs.\n#[feature_toggle(\"x\", else = old(a))]\npub fn f(a: u32) -> u32 {\n    new(a)\n}\n",
        "/// Docs.\npub fn f(a: u32) -> u32 {\n    new(a)\n}\n",
        "/// Docs.\npub fn f(a: u32) -> u32 {\n    old(a)\n}\n",
    );
}

#[test]
fn function_gets_the_inside_of_a_block() {
    check(
        "mod m {\n    #[feature_toggle(X, else = {\n        // why\n        old()\n    })]\n    fn f() -> u32 {\n        new()\n    }\n}\n",
        "mod m {\n    fn f() -> u32 {\n        new()\n    }\n}\n",
        "mod m {\n    fn f() -> u32 {\n        // why\n        old()\n    }\n}\n",
    );
}

#[test]
fn inner_attributes_are_part_of_the_body() {
    check(
        "#[feature_toggle(\"x\", else = {\n    #![allow(a)]\n    old()\n})]\nfn f() -> u32 {\n    new()\n}\n",
        "fn f() -> u32 {\n    new()\n}\n",
        "fn f() -> u32 {\n    #![allow(a)]\n    old()\n}\n",
    );
}

#[test]
fn arguments_on_lines_are_moved_back() {
    check(
        "#[feature_toggle(\n    \"x\",\n    else = {\n        let a = \"\n        kept\";\n        a\n    },\n)]\nfn f() -> &'static str {\n    new()\n}\n",
        "fn f() -> &'static str {\n    new()\n}\n",
        "fn f() -> &'static str {\n    let a = \"\n        kept\";\n    a\n}\n",
    );
}

#[test]
fn unit_function_without_else_is_emptied() {
    check("#[feature_toggle(\"x\")]\nfn f() {\n    new();\n}\n", "fn f() {\n    new();\n}\n", "fn f() {}\n");
}

#[test]
fn value_function_without_else_is_left() {
    let before = "#[feature_toggle(\"x\")]\nfn f() -> Option<u32> {\n    new()\n}\n";
    let note = "`f` has no `else` and returns a value; write the body that it has without the toggle";
    check_notes(before, Keep::Off, before, &[(Level::Person, 2, note)]);
}

#[test]
fn outer_gate_takes_inner_ones_along() {
    check(
        "#[feature_toggle(\"x\", else = a())]\n#[feature_toggle(\"y\", else = b())]\nfn f() {\n    c()\n}\n",
        "#[feature_toggle(\"y\", else = b())]\nfn f() {\n    c()\n}\n",
        "fn f() {\n    a()\n}\n",
    );
    check(
        "#[feature_toggle(\"y\", else = b())]\n#[feature_toggle(\"x\", else = a())]\nfn f() {\n    c()\n}\n",
        "#[feature_toggle(\"y\", else = b())]\nfn f() {\n    c()\n}\n",
        "#[feature_toggle(\"y\", else = b())]\nfn f() {\n    a()\n}\n",
    );
}

#[test]
fn check_in_the_else_of_another_gate_is_folded() {
    check(
        "#[feature_toggle(\"y\", else = if enabled!(\"x\") { a } else { b })]\nfn f() -> u32 {\n    c()\n}\n",
        "#[feature_toggle(\"y\", else = a)]\nfn f() -> u32 {\n    c()\n}\n",
        "#[feature_toggle(\"y\", else = b)]\nfn f() -> u32 {\n    c()\n}\n",
    );
}

#[test]
fn gate_becomes_the_mark_of_inner_gates() {
    check(
        "#[feature_toggle(\"x\", else = old())]\nfn f() {\n    #[feature_toggle(\"y\")]\n    a();\n}\n",
        "#[feature_toggle]\nfn f() {\n    #[feature_toggle(\"y\")]\n    a();\n}\n",
        "fn f() {\n    old()\n}\n",
    );
    check(
        "#[toggle_runtime::feature_toggle(crate = a::b, \"x\")]\nfn f() {\n    #[feature_toggle(\"y\")]\n    a();\n}\n",
        "#[toggle_runtime::feature_toggle(crate = a::b)]\nfn f() {\n    #[feature_toggle(\"y\")]\n    a();\n}\n",
        "fn f() {}\n",
    );
}

#[test]
fn mark_without_inner_gates_goes() {
    check(
        "#[feature_toggle]\nfn f() {\n    #[feature_toggle(\"x\")]\n    a();\n    b();\n}\n",
        "fn f() {\n    a();\n    b();\n}\n",
        "fn f() {\n    b();\n}\n",
    );
}

#[test]
fn mark_with_other_inner_gates_stays() {
    check(
        "#[feature_toggle]\nfn f() {\n    #[feature_toggle(\"x\")]\n    a();\n    #[feature_toggle(\"y\")]\n    b();\n}\n",
        "#[feature_toggle]\nfn f() {\n    a();\n    #[feature_toggle(\"y\")]\n    b();\n}\n",
        "#[feature_toggle]\nfn f() {\n    #[feature_toggle(\"y\")]\n    b();\n}\n",
    );
}

#[test]
fn every_function_of_an_impl_gets_the_else() {
    check(
        "#[feature_toggle(\"x\", else = None)]\nimpl A {\n    fn a(&self) -> Option<u32> {\n        one()\n    }\n\n    const fn b() {}\n\n    fn c() -> Option<()> { two() }\n}\n",
        "impl A {\n    fn a(&self) -> Option<u32> {\n        one()\n    }\n\n    const fn b() {}\n\n    fn c() -> Option<()> { two() }\n}\n",
        "impl A {\n    fn a(&self) -> Option<u32> {\n        None\n    }\n\n    const fn b() {}\n\n    fn c() -> Option<()> {\n        None\n    }\n}\n",
    );
}

#[test]
fn functions_of_inner_modules_go_along() {
    check(
        "#[feature_toggle(\"x\")]\nmod a {\n    mod b {\n        fn f() {\n            one();\n        }\n    }\n}\n",
        "mod a {\n    mod b {\n        fn f() {\n            one();\n        }\n    }\n}\n",
        "mod a {\n    mod b {\n        fn f() {}\n    }\n}\n",
    );
}

#[test]
fn words_of_the_gate_go_along() {
    check(
        "#[feature_toggle(\"x\", else = old(), shadow, compare = |a, b| a == b, guard, for = &c)]\nfn f() -> u32 {\n    new()\n}\n",
        "fn f() -> u32 {\n    new()\n}\n",
        "fn f() -> u32 {\n    old()\n}\n",
    );
}

#[test]
fn lost_protection_is_noted() {
    let before = "#[feature_toggle(\n    \"x\",\n    guard,\n    shadow\n)]\nfn f() {\n    g();\n}\n";
    let notes = [
        (
            Level::Maybe,
            3,
            "the `guard` goes with the gate: its failures are not counted any more, and nothing rolls back",
        ),
        (Level::Maybe, 4, "the `shadow` goes with the gate: the two ways are not compared any more"),
    ];
    check_notes(before, Keep::On, "fn f() {\n    g();\n}\n", &notes);
    check_notes(before, Keep::Off, "fn f() {}\n", &notes);
    let stays = "#[feature_toggle(all(\"x\", \"y\"), guard)]\nfn f() {\n    g();\n}\n";
    check_notes(stays, Keep::On, &stays.replace("all(\"x\", \"y\")", "\"y\""), &[]);
}

#[test]
fn condition_keeps_its_other_toggles() {
    check(
        "#[feature_toggle(all(\"x\", \"y\", not(Z)), else = old())]\nfn f() {\n    new()\n}\n",
        "#[feature_toggle(all(\"y\", not(Z)), else = old())]\nfn f() {\n    new()\n}\n",
        "fn f() {\n    old()\n}\n",
    );
    check(
        "#[feature_toggle(any(not(\"y\"), flags::X), else = old())]\nfn f() {\n    new()\n}\n",
        "fn f() {\n    new()\n}\n",
        "#[feature_toggle(not(\"y\"), else = old())]\nfn f() {\n    new()\n}\n",
    );
    check(
        "#[feature_toggle(not(all(\"y\", any(\"x\", \"z\"))), else = old())]\nfn f() {\n    new()\n}\n",
        "#[feature_toggle(not(\"y\"), else = old())]\nfn f() {\n    new()\n}\n",
        "#[feature_toggle(not(all(\"y\", \"z\")), else = old())]\nfn f() {\n    new()\n}\n",
    );
}

#[test]
fn everything_else_in_the_file_is_kept() {
    check(
        "\u{feff}#!/usr/bin/env run\r\n// a\r\n#[inline] #[feature_toggle(\"x\", else = old())]\r\n#[must_use]\r\nfn f() -> u32 { 1 } // b\r\n\tfn  g( ){}\r\n",
        "\u{feff}#!/usr/bin/env run\r\n// a\r\n#[inline]\r\n#[must_use]\r\nfn f() -> u32 { 1 } // b\r\n\tfn  g( ){}\r\n",
        "\u{feff}#!/usr/bin/env run\r\n// a\r\n#[inline]\r\n#[must_use]\r\nfn f() -> u32 {\r\n\told()\r\n} // b\r\n\tfn  g( ){}\r\n",
    );
    check("#[feature_toggle(\"x\")] fn f() { a() }", "fn f() { a() }", "fn f() {}");
}

#[test]
fn gate_under_cfg_attr_is_left() {
    let before = "#[cfg_attr(unix, feature_toggle(\"x\"))]\nfn f() {}\n";
    let note = "a gate under `cfg_attr` is not edited; take it out of the attribute";
    check_notes(before, Keep::On, before, &[(Level::Person, 1, note)]);
}

#[test]
fn comment_in_the_attribute_is_noted() {
    let before = "#[feature_toggle(\"x\" /* why */)]\nfn f() {}\n";
    check_notes(before, Keep::On, "fn f() {}\n", &[(Level::Maybe, 1, "a comment in the attribute is removed with it")]);
}

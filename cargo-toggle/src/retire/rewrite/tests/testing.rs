//! Tests of both ways.

use super::{Keep, Level, check, check_notes};

#[test]
fn toggle_test_loses_the_toggle() {
    check(
        "#[toggle_test(\"x\", Y)]\nfn a() {}\n\n#[toggle_test(\"y\", X)]\nfn b() {}\n",
        "#[toggle_test(Y)]\nfn a() {}\n\n#[toggle_test(\"y\")]\nfn b() {}\n",
        "#[toggle_test(Y)]\nfn a() {}\n\n#[toggle_test(\"y\")]\nfn b() {}\n",
    );
}

#[test]
fn toggle_test_of_one_becomes_a_test() {
    let plain = "#[test]\nfn a() {}\n";
    check("#[toggle_test(\"x\")]\nfn a() {}\n", plain, plain);
    let other = "#[tokio::test]\nasync fn a() {}\n";
    check("#[toggle_test(X)]\n#[tokio::test]\nasync fn a() {}\n", other, other);
}

#[test]
fn call_that_sets_the_value_leaves_its_chain() {
    let call = "fn a() {\n    scope().key(\"k\").set(\"x\", true).set(\"y\", false).run(|| b());\n}\n";
    check_notes(call, Keep::On, "fn a() {\n    scope().key(\"k\").set(\"y\", false).run(|| b());\n}\n", &[]);
    let call = "fn a() {\n    scope().try_set(&X, false)?.run(|| b());\n}\n";
    check_notes(call, Keep::Off, "fn a() {\n    scope().run(|| b());\n}\n", &[]);
}

#[test]
fn test_of_the_other_value_is_left() {
    let call = "fn a() {\n    scope().set(\"x\", false).run(|| b());\n}\n";
    let note = "`a` sets the toggle to a value that is gone; remove the test or the call";
    check_notes(call, Keep::On, call, &[(Level::Person, 2, note)]);
}

#[test]
fn method_of_another_type_is_not_touched() {
    let call = "fn a() {\n    settings().set(\"x\", true);\n}\n";
    check(call, call, call);
}

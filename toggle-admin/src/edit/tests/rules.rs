//! Rules and environments.

use super::{TWO, check_rules, table, two};
use crate::edit::request::Request;

#[test]
fn rules_replace_a_state() {
    let check = |text: &str, expected: &str| check_rules(text, &two(), None, &expected.replace("TWO\n", TWO));
    check("", "[a]\nTWO\n");
    check("# about a\na = false # dark", "# about a\n[a]  # dark\nTWO\n");
    check("b = 1\na = false\n# about c\n[c]\n", "b = 1\n\n[a]\nTWO\n\n# about c\n[c]\n");
    for state in ["a = false\nb = 1\n", "a = { rules = [] }\nb = 1\n", "a.rules = []\nb = 1", "b = 1\n\n[[a.rules]]\n"]
    {
        check(state, "b = 1\n\n[a]\nTWO\n");
    }
    check(
        "a = 1\nb = 1\n[c]\n\n# staff\n[segment.staff]\nx = 1\n[environment.x]\n",
        "b = 1\n[c]\n\n[a]\nTWO\n\n# staff\n[segment.staff]\nx = 1\n[environment.x]\n",
    );
    check("#:schema x\n[segment.s]\n", "#:schema x\n\n[a]\nTWO\n\n[segment.s]\n");
}

#[test]
fn rules_replace_rules() {
    let check = |text: &str, expected: &str| {
        let two_of = |text: &str| text.replace("TWO\n", TWO);
        check_rules(&two_of(text), &two(), None, &two_of(expected));
    };
    check(
        "b = 1\n# about a\n[ a ] # dark\n# in a\nrules = [\n  { x = 1 }, # one\n]\n\n# about c\n[c]\n",
        "b = 1\n# about a\n[ a ] # dark\nTWO\n\n# about c\n[c]\n",
    );
    check("[a]\nx = 1\n[b]\n[a.y]\n[c]\n", "[a]\nTWO\n[b]\n[c]\n");
    check("[a]\nTWO\n", "[a]\nTWO\n");
    let crlf = format!("[a]\n{TWO}[b]\n").replace('\n', "\r\n");
    check_rules("[a]\r\nx = 1\r\n[b]\r\n", &two(), None, &crlf);
    let one = Request::Table(table(&["{ rollout = 25 }"], &[]));
    check_rules("", &one, None, "[a]\nrules = [{ rollout = 25 }]\n");
}

#[test]
fn state_is_set_in_environment_section() {
    let on = Request::Plain("true".to_owned());
    let check = |text: &str, expected: &str| {
        let environment = |text: &str| text.replace("STAGE", "environment.\"eu 1\"");
        check_rules(&environment(text), &on, Some("eu 1"), &environment(expected));
    };
    check("", "[STAGE]\na = true\n");
    check("a = false\n", "a = false\n\n[STAGE]\na = true\n");
    check("[STAGE]\n", "[STAGE]\na = true\n");
    check("[STAGE] # x\nb = 1 # y\n\n[c]\n", "[STAGE] # x\nb = 1 # y\na = true\n\n[c]\n");
    check("[STAGE]\nb = 1\na = false # y\n", "[STAGE]\nb = 1\na = true # y\n");
    check("STAGE.a = false\n", "STAGE.a = true\n");
    check("environment = { 'eu 1' = { a = false, b = 1 } }", "environment = { 'eu 1' = { a = true, b = 1 } }");
    check("[STAGE.a]\nx = 1\n", "[STAGE]\na = true\n");
    check("# b\n[STAGE.b]\nx = 1\n", "[STAGE]\na = true\n\n# b\n[STAGE.b]\nx = 1\n");
}

#[test]
fn rules_are_set_in_environment_section() {
    let check = |text: &str, expected: &str| {
        let environment = |text: &str| text.replace("STAGE", "environment.prod").replace("TWO\n", TWO);
        check_rules(&environment(text), &two(), Some("prod"), &environment(expected));
    };
    check("", "[STAGE.a]\nTWO\n");
    check("[STAGE]\na = true\n[b]\n", "[STAGE]\n\n[STAGE.a]\nTWO\n\n[b]\n");
    check("[STAGE]\nb = true\n[b]\n", "[STAGE]\nb = true\n\n[STAGE.a]\nTWO\n\n[b]\n");
    check("[STAGE.a]\nx = 1\n[b]\n", "[STAGE.a]\nTWO\n[b]\n");
    check("[a]\nx = 1\n[environment.other.a]\n", "[a]\nx = 1\n[environment.other.a]\n\n[STAGE.a]\nTWO\n");
}

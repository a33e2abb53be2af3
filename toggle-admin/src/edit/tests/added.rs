//! Edits that add rules to existing ones.

use super::{check_rules, table};
use crate::edit::request::{End, Request};

/// Checks a text after two more rules, above the existing ones and below them.
#[track_caller]
fn check_more(text: &str, front: &str, back: &str) {
    let rules = table(&["{ x = 1 }", "{ y = 2 }"], &[]);
    check_rules(text, &Request::More(rules.clone(), End::Front), None, front);
    check_rules(text, &Request::More(rules, End::Back), None, back);
}

#[test]
fn rules_are_added_to_rules() {
    let both = "[a]\nrules = [\n  { x = 1 },\n  { y = 2 },\n]\n";
    check_more("", both, both);
    check_more("[a]\nrules = []\n", both, both);
    let with_more = format!("{both}otherwise = 'on'\n");
    check_more("[a]\notherwise = 'on'\n", &with_more, &with_more);
    check_more(
        "[a]\nrules = [{ z = 3 }] # c\n",
        "[a]\nrules = [{ x = 1 }, { y = 2 }, { z = 3 }] # c\n",
        "[a]\nrules = [{ z = 3 }, { x = 1 }, { y = 2 }] # c\n",
    );
    check_more(
        "a = { rules = [ { z = 3 }, ] }",
        "a = { rules = [ { x = 1 }, { y = 2 }, { z = 3 }, ] }",
        "a = { rules = [ { z = 3 }, { x = 1 }, { y = 2 }, ] }",
    );
}

#[test]
fn rules_are_added_to_other_keys() {
    let both = "[\n  { x = 1 },\n  { y = 2 },\n]";
    let check = |text: &str, expected: &str| {
        let expected = expected.replace("BOTH", both);
        check_more(text, &expected, &expected);
    };
    check("a = { otherwise = 'on' } # c", "a = { rules = [{ x = 1 }, { y = 2 }], otherwise = 'on' } # c");
    check("a = {guard={}}", "a = {rules = [{ x = 1 }, { y = 2 }], guard={}}");
    check("a = {  }", "a = { rules = [{ x = 1 }, { y = 2 }] }");
    check(
        "a = {\n  # the budget, at first\n  guard = { failures = 5 }, # 5, not 6\n}\n",
        "a = {\n  rules = [{ x = 1 }, { y = 2 }],\n  # the budget, at first\n  guard = { failures = 5 }, # 5, not 6\n}\n",
    );
    check("a.otherwise = 'on'\nb = 1", "a.otherwise = 'on'\na.rules = BOTH\nb = 1");
    check("b = 1\n  a.guard.failures = 1", "b = 1\n  a.guard.failures = 1\n  a.rules = BOTH\n");
    check("# c\n[a.guard]\nfailures = 1\n", "[a]\nrules = BOTH\n\n# c\n[a.guard]\nfailures = 1\n");
}

#[test]
fn rules_are_added_on_separate_lines() {
    check_more(
        "[a]\nrules = [ # all\n    # three\n    { z = 3 }, # 3, 4\n    # the end\n]\n",
        "[a]\nrules = [ # all\n    { x = 1 },\n    { y = 2 },\n    # three\n    { z = 3 }, # 3, 4\n    # the end\n]\n",
        "[a]\nrules = [ # all\n    # three\n    { z = 3 }, # 3, 4\n    { x = 1 },\n    { y = 2 },\n    # the end\n]\n",
    );
    check_more(
        "[a]\nrules = [\n{ z = 3 } # 3, 4\n]\n",
        "[a]\nrules = [\n{ x = 1 },\n{ y = 2 },\n{ z = 3 } # 3, 4\n]\n",
        "[a]\nrules = [\n{ z = 3 }, # 3, 4\n{ x = 1 },\n{ y = 2 },\n]\n",
    );
    check_more(
        "[a]\nrules = [{ z = 3 },\n  { w = 4 }]",
        "[a]\nrules = [{ x = 1 }, { y = 2 }, { z = 3 },\n  { w = 4 }]",
        "[a]\nrules = [{ z = 3 },\n  { w = 4 },\n  { x = 1 },\n  { y = 2 }]",
    );
}

#[test]
fn rules_are_added_to_a_state() {
    let added = |end| Request::More(table(&["{ x = 1 }"], &[]), end);
    check_rules("a = 'no'", &added(End::Back), None, "[a]\nrules = [{ x = 1 }]\notherwise = \"off\"\n");
    let quarter = "[a]\nrules = [\n  { rollout = 25 },\n  { x = 1 },\n]\notherwise = \"off\"\n";
    check_rules("a = '25%'", &added(End::Back), None, quarter);
    let quarter = "[a]\nrules = [\n  { x = 1 },\n  { rollout = 25 },\n]\notherwise = \"off\"\n";
    check_rules("a = '25%'", &added(End::Front), None, quarter);
}

#[test]
fn other_keys_are_replaced_and_added() {
    let more = Request::More(table(&[], &[("salt", "\"x\""), ("otherwise", "\"on\"")]), End::Back);
    let text = "[a]\n# all\nrules = [{ x = 1 }]\notherwise = 'off' # not yet\n\n[b]\n";
    let expected = "[a]\n# all\nrules = [{ x = 1 }]\notherwise = \"on\" # not yet\nsalt = \"x\"\n\n[b]\n";
    check_rules(text, &more, None, expected);
    check_rules("[a]", &more, None, "[a]\notherwise = \"on\"\nsalt = \"x\"\n");
    let both = "otherwise = \"on\", salt = \"x\"";
    check_rules("a = { rules = [] }", &more, None, &format!("a = {{ rules = [], {both} }}"));
    check_rules(
        "a = { salt = 'y', rules = [], }",
        &more,
        None,
        "a = { salt = \"x\", rules = [], otherwise = \"on\", }",
    );
    check_rules("a.rules = []\n", &more, None, "a.rules = []\na.otherwise = \"on\"\na.salt = \"x\"\n");
}

#[test]
fn otherwise_replaces_the_key_shadow() {
    let more = Request::More(table(&[], &[("otherwise", "\"on\"")]), End::Back);
    let check = |text: &str, expected: &str| check_rules(text, &more, None, expected);
    check("[a]\nshadow = 5 # c\nsalt = 'x'\n", "[a]\nsalt = 'x'\notherwise = \"on\"\n");
    check("[a]\nshadow = 5\notherwise = 'off'\n", "[a]\notherwise = \"on\"\n");
    check("a = { shadow = 5 }", "a = { otherwise = \"on\" }");
    check("a = { shadow-limit = '1s', shadow = 5 }", "a = { shadow-limit = '1s', otherwise = \"on\" }");
    check("a.shadow = '5%'\n", "a.otherwise = \"on\"\n");
}

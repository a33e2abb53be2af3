//! Edits that keep monitoring keys.

use toggle_syntax::Type;

use super::{TWO, check, check_rules, two};
use crate::edit::{current::EntryContent, document::is_right, refusal::parse, request::Request, slot::Slot};

/// Checks a text after its toggle is set to each of these states.
#[track_caller]
fn check_states(text: &str, on: &str, quarter: &str, shadow: &str) {
    for (state, expected) in [("true", on), ("\"25%\"", quarter), ("\"shadow 5%\"", shadow)] {
        check_rules(text, &Request::Plain(state.to_owned()), None, expected);
    }
}

#[test]
fn monitoring_keys_stay_in_a_one_line_table() {
    check_states(
        "a = { rules = [{ x = 1 }], otherwise='off', guard={ failures = 5 }, observe = true } # dark",
        "a = { otherwise=true, guard={ failures = 5 }, observe = true } # dark",
        "a = { rules = [{ rollout = 25 }], otherwise=\"off\", guard={ failures = 5 }, observe = true } # dark",
        "a = { otherwise=\"shadow 5%\", guard={ failures = 5 }, observe = true } # dark",
    );
    check_states(
        "a = { guard.failures = 5, guard.over = '1m' }",
        "a = { otherwise = true, guard.failures = 5, guard.over = '1m' }",
        "a = { rules = [{ rollout = 25 }], otherwise = \"off\", guard.failures = 5, guard.over = '1m' }",
        "a = { otherwise = \"shadow 5%\", guard.failures = 5, guard.over = '1m' }",
    );
    check_states(
        "a = { observe = true, x.y = 1, shadow = 6, x.z = 2 }",
        "a = { observe = true, otherwise = true }",
        "a = { rules = [{ rollout = 25 }], observe = true, otherwise = \"off\" }",
        "a = { observe = true, otherwise = \"shadow 5%\" }",
    );
}

#[test]
fn monitoring_keys_stay_in_a_multi_line_table() {
    let watched = "  # the budget\n  guard = { failures = 5 }, # 5, not 6\n  observe = true # all\n}\n";
    let of = |what: &str| format!("a = {{\n{what}{watched}");
    check_states(
        &of("  rules = [\n    { x = 1 },\n  ], # one\n  salt = 'x',\n"),
        &of("  otherwise = true,\n"),
        &of("  rules = [{ rollout = 25 }], # one\n  otherwise = \"off\",\n"),
        &of("  otherwise = \"shadow 5%\",\n"),
    );
    check_states(
        &of(""),
        &of("  otherwise = true,\n"),
        &of("  rules = [{ rollout = 25 }],\n  otherwise = \"off\",\n"),
        &of("  otherwise = \"shadow 5%\",\n"),
    );
}

#[test]
fn monitoring_keys_stay_below_a_header() {
    let watched = "# the budget\nguard = { failures = 5 } # 5, not 6\n\n[a.observe] # all\nevents = 1\n\n[b]\n";
    let of = |what: &str| format!("# about a\n[a] # dark\n{what}{watched}");
    check_states(
        &of("# why\nrules = [\n  { x = 1 },\n]\nrequires = ['b'] # first\n"),
        &of("# why\notherwise = true\n"),
        &of("# why\nrules = [{ rollout = 25 }]\notherwise = \"off\"\n"),
        &of("# why\notherwise = \"shadow 5%\"\n"),
    );
    check_states(
        &of(""),
        &of("otherwise = true\n"),
        &of("rules = [{ rollout = 25 }]\notherwise = \"off\"\n"),
        &of("otherwise = \"shadow 5%\"\n"),
    );
    let after = |what: &str| format!("[a]\n{what}\n[a.guard]\nfailures = 5\n\n[b]\n");
    check_states(
        "[[a.rules]]\nx = 1\n\n[a.guard]\nfailures = 5\n\n[[a.rules]]\ny = 2\n\n[b]\n",
        &after("otherwise = true\n"),
        &after("rules = [{ rollout = 25 }]\notherwise = \"off\"\n"),
        &after("otherwise = \"shadow 5%\"\n"),
    );
}

#[test]
fn monitoring_keys_stay_as_dotted_keys() {
    check_states(
        "# about a\na.guard = { failures = 5 } # 5, not 6\na.rules = [{ x = 1 }]\nb = 1\n",
        "# about a\na.guard = { failures = 5 } # 5, not 6\na.otherwise = true\nb = 1\n",
        "# about a\na.guard = { failures = 5 } # 5, not 6\na.rules = [{ rollout = 25 }]\na.otherwise = \"off\"\nb = 1\n",
        "# about a\na.guard = { failures = 5 } # 5, not 6\na.otherwise = \"shadow 5%\"\nb = 1\n",
    );
}

#[test]
fn monitoring_keys_stay_when_rules_are_replaced() {
    let check = |text: &str, expected: &str| check_rules(text, &two(), None, &expected.replace("TWO\n", TWO));
    check("[a]\nfrom = 2026-12-01\nguard = { failures = 5 }\n", "[a]\nTWO\nguard = { failures = 5 }\n");
    check(
        "a = { shadow-limit = '1s' }",
        "a = { rules = [{ segment = \"staff\" }, {rollout = 25}], otherwise = \"off\", salt = \"x\", shadow-limit = '1s' }",
    );
    check(
        "a = { shadow-values = false }",
        "a = { rules = [{ segment = \"staff\" }, {rollout = 25}], otherwise = \"off\", salt = \"x\", shadow-values = false }",
    );
}

#[test]
fn monitoring_keys_stay_in_environment_section() {
    let check = |text: &str, expected: &str| {
        check_rules(text, &Request::Plain("false".to_owned()), Some("p"), expected);
    };
    let guard = "guard = { failures = 5 }";
    check(
        &format!("[environment]\np = {{ a = {{ salt = 'x', {guard} }}, b = 1 }}\n"),
        &format!("[environment]\np = {{ a = {{ otherwise = false, {guard} }}, b = 1 }}\n"),
    );
    check(
        &format!("[environment.p.a]\n{guard}\n[a]\nsalt = 'x'\n"),
        &format!("[environment.p.a]\notherwise = false\n{guard}\n[a]\nsalt = 'x'\n"),
    );
    check(
        &format!("[environment]\n  p.a.{guard}\n"),
        &format!("[environment]\n  p.a.{guard}\n  p.a.otherwise = false\n"),
    );
}

#[test]
fn equal_state_of_monitored_toggle_is_unchanged() {
    for text in [
        "a = { otherwise = 'Shadow 5.0%', observe = true }",
        "a = { shadow = 5, observe = true }",
        "[a]\nobserve = true\nshadow = '5%'\n",
    ] {
        check(text, "a=\"shadow 5%\"", text);
    }
    let text = "a = { rules = [ { rollout=25 } ], otherwise = false, observe = true }";
    check(text, "a=\"25%\"", text);
    check("a = { otherwise = 'YES', guard = {} }", "a=on", "a = { otherwise = 'YES', guard = {} }");
}

#[test]
fn removed_entry_loses_its_monitoring_keys() {
    check("a = { guard = { failures = 5 } }\nb = 1\n", "a", "b = 1\n");
    check("[a.guard]\nfailures = 5\n[b]\n", "a", "[b]\n");
}

#[test]
fn text_without_monitoring_keys_is_wrong() {
    let is_right = |edited: &str| {
        let slot = Slot { name: "a", ty: &Type::OnOff, environment: None };
        let before = parse("a = { otherwise = 'off', guard = { failures = 5 } }").expect("it is TOML");
        let document = parse(edited).expect("it is TOML");
        let after =
            slot.find(&document, edited).expect("it is there").map(|entry| EntryContent::of(entry.item, slot.ty));
        is_right(&before, edited, slot, after.as_ref())
    };
    assert!(is_right("a = { otherwise = 'on', guard.failures = 5 }"));
    assert!(!is_right("a = true"));
    assert!(!is_right("a = { otherwise = 'on', guard = { failures = 6 } }"));
}

use toggle_syntax::Type;

use super::{
    document::{Edited, NOTHING, edit, is_right},
    refusal::{Refusal, parse},
    said::{Said, Table},
    slot::Slot,
    wanted::{End, Wanted},
};

#[track_caller]
fn check(text: &str, change: &str, expected: &str) {
    let edited = change_of(text, change).expect("the text can be edited");
    assert_eq!(edited.text, expected);
}

#[track_caller]
fn refused(text: &str, change: &str, expected: &str) {
    let refusal = change_of(text, change).expect_err("the text cannot be edited");
    assert_eq!(refusal.to_string(), expected);
}

/// `name=on`, or `name` to unset it.
fn change_of(text: &str, change: &str) -> Result<Edited, Refusal> {
    let (name, state) = change.split_once('=').map_or((change, None), |(name, state)| (name, Some(state)));
    let wanted = state.map(|state| match state {
        "on" => Wanted::Plain("true".to_owned()),
        "off" => Wanted::Plain("false".to_owned()),
        literal => Wanted::Plain(literal.to_owned()),
    });
    edit(text, Slot { name, ty: &Type::OnOff, stage: None }, wanted.as_ref())
}

#[test]
fn only_the_value_is_exchanged() {
    check("a = false\n", "a=on", "a = true\n");
    check("a=true", "a=off", "a=false");
    check("# top\n\n  a   =  false  # dark\nb = true\n", "a=on", "# top\n\n  a   =  true  # dark\nb = true\n");
    check("\"a\" = false\n'b'=true", "a=on", "\"a\" = true\n'b'=true");
    check("a = \"off\" # word\n", "a=on", "a = true # word\n");
    check("a = '''\noff'''\nb = true\n", "a=on", "a = true\nb = true\n");
    check("\"search.v2\" = false\n[a]\nb = false\n", "search.v2=on", "\"search.v2\" = true\n[a]\nb = false\n");
    check("\"\\u0061\" = false\n", "a=on", "\"\\u0061\" = true\n");
    check("a = false\n[b]\na = false\n", "a=on", "a = true\n[b]\na = false\n");
}

#[test]
fn what_it_already_says_stays_as_it_is_written() {
    check("a = \"ON\"  # loud", "a=on", "a = \"ON\"  # loud");
    check("a = true", "a=on", "a = true");
    check("a = true", "b", "a = true");
    check("", "b", "");
    let edited = change_of("a = \"ON\"", "a=on").expect("the text can be edited");
    assert_eq!(edited.before, Some(Said::Plain("true".to_owned())));
}

#[test]
fn a_new_entry_goes_below_the_last() {
    check("", "a=on", "a = true\n");
    check("b = true", "a=on", "b = true\na = true\n");
    check("b = true\n", "a=on", "b = true\na = true\n");
    check("b = true # dark", "a=on", "b = true # dark\na = true\n");
    check("b = true\n\n# the end", "a=on", "b = true\na = true\n\n# the end");
    check("b = true\n[t]\nc = true\n", "a=on", "b = true\na = true\n[t]\nc = true\n");
    check("b = true\n\n# about t\n[t]\nc = 1\n", "a=on", "b = true\na = true\n\n# about t\n[t]\nc = 1\n");
    check("b = [\n  1, # one\n]\n# c\n", "a=on", "b = [\n  1, # one\n]\na = true\n# c\n");
    check("b.c = { x = 1 }\nb.d.e = 1\n[t]\n", "a=on", "b.c = { x = 1 }\nb.d.e = 1\na = true\n[t]\n");
    check("b.c = 1\n[b.d]\ne = 1\n", "a=on", "b.c = 1\na = true\n[b.d]\ne = 1\n");
    check("b = true\n", "search.v2=off", "b = true\n\"search.v2\" = false\n");
}

#[test]
fn a_comment_never_swallows_the_new_entry() {
    check("# none yet", "a=on", "# none yet\na = true\n");
    check("# none yet\n", "a=on", "# none yet\na = true\n");
    check("# none yet\n\n# really\n", "a=on", "# none yet\n\n# really\na = true\n");
    check("  ", "a=on", "  \na = true\n");
}

#[test]
fn the_first_entry_goes_above_all_tables() {
    check("[t]\nb = true\n", "a=on", "a = true\n\n[t]\nb = true\n");
    check("# about t\n[t]\n", "a=on", "a = true\n\n# about t\n[t]\n");
    check("# top\n\n# about t\n  [[t]]\n", "a=on", "# top\n\na = true\n\n# about t\n  [[t]]\n");
}

#[test]
fn a_removed_entry_takes_its_line() {
    check("a = true\nb = true\n", "a", "b = true\n");
    check("a = true\nb = true", "b", "a = true\n");
    check("# top\n\n# about a\n  a = true # dark\n\nb = true\n", "a", "# top\n\n# about a\n\nb = true\n");
    check("a = \"\"\"\non\"\"\" # two lines\nb = true\n", "a", "b = true\n");
    check("a = true\n[t]\na = true\n", "a", "[t]\na = true\n");
}

#[test]
fn nothing_left_is_a_comment() {
    check("a = true\n", "a", &format!("{NOTHING}\n"));
    check("a = true", "a", &format!("{NOTHING}\n"));
    check("\n  a = true\r\n\n", "a", &format!("\n{NOTHING}\n\n"));
    check("\u{feff}a = true\r\n", "a", &format!("\u{feff}{NOTHING}\r\n"));
    check("# top\na = true\n", "a", "# top\n");
    check(&format!("{NOTHING}\n"), "a=on", &format!("{NOTHING}\na = true\n"));
}

#[test]
fn the_byte_order_mark_and_line_ends_stay() {
    check("\u{feff}a = false\r\nb = true\r\n", "a=on", "\u{feff}a = true\r\nb = true\r\n");
    check("\u{feff}b = true\r\n", "a=on", "\u{feff}b = true\r\na = true\r\n");
    check("\u{feff}", "a=on", "\u{feff}a = true\n");
    check("# x\r\n[t]\r\n", "a=on", "a = true\r\n\r\n# x\r\n[t]\r\n");
    check("a = true\r\nb = true\r\n", "a", "b = true\r\n");
    check("# x\r\nb = true", "a=on", "# x\r\nb = true\r\na = true\r\n");
}

#[test]
fn a_shadow_is_neither_on_nor_off() {
    check("a = true # dark\n", "a=\"shadow 5%\"", "a = \"shadow 5%\" # dark\n");
    check("a = \"shadow 5%\"\n", "a=off", "a = false\n");
    check("a = \"shadow 5%\"\n", "a=\"shadow\"", "a = \"shadow\"\n");
    check("a = 'Shadow 5.0%'\n", "a=\"shadow 5%\"", "a = 'Shadow 5.0%'\n");
    check("a = 'SHADOW 100%'\n", "a=\"shadow\"", "a = 'SHADOW 100%'\n");
}

#[test]
fn whatever_stands_there_makes_way() {
    for other in ["1", "0.5", "2026-11-23", "[true]", "[\n  true, # x\n]", "{ percent = 25 }", "'25%'"] {
        check(&format!("a = {other} # dark\n"), "a=on", "a = true # dark\n");
        check(&format!("a = {other} # dark\nb = true\n"), "a", "b = true\n");
    }
    check("a = true # dark\n", "a=\"25%\"", "a = \"25%\" # dark\n");
    check("a.percent = 25\n", "a=on", "a = true\n");
    check("a.x = 1 # one\nb = true\na.y = 2\n", "a=on", "b = true\na = true\n");
    check(
        "b = true\n\n# about a\n[a] # x\n# in a\nx = 1\n\ny = 2\n\n# about c\n[c]\n",
        "a=on",
        "b = true\na = true\n\n# about a\n\n# about c\n[c]\n",
    );
}

#[test]
fn a_removed_table_takes_all_of_its_lines() {
    check("[a]\nx = 1\n\n[b]\n", "a", "[b]\n");
    check("[b]\n\n[a]\nx = 1\n\n[c]\n", "a", "[b]\n\n[c]\n");
    check("[b]\nx = 1\n\n[a]\nx = 1\n", "a", "[b]\nx = 1\n");
    check("# about a\n[a]\nx = 1\n# the end\n[c]\n", "a", "# about a\n# the end\n[c]\n");
    check(
        "[b]\n\n[[a.rules]]\nx = '''\n[b]\n'''\n[a.rules.when]\ny = 1\n# left\n[[a.rules]]\n[c]\n",
        "a",
        "[b]\n\n[c]\n",
    );
    check("[a.x]\ny = 1\n[b]\n[a]\nz = 1\n[c]\n", "a", "[b]\n[c]\n");
    check("[a]\nx = 1\n", "a", &format!("{NOTHING}\n"));
    check("a.x = 1\n[b]\nx.y = 1\n", "a", "[b]\nx.y = 1\n");
}

/// Where this stands, what is said of `a` is no longer what was.
#[track_caller]
fn check_rules(text: &str, wanted: &Wanted, stage: Option<&str>, expected: &str) {
    let slot = Slot { name: "a", ty: &Type::OnOff, stage };
    let edited = edit(text, slot, Some(wanted)).expect("the text can be edited");
    assert_eq!(edited.text, expected);
    let again = edit(expected, slot, Some(wanted)).expect("the text can be edited");
    assert_eq!(again.before, edited.after);
}

fn table(rules: &[&str], others: &[(&str, &str)]) -> Table {
    let mut table = Table::default();
    table.rules = rules.iter().map(|&rule| rule.to_owned()).collect();
    for &(key, literal) in others {
        table.set(key, literal.to_owned());
    }
    table
}

fn two() -> Wanted {
    let others = [("salt", "\"x\""), ("otherwise", "\"off\"")];
    Wanted::Table(table(&["{ segment = \"staff\" }", "{rollout = 25}"], &others))
}

const TWO: &str = "rules = [\n  { segment = \"staff\" },\n  {rollout = 25},\n]\notherwise = \"off\"\nsalt = \"x\"\n";

#[test]
fn rules_take_the_place_of_a_state() {
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
fn rules_take_the_place_of_rules() {
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
    let one = Wanted::Table(table(&["{ rollout = 25 }"], &[]));
    check_rules("", &one, None, "[a]\nrules = [{ rollout = 25 }]\n");
}

#[test]
fn a_state_in_the_section_of_a_stage() {
    let on = Wanted::Plain("true".to_owned());
    let check = |text: &str, expected: &str| {
        let stage = |text: &str| text.replace("STAGE", "environment.\"eu 1\"");
        check_rules(&stage(text), &on, Some("eu 1"), &stage(expected));
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
fn rules_in_the_section_of_a_stage() {
    let check = |text: &str, expected: &str| {
        let stage = |text: &str| text.replace("STAGE", "environment.prod").replace("TWO\n", TWO);
        check_rules(&stage(text), &two(), Some("prod"), &stage(expected));
    };
    check("", "[STAGE.a]\nTWO\n");
    check("[STAGE]\na = true\n[b]\n", "[STAGE]\n\n[STAGE.a]\nTWO\n\n[b]\n");
    check("[STAGE]\nb = true\n[b]\n", "[STAGE]\nb = true\n\n[STAGE.a]\nTWO\n\n[b]\n");
    check("[STAGE.a]\nx = 1\n[b]\n", "[STAGE.a]\nTWO\n[b]\n");
    check("[a]\nx = 1\n[environment.other.a]\n", "[a]\nx = 1\n[environment.other.a]\n\n[STAGE.a]\nTWO\n");
}

/// What becomes of a text when its toggle is set to these states.
#[track_caller]
fn check_states(text: &str, on: &str, quarter: &str, shadow: &str) {
    for (state, expected) in [("true", on), ("\"25%\"", quarter), ("\"shadow 5%\"", shadow)] {
        check_rules(text, &Wanted::Plain(state.to_owned()), None, expected);
    }
}

#[test]
fn how_a_toggle_is_watched_stays_in_a_table_on_one_line() {
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
fn how_a_toggle_is_watched_stays_in_a_table_on_several_lines() {
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
fn how_a_toggle_is_watched_stays_below_a_header() {
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
fn how_a_toggle_is_watched_stays_with_dotted_keys() {
    check_states(
        "# about a\na.guard = { failures = 5 } # 5, not 6\na.rules = [{ x = 1 }]\nb = 1\n",
        "# about a\na.guard = { failures = 5 } # 5, not 6\na.otherwise = true\nb = 1\n",
        "# about a\na.guard = { failures = 5 } # 5, not 6\na.rules = [{ rollout = 25 }]\na.otherwise = \"off\"\nb = 1\n",
        "# about a\na.guard = { failures = 5 } # 5, not 6\na.otherwise = \"shadow 5%\"\nb = 1\n",
    );
}

#[test]
fn how_a_toggle_is_watched_stays_where_rules_are_exchanged() {
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
fn how_a_toggle_is_watched_stays_in_the_section_of_a_stage() {
    let check = |text: &str, expected: &str| {
        check_rules(text, &Wanted::Plain("false".to_owned()), Some("p"), expected);
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
fn a_state_that_a_watched_toggle_is_in_stays_as_it_is_written() {
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
fn a_removed_entry_takes_along_how_it_is_watched() {
    check("a = { guard = { failures = 5 } }\nb = 1\n", "a", "b = 1\n");
    check("[a.guard]\nfailures = 5\n[b]\n", "a", "[b]\n");
}

#[test]
fn a_text_that_has_lost_how_a_toggle_is_watched_is_wrong() {
    let is_right = |edited: &str| {
        let slot = Slot { name: "a", ty: &Type::OnOff, stage: None };
        let before = parse("a = { otherwise = 'off', guard = { failures = 5 } }").expect("it is TOML");
        let document = parse(edited).expect("it is TOML");
        let after = slot.find(&document, edited).expect("it is there").map(|entry| Said::of(entry.item, slot.ty));
        is_right(&before, edited, slot, after.as_ref())
    };
    assert!(is_right("a = { otherwise = 'on', guard.failures = 5 }"));
    assert!(!is_right("a = true"));
    assert!(!is_right("a = { otherwise = 'on', guard = { failures = 6 } }"));
}

/// What becomes of a text with two rules more, above those that are there and below them.
#[track_caller]
fn check_more(text: &str, front: &str, back: &str) {
    let rules = table(&["{ x = 1 }", "{ y = 2 }"], &[]);
    check_rules(text, &Wanted::More(rules.clone(), End::Front), None, front);
    check_rules(text, &Wanted::More(rules, End::Back), None, back);
}

#[test]
fn rules_are_added() {
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
fn rules_are_added_where_there_are_none() {
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
fn rules_are_added_on_lines_of_their_own() {
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
    let added = |end| Wanted::More(table(&["{ x = 1 }"], &[]), end);
    check_rules("a = 'no'", &added(End::Back), None, "[a]\nrules = [{ x = 1 }]\notherwise = \"off\"\n");
    let quarter = "[a]\nrules = [\n  { rollout = 25 },\n  { x = 1 },\n]\notherwise = \"off\"\n";
    check_rules("a = '25%'", &added(End::Back), None, quarter);
    let quarter = "[a]\nrules = [\n  { x = 1 },\n  { rollout = 25 },\n]\notherwise = \"off\"\n";
    check_rules("a = '25%'", &added(End::Front), None, quarter);
}

#[test]
fn other_keys_are_exchanged_and_added() {
    let more = Wanted::More(table(&[], &[("salt", "\"x\""), ("otherwise", "\"on\"")]), End::Back);
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
fn the_key_shadow_makes_way_for_otherwise() {
    let more = Wanted::More(table(&[], &[("otherwise", "\"on\"")]), End::Back);
    let check = |text: &str, expected: &str| check_rules(text, &more, None, expected);
    check("[a]\nshadow = 5 # c\nsalt = 'x'\n", "[a]\nsalt = 'x'\notherwise = \"on\"\n");
    check("[a]\nshadow = 5\notherwise = 'off'\n", "[a]\notherwise = \"on\"\n");
    check("a = { shadow = 5 }", "a = { otherwise = \"on\" }");
    check("a = { shadow-limit = '1s', shadow = 5 }", "a = { shadow-limit = '1s', otherwise = \"on\" }");
    check("a.shadow = '5%'\n", "a.otherwise = \"on\"\n");
}

#[test]
fn what_cannot_be_edited_without_a_loss_is_refused() {
    let refused = |text: &str, wanted: Option<&Wanted>, stage, at: &str| {
        let refusal = edit(text, Slot { name: "a", ty: &Type::OnOff, stage }, wanted).expect_err("it is refused");
        let by_hand = "this file cannot be edited safely; change `a` by hand";
        assert_eq!(refusal.to_string(), format!("{at}: {by_hand}"));
    };
    let on = Wanted::Plain("true".to_owned());
    refused("[environment]\nx = { a = true, b = true }\n", None, Some("x"), "2:7");
    refused("[environment]\nx = { b = true }\n", Some(&on), Some("x"), "1:1");
    refused("environment.x.b = true\n", Some(&on), Some("x"), "1:1");
    refused("environment.x = true\n", Some(&on), Some("x"), "1:1");
    let more = Wanted::More(table(&["{ x = 1 }"], &[]), End::Back);
    refused("[[a.rules]]\nx = 1\n", Some(&more), None, "1:3");
    refused("a = { # nothing\n}\n", Some(&more), None, "1:1");
    refused("environment.p = { a.salt = 'x', b = 1 }\n", Some(&more), Some("p"), "1:19");
}

#[test]
fn a_section_is_no_toggle() {
    let because = "2:2: `segment` is a section of this file, and cannot be a toggle in it, too";
    for change in ["segment", "segment=on"] {
        refused("b = 1\n[segment.staff]\n", change, because);
    }
    check("environment = false\n", "environment=on", "environment = true\n");
}

#[test]
fn a_name_that_lacks_its_quotes_is_refused() {
    let because = |at| format!("{at}: without quotes, `search.v2` is in a table; write \"search.v2\"");
    refused("search.v2 = true", "search.v2=on", &because("1:1"));
    refused("# x\n[search]\nv2 = true", "search.v2", &because("2:2"));
    check("search.v1 = true\n", "search.v2=on", "search.v1 = true\n\"search.v2\" = true\n");
}

#[test]
fn what_is_not_toml_is_refused_with_its_place() {
    refused("a = true\nb = ture\n", "a=on", "2:5: invalid boolean, expected `true`");
    refused("\u{feff}\"é\" = tru", "a=on", "1:7: invalid boolean, expected `true`");
    for text in ["a = true\na = false\n", "a = ", "\0", "<<<<<<< HEAD\n", "a = true\rb = true"] {
        change_of(text, "a=on").expect_err("it is not TOML");
    }
    change_of(&format!("a = {}", "[".repeat(100_000)), "a=on").expect_err("it is too deep");
}

#[test]
fn the_name_that_was_meant_is_found() {
    let nearest = |change| change_of("new-checkout = true\nmail = true\n", change).expect("it is TOML").nearest;
    assert_eq!(nearest("new-chekout"), Some("new-checkout".to_owned()));
    assert_eq!(nearest("payments"), None);
    assert_eq!(nearest("new-chekout=on"), Some("new-checkout".to_owned()));
    assert_eq!(nearest("new-checkout=off"), None);
}

/// Parts of files. What is marked with `keep` is not about `a`, and with `watch` about how that is watched.
const PARTS: &[&str] = &[
    "a = true\n",
    "a = \"25%\" # dark\n",
    "a = { rules = [{ x = 1 }], otherwise = \"off\" }\n",
    "a.rules = [{ x = 1 }]\n",
    "a.otherwise = \"on\"\n",
    "[a]\nrules = [\n  { x = 1 }, # one\n  { y = 2 } # two\n]\n",
    "[a] # header\n# inside\notherwise = \"off\"\nwhen.x = 1\n",
    "[[a.rules]]\nx = '''\n[b]\n'''\n",
    "[a.rules.when]\ny = 1\n",
    "a = { rules = [{ x = 1 }], guard = { failures = 5 } }\n",
    "a = {\n  # the budget\n  guard = { failures = 5 }, # 5, not 6\n  salt = 'x', # salt\n}\n",
    "a.observe = true\n",
    "[a]\nrules = [{ x = 1 }]\n# the limit # watch\nshadow-limit = '1s' # watch\nshadow = 5\n",
    "[a.guard] # watch\nfailures = 5 # watch\n",
    "[environment.p.a]\nobserve = { events = 1 } # watch\nfrom = 2026-12-01\n",
    "[environment]\np = { a.observe = true, b = 1 }\n",
    "[environment.p]\n",
    "[environment.p]\na = false\n",
    "[environment.p.a]\nrules = []\n",
    "environment.p.a = true\n",
    "[environment]\np = { a = true, b = 1 }\n",
    "b = 1\n",
    "# note\n",
    "\n",
    "[b] # keep\nx = \"\"\"\n[a] # keep\n\"\"\" # keep\n",
    "[segment.s] # keep\n",
    "[environment.p.b] # keep\n",
    "[environment.q] # keep\n# above # keep\n\"é\".c = [1, # keep\n 2] # keep\n",
];

/// Whether all lines with this mark are still there, in the same order.
fn keeps(old: &str, new: &str, mark: &str) -> bool {
    let mut new = new.trim_start_matches('\u{feff}').lines();
    old.trim_start_matches('\u{feff}')
        .lines()
        .filter(|line| line.ends_with(mark))
        .all(|line| new.any(|other| other == line))
}

#[test]
fn no_file_loses_what_is_not_about_the_toggle() {
    let rules = table(&["{ z = 3 }", "{ w = 4 }"], &[("salt", "\"x\"")]);
    let more = |end| Wanted::More(rules.clone(), end);
    let plain = Wanted::Plain("false".to_owned());
    let wanted = [None, Some(plain), Some(two()), Some(more(End::Front)), Some(more(End::Back))];
    let (mut seed, mut edited, mut refused) = (1_u64, 0, 0);
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 40).expect("it has 24 bits") % below
    };
    for _ in 0..5_000 {
        let mut text: String = (0..random(7)).map(|_| PARTS[random(PARTS.len())]).collect();
        if random(8) == 0 {
            text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        }
        if random(8) == 0 {
            text.truncate(text.trim_end().len());
        }
        let stage = [None, Some("p")][random(2)];
        let slot = Slot { name: "a", ty: &Type::OnOff, stage };
        let wanted = wanted[random(wanted.len())].as_ref();
        if text.trim_start_matches('\u{feff}').parse::<toml_edit::DocumentMut>().is_err() {
            continue;
        }
        match edit(&text, slot, wanted) {
            Ok(new) => {
                edited += 1;
                for mark in ["# keep"].into_iter().chain(wanted.map(|_| "# watch")) {
                    assert!(keeps(&text, &new.text, mark), "{wanted:?} {stage:?}\n{text}\n=>\n{}", new.text);
                }
                let again = edit(&new.text, slot, wanted).expect("the text can be edited again");
                assert!(
                    matches!(wanted, Some(Wanted::More(..))) || again.text == new.text,
                    "{text}\n=>\n{}",
                    again.text
                );
            }
            Err(_) => refused += 1,
        }
    }
    assert!(edited > 5 * refused && refused > 0, "{edited} edited, {refused} refused");
}

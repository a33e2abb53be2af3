//! Tests of the grammar: entries, and the messages about mistakes.

mod declared;
mod misplaced;

use toml_spanner::Arena;

use super::{Document, Part, Wanted, document::parse, reader::Reader};
use crate::{
    definition::{Definition, RawState},
    patterns::Patterns,
    percentage::Percentage,
    spanned::Mistake,
    table::Entries,
};

/// Checks the entries and mistakes of a file, one line for each, in the order of the file.
#[track_caller]
fn check_in(stage: Option<&str>, text: &str, expected: &[&str]) {
    let document = Document::read(text, stage).expect("the text is TOML");
    let mistake = |name: &str, Mistake { at, message }: &Mistake| {
        format!("{} {name}: {message}", at.map(|at| at.to_string()).unwrap_or_default())
    };
    let mut lines: Vec<String> = document.others.iter().map(|(header, wrong)| mistake(header, wrong)).collect();
    for entry in &document.entries {
        let counts = match entry.part {
            Part::Own => "",
            Part::Below => " (below)",
            Part::Elsewhere => " (elsewhere)",
        };
        let mistakes = entry.said.mistakes();
        lines.extend(mistakes.iter().map(|wrong| mistake(&entry.name, wrong)));
        if mistakes.is_empty() {
            let state = match &entry.said.state {
                Some(Ok(written)) => told(written),
                _ => "no state".to_owned(),
            };
            lines.push(format!("{} {}{counts}={state}", entry.at, entry.name));
        }
    }
    assert_eq!(lines, expected);
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_in(None, text, expected);
}

fn told(written: &RawState) -> String {
    match written {
        RawState::Value(value) => value.to_string(),
        RawState::Word(word) | RawState::Quoted(word) => format!("{word:?}"),
        RawState::Rules(definition) => format!("{} rules", definition.rules.len()),
        RawState::Table(entries) => entries.to_string(),
        RawState::Refused(message) => message.clone(),
        RawState::Other(found) => (*found).to_owned(),
    }
}

/// Returns the parsed table of a text.
#[track_caller]
pub(crate) fn structure(text: &str) -> Entries {
    let arena = Arena::new();
    let document = parse(text, &arena).expect("the text is TOML");
    Reader::of(text, Patterns::new(Vec::new(), Vec::new(), &())).entries(document.table())
}

/// Checks that a rule is accepted.
#[track_caller]
fn accepted(rule: &str) {
    check(&format!("a.rules = [{rule}]"), &["1:1 a=1 rules"]);
}

/// Checks the message about a rule, and its column within the rule.
#[track_caller]
fn refused(rule: &str, column: usize, message: &str) {
    let before = "a.rules = [";
    check(&format!("{before}{rule}]"), &[&format!("1:{} a: {message}", before.len() + column)]);
}

#[track_caller]
fn unreadable(text: &str, line: usize, column: usize) {
    let error = Document::read(text, None).expect_err("the text is not TOML").to_string();
    assert!(error.starts_with(&format!("line {line}, column {column}: ")), "{error}");
    assert!(!error.ends_with('.') && !error.contains('\n'), "{error}");
}

#[test]
fn plain_states() {
    check("b = true\na = false # dark", &["1:1 b=on", "2:1 a=off"]);
    check("a = \"on\"\n  b = '25%'", &["1:1 a=\"on\"", "2:3 b=\"25%\""]);
    check("a = 20\nb = 0x1f\nc = -0.5", &["1:1 a=20", "2:1 b=31", "3:1 c=-0.5"]);
    check("# nothing is set", &[]);
    check("\"search.v2\" = true\r\n", &["1:1 search.v2=on"]);
    check("a = 2026-12-01\nb = [1]", &["1:1 a=a date", "2:1 b=an array"]);
    check("a = 9223372036854775808", &["1:1 a=an integer of more than 64 bits"]);
}

#[test]
fn what_is_not_toml_is_an_error_of_the_file() {
    unreadable("a = true\nb = ture\n", 2, 5);
    unreadable("a = true\na = false\n", 2, 1);
    unreadable("a = ", 1, 5);
    unreadable("\0", 1, 1);
    unreadable("\"é\" = tru", 1, 7);
    unreadable(&"[".repeat(100_000), 1, 3);
    unreadable(&format!("a = {}", "[".repeat(100_000)), 1, 262);
}

#[test]
fn the_table_of_the_documentation() {
    let text = include_str!("../../docs/rules.md");
    let start = text.find("```toml\nsearch-index").expect("the example") + "```toml\n".len();
    let example = &text[start..start + text[start..].find("```").expect("its end")];
    check_in(
        Some("production"),
        example,
        &["19:1 search-index=\"50%\"", "1:1 search-index (below)=on", "3:2 beta-search=3 rules"],
    );
    check(example, &["19:1 search-index (elsewhere)=\"50%\"", "1:1 search-index=on", "3:2 beta-search=3 rules"]);
}

#[test]
fn keys_that_nobody_knows() {
    check(
        "search.v2 = true",
        &[
            "1:8 search: unknown key `v2`; expected `rules`, `otherwise`, `without-key`, `requires`, `from`, `until`, `salt`, `enabled`, `shadow`, `shadow-limit`, `shadow-values`, `guard`, `observe` (a toggle name with a dot in it needs quotes)",
        ],
    );
    check("[a]\nrule = []", &["2:1 a: unknown key `rule`; did you mean `rules`?"]);
    refused("{ rollot = 25 }", 3, "unknown key `rollot`; did you mean `rollout`?");
    refused(
        "{ when = { a = { starts = 'x' } } }",
        18,
        "unknown key `starts`; expected `not`, `present`, `semver`, `starts-with`, `ends-with`, `contains`, `above`, `at-least`, `at-most`, `below`, `matches`",
    );
    refused("{ ramp = [{ at = 2026-12-01, to = 1, tp = 1 }] }", 38, "unknown key `tp`; expected `at`, `to`");
}

#[test]
fn words_that_people_try() {
    check(
        "a.rollout = 25\nb.value = true\nc.disabled = true\nd.enable = false",
        &[
            "1:3 a: unknown key `rollout`; it belongs in a rule, as in `rules = [{ rollout = 25 }]`",
            "2:3 b: unknown key `value`; did you mean `otherwise`?",
            "3:3 c: unknown key `disabled`; did you mean `enabled`?",
            "4:3 d: unknown key `enable`; did you mean `enabled`?",
        ],
    );
    refused("{ enabled = false }", 3, "unknown key `enabled`; it belongs next to `rules`, not in a rule");
    refused("{ otherwise = true }", 3, "unknown key `otherwise`; it belongs next to `rules`, not in a rule");
    refused("{ when = { a = { gt = 5 } } }", 18, "unknown key `gt`; did you mean `above`?");
    refused(
        "{ when = { a = { in = ['x'] } } }",
        18,
        "unknown key `in`; write a list, as in `country = [\"NL\", \"BE\"]`",
    );
    let advice = "an operator belongs in an attribute, as in `country = { not = \"NL\" }`";
    refused("{ when = { not = { country = 'NL' } } }", 12, advice);
    let advice = "alternatives are a list of tables: `[{ country = \"NL\" }, { plan = \"pro\" }]`";
    refused("{ when = { any = [{ country = 'NL' }] } }", 12, advice);
    refused(r#"{ when = { a = { matches = "\b" } } }"#, 28, "`\\b` in double quotes is a backspace; use single quotes");
    accepted("{ when = { not = { contains = 'x' }, any = ['y'], matches = { not = 'z' } } }");
    refused("{ when = { not = 'x' } }", 12, "an operator belongs in an attribute, as in `country = { not = \"NL\" }`");
    check("[segments.staff]\ngroup = 'staff'", &["1:11 segments: did you mean `[segment.NAME]`?"]);
    check("[Segment.staff]\ngroup = 'staff'", &["1:10 Segment: did you mean `[segment.NAME]`?"]);
    check("[ENVIRONMENT.prod]\na = true", &["1:14 ENVIRONMENT: did you mean `[environment.NAME]`?"]);
    check("[segment.staff.when]\ngroup = 'x'", &["1:16 segment.staff: this is a condition already; remove `when`"]);
}

#[test]
fn values_of_the_wrong_type() {
    check("a.rules = 1", &["1:11 a: expected a list of rules, as in `[{ rollout = 25 }]`, found an integer"]);
    check("a.requires = 1", &["1:14 a: expected a list of names of toggles, found an integer"]);
    let many = format!("a.requires = [{}]", "'b', ".repeat(65));
    check(&many, &["1:14 a: a toggle requires at most 64 others"]);
    check(&many.replacen("'b', ", "", 1), &["1:1 a=0 rules"]);
    check("a.requires = 'b'", &["1:14 a: expected a list of names of toggles, found a string"]);
    check("a.salt = 1", &["1:10 a: expected a string, found an integer"]);
    check(
        "a.from = '2026-12-01'",
        &["1:10 a: expected a date without quotes, such as `2026-12-01T09:00:00Z`, found a string"],
    );
    refused("1", 1, "expected a rule, such as `{ rollout = 25 }`, found an integer");
    refused("{ by = 1, rollout = 5 }", 8, "expected the name of an attribute, found an integer");
    refused("{ when = 'NL' }", 10, "expected a table of attributes, such as `{ country = \"NL\" }`, found a string");
    refused("{ when = { a = { semver = 2 } } }", 27, "expected a requirement, such as `\">=2.3\"`, found an integer");
    refused("{ when = { a = { above = 'x' } } }", 26, "expected a number or a date, without quotes, found a string");
    refused("{ when = { a = { contains = [1] } } }", 30, "expected a string, or a list of strings, found an integer");
    refused("{ when = { a = { present = 1 } } }", 28, "expected `true` or `false`, found an integer");
    refused("{ when = { a = [[1]] } }", 17, "expected a string, number, boolean or date, found an array");
    refused("{ linear = 1, ramp = [{ at = 2026-12-01, to = 1 }] }", 12, "expected `true` or `false`, found an integer");
    refused(
        "{ ramp = 1 }",
        10,
        "expected a list of steps, such as `[{ at = 2026-12-01T09:00:00Z, to = 1 }]`, found an integer",
    );
}

#[test]
fn percentages_have_a_grain_and_an_end() {
    for rollout in ["0", "100", "0.001", "99.999", "33.333", "1e1", "25.0"] {
        accepted(&format!("{{ rollout = {rollout} }}"));
    }
    let write = "write `25`, `0.5` or `\"25%\"`";
    for rollout in ["100.001", "101", "inf", "9223372036854775808"] {
        let expected = format!("`{rollout}` is more than 100 %; {write}");
        refused(&format!("{{ rollout = {rollout} }}"), 13, &expected);
    }
    refused("{ rollout = -1 }", 13, &format!("`-1` is less than 0 %; {write}"));
    refused("{ rollout = nan }", 13, &format!("a percentage is a number from 0 to 100; {write}"));
    refused("{ rollout = 0.0005 }", 13, "a percentage has at most three decimals; write `25`, `0.5` or `\"25%\"`");
    let half = Percentage::from_word("0.5%").and_then(Result::ok).expect("a percentage");
    assert_eq!(Definition::share(half).rules.len(), 1);
}

#[test]
fn dates_say_where_they_are() {
    check("a.from = 2026-12-01T09:00:00+01:00\na.until = 2026-12-02", &["1:1 a=0 rules"]);
    check("a.from = 2026-12-01T09:00:00", &["1:10 a: a time needs its offset: write `2026-12-01T09:00:00Z` for UTC"]);
    check(
        "a.from = 09:00:00",
        &["1:10 a: expected a date of the calendar with its offset, such as `2026-12-01T09:00:00Z`"],
    );
    check(
        "a.from = 2026-12-02\na.until = 2026-12-02",
        &["2:11 a: the window ends before it begins: `from` is 2026-12-02T00:00:00Z"],
    );
}

#[test]
fn what_means_nothing() {
    refused("{ when = {} }", 10, "a table without elements has no meaning; remove it");
    refused("{ when = [] }", 10, "an array without elements has no meaning; remove it");
    refused("{ when = { a = [] } }", 16, "an array without elements has no meaning; remove it");
    refused("{ when = { a = {} } }", 16, "a table without elements has no meaning; remove it");
    refused("{ ramp = [] }", 10, "an array without elements has no meaning; remove it");
    refused("{ linear = true }", 3, "`linear` needs a `ramp`, and the rule has none");
    refused("{ by = 'company' }", 3, "`by` needs a `rollout`, a `ramp` or weights, and the rule has none");
    refused(
        "{ rollout = 5, ramp = [{ at = 2026-12-01, to = 1 }] }",
        16,
        "a rule has either `rollout` or `ramp`, not both",
    );
    refused(
        "{ when = { a = { not = { present = true } } } }",
        26,
        "`present` is not allowed in `not`; write `present = false` outside of it",
    );
}

#[test]
fn ramps_go_forward() {
    accepted("{ ramp = [{ at = 2026-12-01, to = 1 }, { at = 2026-12-02, to = 0.5 }], linear = true }");
    refused(
        "{ ramp = [{ at = 2026-12-01, to = 1 }, { at = 2026-12-01, to = 2 }] }",
        40,
        "each step must be later than the one before it",
    );
    refused("{ ramp = [{ at = 2026-12-01 }] }", 11, "a step needs `to`");
    accepted("{ ramp = [{ at = 2026-12-01, to = 1 }], by = 'company' }");
    refused("{ linear = true, ramp = [] }", 25, "an array without elements has no meaning; remove it");
}

#[test]
fn weights_make_a_whole() {
    accepted("{ serve = { bm25 = 70, neural = 30 } }");
    accepted("{ serve = { bm25 = 33.333, neural = 66.667 }, by = 'company' }");
    refused("{ serve = { bm25 = 70, neural = 20 } }", 11, "the weights add up to 90, not to 100");
    refused("{ serve = {} }", 11, "the weights add up to 0, not to 100");
}

#[cfg(all(feature = "regex", feature = "semver"))]
#[test]
fn conditions_of_every_kind() {
    for condition in [
        "{ a = 'x' }",
        "{ a = ['x', 1, 0.5, true, 2026-12-01] }",
        "{ a = { not = 'x' }, b = { not = ['x'] }, c = { not = { starts-with = 'x' } } }",
        "{ a = { present = false } }",
        "{ a = { semver = '>=2.3, <3' }, b = { starts-with = 'x', ends-with = ['y', 'z'], contains = '-' } }",
        "{ a = { above = 1, at-most = 2.5 }, b = { at-least = 2026-12-01, below = 2026-12-02T00:00:00Z } }",
        "{ a = { matches = '^x+$' } }",
        "[{ a = 'x' }, { b = 'y' }]",
    ] {
        accepted(&format!("{{ when = {condition} }}"));
    }
    refused(
        "{ when = { a = { semver = 'ab' } } }",
        27,
        "it is not a requirement such as `>=2.3, <3`: unexpected character 'a' while parsing major version number",
    );
    refused("{ when = { a = { matches = '(' } } }", 28, "it is no regular expression: unclosed group");
    let deep = format!("{{ when = {{ a = {}1{} }} }}", "{ not = ".repeat(9), " }".repeat(9));
    refused(&deep, 16 + 8 * 8, "this is nested too deep; make it simpler");
}

#[test]
fn segments_are_found_by_name() {
    let staff = "[segment]\nstaff = { group = 'staff' }\n";
    check(&format!("a.rules = [{{ segment = 'staff' }}, {{ segment = ['staff'] }}]\n{staff}"), &["1:1 a=2 rules"]);
    check(
        &format!("a.rules = [{{ segment = 'stuff' }}]\n{staff}"),
        &["1:24 a: there is no segment `stuff`; did you mean `staff`?"],
    );
    check("a.rules = [{ segment = 'x' }]", &["1:24 a: there is no segment `x`; describe it in `[segment.x]`"]);
    check(
        "a.rules = [{ segment = 'x' }]\n[segment.x]\nb = []",
        &[
            "3:5 segment.x: an array without elements has no meaning; remove it",
            "1:24 a: the segment `x` has a mistake",
        ],
    );
}

/// Each of these inputs would take hours with quadratic time.
#[test]
fn large_inputs_take_linear_time() {
    let lines = |line: &dyn Fn(usize) -> String| (0..20_000).map(line).collect::<Vec<_>>().concat();
    let segments = lines(&|number| format!("[segment.segment-{number}]\na = 1\n"));
    let named = lines(&|number| format!("'segmnet-{number}',"));
    let named: Vec<_> = named.split_inclusive("00',").map(|names| format!("{{ segment = [{names}] }}")).collect();
    let text = format!("a.rules = [{}]\n{segments}", named.join(","));
    let mut document = Document::read(&text, None).expect("TOML");
    let said = document.entries.remove(0).said;
    let mistakes = said.mistakes();
    assert_eq!((mistakes.len(), document.unlisted), (1_000, 19_000));
    assert_eq!(mistakes.iter().filter(|mistake| mistake.message.contains("did you mean")).count(), 10);
}

#[test]
fn a_stage_overlays_the_rest() {
    let text = "a = true\nb = true\n[environment.production]\na = false\n[environment.staging]\nb = false";
    check_in(Some("production"), text, &["4:1 a=off", "6:1 b (elsewhere)=off", "1:1 a (below)=on", "2:1 b=on"]);
    check_in(None, text, &["4:1 a (elsewhere)=off", "6:1 b (elsewhere)=off", "1:1 a=on", "2:1 b=on"]);
    check_in(Some("prodution"), "[environment.production]\na = true", &["2:1 a (elsewhere)=on"]);
    check_in(Some("test"), "[environment.production]\na = true", &["2:1 a (elsewhere)=on"]);
}

#[test]
fn a_stage_has_its_own_segments() {
    let text = "a.rules = [{ segment = 'x' }]\n[environment.production.segment]\nx = { b = 1 }";
    check_in(Some("production"), text, &["1:1 a=1 rules"]);
    check_in(None, text, &["1:24 a: there is no segment `x`; describe it in `[segment.x]`"]);
}

#[test]
fn mistakes_in_other_stages_are_told() {
    check(
        "[environment.x]\na.rules = 1",
        &["2:11 a: expected a list of rules, as in `[{ rollout = 25 }]`, found an integer"],
    );
    check(
        "[environment]\nx = 1",
        &["2:5 environment.x: expected a table with the states of this environment, found an integer"],
    );
}

#[test]
fn sections_are_no_toggles_but_plain_states_are() {
    check("segment = true\nenvironment = 'on'", &["1:1 segment=on", "2:1 environment=\"on\""]);
    check_in(Some("x"), "[environment.x]\nsegment = true", &["2:1 segment=on"]);
}

#[test]
fn every_mistake_of_a_toggle_is_told() {
    check(
        "[a]\nrules = [{ rollout = 101 }, { when = {} }]\nfrom = 1\nx = 2",
        &[
            "2:22 a: `101` is more than 100 %; write `25`, `0.5` or `\"25%\"`",
            "2:38 a: a table without elements has no meaning; remove it",
            "3:8 a: expected a date without quotes, such as `2026-12-01T09:00:00Z`, found an integer",
            "4:1 a: unknown key `x`; expected `rules`, `otherwise`, `without-key`, `requires`, `from`, `until`, `salt`, `enabled`, `shadow`, `shadow-limit`, `shadow-values`, `guard`, `observe` (a toggle name with a dot in it needs quotes)",
        ],
    );
}

#[test]
fn where_something_stands_makes_no_difference() {
    let rules = |text: &str| match Document::read(text, None).expect("TOML").entries.remove(0).said.state {
        Some(Ok(RawState::Rules(definition))) => definition,
        _ => panic!("rules"),
    };
    let one = rules("a.rules = [{ when = { b = ['x', 'y'] }, rollout = 25 }]");
    let other = rules("# moved\n\n[a]\nrules = [\n  { rollout = 25.0, when = { b = ['y', 'x', 'x'] } },\n]");
    assert_eq!(one, other);
    assert_ne!(one, rules("a.rules = [{ when = { b = ['x', 'y'] }, rollout = 26 }]"));
    let of = |rest: &str, group: &str| {
        rules(&format!("a.rules = [{{ segment = 's' }}]\n{rest}\n[segment.s]\ngroup = '{group}'"))
    };
    let staff = of("", "staff");
    assert_eq!(staff, of("# moved", "staff"));
    assert_ne!(staff, of("", "beta"), "the same name, and not the same condition");
    for rest in
        ["a.salt = 'x'", "a.from = 2026-12-01", "a.until = 2026-12-01", "a.requires = ['b']", "a.otherwise = true"]
    {
        assert_ne!(staff, of(rest, "staff"), "{rest}");
    }
}

/// Checks the message about a toggle's table, and its column within the table.
#[track_caller]
fn refused_table(table: &str, column: usize, message: &str) {
    check(&format!("a = {table}"), &[&format!("1:{} a: {message}", 4 + column)]);
}

#[test]
fn how_a_toggle_is_watched() {
    for table in [
        "{ guard = { failures = \"5%\" } }",
        "{ guard = { failures = 0.5, over = \"1m 30s\", min-calls = 1, slow = \"250ms\", retry = \"PT10M\" } }",
        "{ guard = { failures = 5, overrides = true } }",
        "{ guard = { worse = \"2%\", confidence = 99.9, over = \"10m\", min-calls = 200 } }",
        "{ guard = { failures = 5, worse = 0, slower = \"20%\", confidence = \"95%\" } }",
        "{ observe = true }",
        "{ observe = false }",
        "{ observe = { events = \"1%\", context-id = true } }",
        "{ shadow-limit = \"1s\" }",
        "{ shadow-values = false }",
    ] {
        check(&format!("a = {table}"), &["1:1 a=no state"]);
    }
    check("a = { shadow = 5, shadow-limit = \"1s\" }", &["1:1 a=0 rules"]);
}

#[test]
fn mistakes_in_how_a_toggle_is_watched() {
    refused_table(
        "{ guard = true }",
        11,
        "expected a budget, such as `{ failures = \"5%\", over = \"1m\" }`, found a boolean",
    );
    let nothing = "a budget needs `failures`, such as `failures = \"5%\"`, or `worse` or `slower`, which compare with the other way";
    refused_table("{ guard = {} }", 11, nothing);
    refused_table("{ guard = { over = \"10m\" } }", 11, nothing);
    let alone = "`confidence` is for comparing with the other way: set `worse` or `slower` as well";
    refused_table("{ guard = { failures = 5, confidence = 99 } }", 11, alone);
    let confidence = "a confidence is at least 50 and less than 100, such as `99.9`: the probability, in percent, that \
                      the guard does not trip while both ways are equally good";
    refused_table("{ guard = { worse = 2, confidence = 100 } }", 37, confidence);
    refused_table("{ guard = { worse = 2, confidence = 0.1 } }", 37, confidence);
    let range = "`101` is more than 100 %; write `25`, `0.5` or `\"25%\"`";
    refused_table("{ guard = { worse = 101 } }", 21, range);
    refused_table("{ guard = { delta = 1, worse = 1 } }", 13, "unknown key `delta`; did you mean `worse`?");
    refused_table("{ guard = { alpha = 1, worse = 1 } }", 13, "unknown key `alpha`; did you mean `confidence`?");
    refused_table("{ guard = { failures = 101 } }", 24, range);
    refused_table("{ guard = { failures = \"5\" } }", 24, "`\"5\"` is no percentage; write `5` or `\"5%\"`");
    refused_table(
        "{ guard = { failures = true } }",
        24,
        "expected a percentage, such as `25`, `0.5` or `\"25%\"`, found a boolean",
    );
    refused_table("{ guard = { failures = 5, over = \"159ms\" } }", 34, "a budget covers at least 160ms");
    let time = "expected a time in `ms`, `s`, `m` or `h`, such as `\"250ms\"` or `\"1m\"`, found";
    refused_table("{ guard = { failures = 5, over = \"1d\" } }", 34, &format!("{time} `1d`"));
    refused_table("{ guard = { failures = 5, over = 60 } }", 34, &format!("{time} an integer"));
    refused_table("{ guard = { failures = 5, over = \"60\" } }", 34, &format!("{time} `60`"));
    let none = "a time is more than zero, and at most a year";
    refused_table("{ guard = { failures = 5, over = \"0s\" } }", 34, none);
    refused_table("{ guard = { failures = 5, slow = \"-1s\" } }", 34, none);
    refused_table("{ guard = { failures = 5, retry = \"9000000h\" } }", 35, none);
    let calls = "expected at least one call, and at most 4294967295";
    refused_table("{ guard = { failures = 5, min-calls = 0 } }", 39, calls);
    refused_table("{ guard = { failures = 5, min-calls = 4294967296 } }", 39, calls);
    refused_table("{ guard = { failures = 5, window = \"1m\" } }", 27, "unknown key `window`; did you mean `over`?");
    refused_table("{ guard = { failures = 5, overrides = 1 } }", 39, "expected `true` or `false`, found an integer");
    let overrides = "unknown key `testers`; did you mean `overrides`?";
    refused_table("{ guard = { failures = 5, testers = true } }", 27, overrides);
    let observe = "expected `true`, `false` or a table, such as `{ events = \"1%\" }`, found an integer";
    refused_table("{ observe = 1 }", 13, observe);
    refused_table("{ observe = { sample = 1 } }", 15, "unknown key `sample`; did you mean `events`?");
    let both = "`shadow` and `otherwise` both set the value if no rule matches; keep one";
    refused_table("{ shadow = 5, otherwise = \"off\" }", 12, both);
    refused_table("{ shadow-values = 0 }", 19, "expected `true` or `false`, found an integer");
    refused_table("{ values = false }", 3, "unknown key `values`; did you mean `shadow-values`?");
    let share = "`shadow` is a percentage; write `shadow-limit` and `shadow-values` next to it";
    refused_table("{ shadow = { values = false } }", 12, share);
    refused("{ shadow = 5 }", 3, "unknown key `shadow`; it belongs next to `rules`, not in a rule");
}

#[test]
fn duplicate_key_is_named_with_its_first_line() {
    let refused = |text: &str, expected: &str| {
        let error = Document::read(text, None).expect_err("the text is not TOML").to_string();
        assert_eq!(error, expected);
    };
    refused("a = true\n\na = false", "line 3, column 1: `a` is set twice (first in line 1)");
    refused("a = { x = 1, x = 2 }", "line 1, column 14: `x` is set twice (first in line 1)");
    refused("[a]\nx = 1\n[b]\n[a]\n", "line 4, column 1: the table `a` is set twice (first in line 1)");
    refused("[c]\nx.y = 1\nx = 2\n", "line 3, column 1: `x` is set twice (first in line 2)");
}

/// A text in which the known toggle `a` stands between others, with and without mistakes.
const SHARED: &str = "\
other = { rules = [{ rollout = 25 }] }
wrong = { rules = [{ rollout = 200 }] }
a = true
[environment.production]
third = { rules = [{ rollout = 200 }] }
a = false
";

/// Checks the entries of [`SHARED`], each with the number of its mistakes, and the number of skipped entries.
#[track_caller]
fn check_wanted(wanted: Wanted<'_>, expected: &[(&str, usize)], skipped: usize) {
    let document = Document::read_with(SHARED, Some("production"), &(), wanted).expect("the text is TOML");
    let entries: Vec<_> =
        document.entries.iter().map(|entry| (entry.name.as_str(), entry.said.mistakes().len())).collect();
    assert_eq!((&*entries, document.skipped), (expected, skipped));
}

#[test]
fn unknown_entries_keep_mistakes_or_are_skipped() {
    let is_known = |name: &str| name == "a";
    let all = [("third", 1), ("a", 0), ("other", 0), ("wrong", 1), ("a", 0)];
    check_wanted(Wanted::All, &all, 0);
    check_wanted(Wanted::KnownAndMistakes(&is_known), &all, 0);
    check_wanted(Wanted::Known(&is_known), &[("a", 0), ("a", 0)], 3);
    let document = Document::read_with(SHARED, None, &(), Wanted::KnownAndMistakes(&is_known)).expect("it is TOML");
    let other = document.entries.iter().find(|entry| entry.name == "other").expect("it is listed");
    assert!(other.said.state.is_none(), "its rules are dropped");
}

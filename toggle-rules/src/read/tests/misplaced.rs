//! Tests of keys in the place of attribute names.

use super::*;

#[test]
fn key_of_a_rule_in_a_condition_is_refused() {
    let told = |word: &str| {
        format!(
            "it belongs in the rule, next to `when`, as in `{{ when = {{ country = \"NL\" }}, rollout = 25 }}`; if an \
             attribute is named `{word}`, write its value as in `{{ not = {{ not = \"x\" }} }}`"
        )
    };
    for (word, value) in [
        ("rollout", "25"),
        ("rollout", "0.5"),
        ("rollout", "'25%'"),
        ("segment", "'staff'"),
        ("segment", "['a', 'b']"),
        ("serve", "'on'"),
        ("serve", "true"),
        ("serve", "{ bm25 = 70, neural = 30 }"),
        ("by", "'company'"),
        ("ramp", "[{ at = 2026-12-01, to = 1 }]"),
        ("linear", "true"),
    ] {
        refused(&format!("{{ when = {{ country = 'NL', {word} = {value} }} }}"), 28, &told(word));
        refused(&format!("{{ when = [{{ {word} = {value} }}] }}"), 13, &told(word));
        accepted(&format!("{{ when = {{ {word} = {{ not = {{ not = 'x' }} }} }} }}"));
    }
    refused("{ when = { when = { country = 'NL' } } }", 12, "this is a condition already; remove `when`");
    refused("{ when = { when = 'x' } }", 12, "this is a condition already; remove `when`");
}

#[test]
fn key_of_a_toggle_in_a_condition_is_refused() {
    for (word, value) in [
        ("rules", "[]"),
        ("otherwise", "'off'"),
        ("requires", "['b']"),
        ("from", "2026-12-01"),
        ("until", "'2026-12-01T00:00:00'"),
        ("salt", "'x'"),
        ("shadow", "5"),
        ("shadow-limit", "'1s'"),
        ("shadow-values", "false"),
        ("guard", "{ failures = 5 }"),
        ("observe", "true"),
        ("observe", "{ events = 1 }"),
    ] {
        let told = format!(
            "it belongs next to `rules`, not in a condition; if an attribute is named `{word}`, write its value as in \
             `{{ not = {{ not = \"x\" }} }}`"
        );
        refused(&format!("{{ when = {{ {word} = {value} }} }}"), 12, &told);
        accepted(&format!("{{ when = {{ {word} = {{ present = true }} }} }}"));
    }
    accepted(
        "{ when = { from = 'NL', until = 3, salt = 1, linear = 'x', rollout = 'x', segment = 5, observe = 'x' } }",
    );
}

#[test]
fn key_in_a_segment_is_refused() {
    let other = |word: &str| {
        format!("; if an attribute is named `{word}`, write its value as in `{{ not = {{ not = \"x\" }} }}`")
    };
    let refused = |line: &str, word: &str, told: &str| {
        check(&format!("[segment.a]\n{line}"), &[&format!("2:1 segment.a: {told}{}", other(word))]);
    };
    let both = "segments do not refer to each other; a rule can name several, as in `segment = [\"a\", \"b\"]`";
    refused("segment = 'b'", "segment", both);
    refused("segment = ['b', 'c']", "segment", both);
    refused("rollout = 25", "rollout", "a segment is a condition alone; this belongs in a rule");
    refused("requires = ['x']", "requires", "it belongs next to `rules`, not in a condition");
    check("[segment.a]\nsegment = { not = 'b' }", &[]);
}

#[test]
fn key_at_another_level_says_where_it_belongs() {
    let operator = "an operator belongs in an attribute, as in `country = { not = \"NL\" }`";
    for (word, value) in [("present", "true"), ("semver", "'>=2'"), ("above", "5"), ("starts-with", "['x']")] {
        refused(&format!("{{ when = {{ {word} = {value} }} }}"), 12, operator);
    }
    let within = "an operator belongs in an attribute of `when`, as in `when = { country = { not = \"NL\" } }`";
    refused("{ semver = '>=2' }", 3, &format!("unknown key `semver`; {within}"));
    refused("{ rules = [] }", 3, "unknown key `rules`; it belongs next to `rules`, not in a rule");
    refused(
        "{ country = 'NL' }",
        3,
        "unknown key `country`; expected `when`, `segment`, `serve`, `rollout`, `by`, `ramp`, `linear` (attributes \
         belong in `when`, as in `when = { country = \"NL\" }`)",
    );
    refused(
        "{ when = { country = { not = 'NL', rollout = 25 } } }",
        36,
        "unknown key `rollout`; it belongs in the rule, next to `when`",
    );
    refused("{ when = { at = { from = 2026-12-01 } } }", 19, "unknown key `from`; did you mean `at-least`?");
    check(
        "a.above = 5",
        &[
            "1:3 a: unknown key `above`; an operator belongs in an attribute, as in `rules = [{ when = { country = { not = \"NL\" } } }]`",
        ],
    );
}

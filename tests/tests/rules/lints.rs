//! Lints about rules without effect: a reported rule has no effect, and such a rule is reported.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::{
    collection::vec,
    prelude::{Just, ProptestConfig, Strategy, any, prop_oneof},
    prop_assert, prop_assert_eq, proptest,
    sample::{Index, select},
    test_runner::TestCaseError,
};
use toggle_runtime::__admin::{Lint, LintKind, Program};
use toml::{Table, Value};

use crate::{
    generate::{Case, TOGGLES, case},
    print::MANNERS,
    program::{self, context, decide},
    reference::{Attribute, Declaration, File, Type, Who},
};

/// Returns the table of rules that applies to a toggle: the one of the environment, or else the one of the whole
/// file.
fn rules_of<'f>(file: &'f mut File, name: &str) -> Option<&'f mut Table> {
    let File { table, stage, .. } = file;
    let of_stage = |table: &Table| {
        let stage = stage.as_ref()?;
        table.get("environment")?.as_table()?.get(stage)?.as_table()?.get(name).map(|_| stage.clone())
    };
    let entry = match of_stage(table) {
        Some(stage) => table.get_mut("environment")?.get_mut(stage)?.get_mut(name)?,
        None => table.get_mut(name)?,
    };
    entry.as_table_mut()
}

fn list(rules: &mut Table) -> &mut Vec<Value> {
    let list = rules.entry("rules").or_insert_with(|| Value::Array(Vec::new()));
    list.as_array_mut().expect("rules are a list")
}

/// Returns the position of the reported rule among the rules of its toggle.
fn position(program: &Program, lint: &Lint) -> Option<usize> {
    program.rules(&lint.toggle).iter().position(|rule| rule.place == lint.place)
}

/// Returns the file without the reported part: a rule, the key `without-key`, or all rules of the toggle with their
/// window.
fn without(file: &File, program: &Program, lint: &Lint) -> File {
    let mut file = file.clone();
    let rules = rules_of(&mut file, &lint.toggle).expect("a lint is about a table");
    match position(program, lint) {
        Some(position) => drop(list(rules).remove(position)),
        None if lint.message.starts_with("`without-key`") => drop(rules.remove("without-key")),
        None if list(rules).is_empty() => {
            for key in ["rules", "from", "until"] {
                rules.remove(key);
            }
        }
        None => list(rules).clear(),
    }
    file
}

/// Checks that every user gets the same answer without the reported part.
fn check_without(case: &Case, program: &Program, lint: &Lint, now: Timestamp, text: &str) -> Result<(), TestCaseError> {
    let file = without(&case.file, program, lint);
    let after = program::program(&file, MANNERS[0](&file.table));
    for who in case.people.iter().filter(|who| counts(who, lint)) {
        let context = context(who);
        for at in case.times.iter().filter(|at| **at >= now) {
            let before = decide(program, &lint.toggle, &context, *at).0;
            let after = decide(&after, &lint.toggle, &context, *at).0;
            prop_assert_eq!(before, after, "{:?} for {:?} at {}\n{}", lint, who, at, text);
        }
    }
    Ok(())
}

/// Returns whether a lint is about this context. A lint can rely on an attribute being a version, as other rules
/// suggest.
fn counts(who: &Who, lint: &Lint) -> bool {
    let Some((before, _)) = lint.message.split_once("` is compared by `semver` elsewhere") else { return true };
    let name = before.rsplit('`').next().expect("the name of the attribute");
    let is_version = |text: &str| !text.contains('-') && text.starts_with(|first: char| first.is_ascii_digit());
    matches!(who.attributes.get(name), Some(Attribute::Text(text)) if is_version(text))
}

/// Generates a rule that matches no user, with the kind of its lint.
fn dead_rule() -> impl Strategy<Value = (&'static str, LintKind)> {
    let unsatisfiable = select(vec![
        "{ when = { age = { above = 10, below = 5 } } }",
        "{ when = { age = { above = 17, below = 17 } }, rollout = 50 }",
        "{ when = { age = { at-least = 5, below = 5.0 } } }",
        "{ when = { born = { above = 2026-12-01, at-most = 2026-12-01 } } }",
        "{ when = { born = { above = 9999-12-31 } } }",
        "{ when = { born = { above = 2026-12-01, below = 5 } } }",
        "{ when = { version = { semver = '>=2, <1' } } }",
        "{ when = { version = { semver = '>1.2, <1.3' } } }",
        "{ when = { version = { semver = '>=2', above = 2 } } }",
        "{ when = { version = { semver = '>=2', at-least = 2026-12-01 } } }",
        "{ when = { age = { above = 5, starts-with = '5' } } }",
        "{ when = { age = { above = 5, not = { at-least = 5 } } } }",
        "{ when = { country = { starts-with = 'N', not = { starts-with = 'N' } } } }",
        "{ when = { country = { not = { not = { above = 2, below = 1 } } } } }",
        "{ when = { country = { matches = 'a^b' } } }",
        "{ when = { country = { present = false, contains = 'N' } } }",
        "{ when = { key = 5 } }",
        "{ when = { key = { at-least = 5 } } }",
        "{ when = [{ key = [true, 3] }, { plan = 'pro', age = { above = 2, below = 1 } }] }",
    ]);
    let at_nothing = select(vec![
        "{ rollout = 0 }",
        "{ when = { plan = 'pro' }, rollout = 0 }",
        "{ ramp = [{ at = 2020-01-01, to = 0 }] }",
        "{ ramp = [{ at = 2020-01-01, to = 0 }, { at = 2021-01-01, to = 0 }], linear = true }",
    ]);
    prop_oneof![
        3 => unsatisfiable.prop_map(|rule| (rule, LintKind::NeverMatches)),
        1 => at_nothing.prop_map(|rule| (rule, LintKind::NoEffect)),
    ]
}

/// Generates two rules, the second of which matches no user.
fn shadowing_pair() -> impl Strategy<Value = [&'static str; 2]> {
    select(vec![
        ["{ rollout = 50 }", "{ rollout = 50, serve = 'off' }"],
        ["{ rollout = 50.5 }", "{ when = { plan = 'pro' }, rollout = 50 }"],
        ["{ rollout = 50, by = 'key' }", "{ segment = 'staff', rollout = 0.001 }"],
        ["{ rollout = 20, by = 'age' }", "{ rollout = 10, by = 'age', serve = 'off' }"],
        ["{ when = { plan = 'pro' }, rollout = 5 }", "{ when = { plan = 'pro' }, rollout = 5 }"],
        ["{ segment = ['few', 'staff'], rollout = 5 }", "{ segment = 'staff', when = { age = 5 }, rollout = 4 }"],
        ["{ rollout = 50 }", "{ ramp = [{ at = 2020-01-01, to = 1 }, { at = 2120-01-01, to = 50 }] }"],
        ["{ ramp = [{ at = 2019-01-01, to = 9 }] }", "{ ramp = [{ at = 2020-01-01, to = 8 }], linear = true }"],
    ])
}

fn rule(text: &str) -> Value {
    let table: Table = format!("rule = {text}").parse().expect("a rule");
    table["rule"].clone()
}

/// Generates rules from few parts, so that rules often resemble each other.
fn small_rule() -> impl Strategy<Value = String> {
    let order = || (select(vec!["above", "at-least", "at-most", "below"]), 1..=2);
    let pair = (order(), order()).prop_filter("a key stands once", |((one, _), (other, _))| one != other);
    let pair = pair.prop_map(|((one, a), (other, b))| format!("when = {{ age = {{ {one} = {a}, {other} = {b} }} }}, "));
    let excluded = (order(), order()).prop_map(|((one, a), (other, b))| {
        format!("when = {{ age = {{ {one} = {a}, not = {{ {other} = {b} }} }} }}, ")
    });
    let other = vec!["", "", "when = { plan = 'pro' }, ", "segment = 's', ", "when = { plan = { present = false } }, "];
    let condition = prop_oneof![3 => select(other).prop_map(str::to_owned), 1 => pair, 1 => excluded];
    let share = select(vec![
        "",
        "rollout = 0, ",
        "rollout = 30, ",
        "rollout = 30, ",
        "rollout = 60, ",
        "rollout = 30, by = 'company', ",
        "rollout = 60, by = 'company', ",
        "ramp = [{ at = 2026-01-01, to = 60 }, { at = 2026-03-01, to = 30 }], ",
    ]);
    (condition, share, select(vec!["on", "off"]))
        .prop_map(|(condition, share, serve)| format!("{{ {condition}{share}serve = '{serve}' }}"))
}

/// Generates a file with one toggle that has such rules, and all kinds of users.
fn small_case() -> impl Strategy<Value = Case> {
    (vec(small_rule(), 1..5), any::<bool>()).prop_map(|(rules, default)| {
        let text = format!("[on-a]\nrules = [{}]\n[segment.s]\nplan = 'pro'\n", rules.join(", "));
        let declaration = Declaration { ty: Type::OnOff, default: default.into() };
        let declarations = BTreeMap::from([("on-a".to_owned(), declaration)]);
        let file = File { table: text.parse().expect("a file"), stage: None, declarations };
        let who = |number: i64| {
            let age = (number % 4 > 0).then_some(("age", Attribute::Integer(number % 4)));
            let plan = (number / 4 % 2 > 0).then(|| ("plan", Attribute::Text("pro".to_owned())));
            let company = (number / 8 % 4 > 0).then_some(("company", Attribute::Integer(number / 8)));
            let attributes = age.into_iter().chain(plan).chain(company).map(|(name, value)| (name.to_owned(), value));
            let key = (number % 5 > 0).then(|| format!("user-{number}"));
            Who { key, attributes: attributes.collect(), ..Who::default() }
        };
        let times = ["2026-02-01T00:00:00Z", "2026-04-01T00:00:00Z"].map(|time| time.parse().expect("a time"));
        Case { file, people: (0..128).map(who).collect(), process: BTreeMap::new(), times: times.into() }
    })
}

/// Returns the first of the times. Answers have to be the same from this time on.
fn now(case: &Case) -> Timestamp {
    case.times[0]
}

/// Removes the window of a toggle, and returns the list of its rules.
fn open<'f>(file: &'f mut File, name: &str) -> Option<&'f mut Vec<Value>> {
    let rules = rules_of(file, name)?;
    rules.remove("from");
    rules.remove("until");
    Some(list(rules))
}

fn on_off() -> impl Strategy<Value = &'static str> {
    select(TOGGLES.into_iter().filter(|name| name.starts_with("on-")).collect::<Vec<_>>())
}

/// Checks that every user gets the same answer without any one of the reported rules of a text.
fn check_all(case: &Case, text: &str) -> Result<(), TestCaseError> {
    let program = program::program(&case.file, text.to_owned());
    let now = now(case);
    program.lints(now).iter().try_for_each(|lint| check_without(case, &program, lint, now, text))
}

/// Checks that the rule at a position is reported, unless it is not reached.
fn check_found(case: &Case, name: &str, position: usize, kind: LintKind, now: Timestamp) -> Result<(), TestCaseError> {
    let text = MANNERS[0](&case.file.table);
    let program = program::program(&case.file, text.clone());
    let rule = &program.rules(name)[position];
    let lints = program.lints(now);
    // A generated file may have a segment that matches no user.
    let is_kind = |lint: &&Lint| lint.kind == kind || lint.kind == LintKind::NeverMatches;
    let mut found = lints.iter().filter(|lint| lint.toggle == name && lint.place == rule.place).filter(is_kind);
    let Some(lint) = found.next() else {
        prop_assert!(!rule.is_reached, "rule {} of {}: {:?}\n{}", position + 1, name, lints, text);
        return Ok(());
    };
    check_without(case, &program, lint, now, &text)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn rule_that_is_found_changes_no_answer(case in case(), write in select(&MANNERS)) {
        check_all(&case, &write(&case.file.table))?;
    }

    #[test]
    fn rule_of_a_small_table_changes_no_answer(cases in vec(small_case(), 8)) {
        for case in cases {
            check_all(&case, &MANNERS[0](&case.file.table))?;
        }
    }

    #[test]
    fn dead_rule_is_found(mut case in case(), name in on_off(), (text, kind) in dead_rule(), at in any::<Index>()) {
        let now = now(&case).max("2022-01-01T00:00:00Z".parse().expect("a time"));
        case.times.push(now);
        let Some(rules) = open(&mut case.file, name) else { return Ok(()) };
        let position = at.index(rules.len() + 1);
        rules.insert(position, rule(text));
        check_found(&case, name, position, kind, now)?;
    }

    #[test]
    fn rule_below_its_buckets_is_found(mut case in case(), name in on_off(), pair in shadowing_pair(), at in any::<Index>()) {
        let now = now(&case).max("2022-01-01T00:00:00Z".parse().expect("a time"));
        case.times.push(now);
        let Some(rules) = open(&mut case.file, name) else { return Ok(()) };
        rules.insert(0, rule(pair[0]));
        let position = 1 + at.index(rules.len());
        rules.insert(position, rule(pair[1]));
        check_found(&case, name, position, LintKind::SharedBuckets, now)?;
    }

    #[test]
    fn last_rules_that_serve_otherwise_are_found(
        mut case in case(),
        name in on_off(),
        (dead, _) in prop_oneof![dead_rule(), Just(("{ rollout = 0 }", LintKind::NoEffect))],
        otherwise in select(&["on", "off"]),
    ) {
        let now = now(&case).max("2022-01-01T00:00:00Z".parse().expect("a time"));
        case.times.push(now);
        let Some(rules) = open(&mut case.file, name) else { return Ok(()) };
        let position = rules.len();
        let serves = format!("{{ rollout = 25, serve = '{otherwise}' }}");
        rules.extend([rule(&serves), rule(dead), rule(&format!("{{ serve = '{otherwise}' }}"))]);
        let table = rules_of(&mut case.file, name).expect("it is there");
        table.insert("otherwise".to_owned(), otherwise.into());
        // A rule in front could otherwise keep a user without a value to hash from this rule.
        table.remove("without-key");
        check_found(&case, name, position, LintKind::NoEffect, now)?;
        check_found(&case, name, position + 2, LintKind::NoEffect, now)?;
    }
}

//! The property that a smaller share is part of a larger share.

use jiff::{SignedDuration, Timestamp};
use proptest::{collection::btree_set, prelude::ProptestConfig, prop_assert, proptest, sample::select};
use toggle_runtime::{__admin::Program, Context};

use crate::{
    program::{decide, mistakes, program},
    reference::{Declaration, File, Type},
};

/// Returns a program with a toggle for each of these rules, and the names of the toggles in order.
fn toggles(salt: &str, rules: impl Iterator<Item = String>) -> (Vec<String>, Program) {
    let sections = rules.enumerate().map(|(index, rules)| {
        let name = format!("t-{index}");
        let section = format!("[{name}]\nsalt = \"{salt}\"\nrules = {rules}\n");
        (name, section)
    });
    let (names, sections): (Vec<_>, Vec<_>) = sections.unzip();
    let declaration = || Declaration { ty: Type::OnOff, default: false.into() };
    let declarations = names.iter().map(|name| (name.clone(), declaration()));
    let file = File { table: toml::Table::new(), stage: None, declarations: declarations.collect() };
    let program = program(&file, sections.concat());
    assert_eq!(mistakes(&program), [""; 0]);
    (names, program)
}

fn is_on(program: &Program, name: &str, user: u32, now: Timestamp) -> bool {
    decide(program, name, &Context::new(format!("user-{user}")), now).0 == true.into()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn growing_percentage_keeps_its_users(
        thousandths in btree_set(0..=100_000_u32, 2..20),
        salt in "[a-z]{1,300}",
        first in 0..1_000_000_u32,
    ) {
        let percentage = |thousandths: u32| format!("[{{ rollout = {} }}]", f64::from(thousandths) / 1000.0);
        let (names, program) = toggles(&salt, thousandths.into_iter().map(percentage));
        for user in first..first + 100 {
            let answers: Vec<bool> = names.iter().map(|name| is_on(&program, name, user, Timestamp::UNIX_EPOCH)).collect();
            prop_assert!(answers.is_sorted(), "user-{}: {:?}", user, answers);
        }
    }

    /// Checks a ramp that grows up to the middle and shrinks at the same rate.
    #[test]
    fn ramp_removes_users_in_reverse_order(
        top in select(vec![0.003, 0.5, 20.0, 99.999, 100.0]),
        seconds in btree_set(0..86_400_i64, 2..20),
        first in 0..1_000_000_u32,
    ) {
        let days = "at = 2026-12-01, to = 0 }, { at = 2026-12-02, ";
        let rule = format!("[{{ linear = true, ramp = [{{ {days}to = {top} }}, {{ at = 2026-12-03, to = 0 }}] }}]");
        let (names, program) = toggles("salt", [rule].into_iter());
        let middle: Timestamp = "2026-12-02T00:00:00Z".parse().expect("a timestamp");
        for user in first..first + 100 {
            let at = |seconds: i64| is_on(&program, &names[0], user, middle + SignedDuration::from_secs(seconds));
            let up: Vec<bool> = seconds.iter().rev().map(|seconds| at(-seconds)).collect();
            let down: Vec<bool> = seconds.iter().map(|seconds| at(*seconds)).collect();
            prop_assert!(up.is_sorted(), "user-{}: {:?}", user, up);
            prop_assert!(down.is_sorted_by(|a, b| a >= b), "user-{}: {:?}", user, down);
        }
    }
}

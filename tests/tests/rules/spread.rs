//! The check that generated files produce every reason often, because the properties depend on it.

use std::collections::BTreeMap;

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};

use crate::generate::{self, case};

#[test]
fn every_reason_is_given_often() {
    let mut runner = TestRunner::deterministic();
    let mut counts = BTreeMap::<_, u32>::new();
    for _ in 0..200 {
        let case = case().new_tree(&mut runner).expect("a case").current();
        for name in generate::TOGGLES {
            for who in &case.people {
                for now in &case.times {
                    *counts.entry(case.file.decide(name, who, *now).1).or_default() += 1;
                }
            }
        }
    }
    for reason in ["DEFAULT", "DISABLED", "ERROR", "SPLIT", "STATIC", "TARGETING_MATCH"] {
        assert!(
            counts.get(reason).is_some_and(|count| *count > counts.values().sum::<u32>() / 50),
            "{reason}: {counts:?}"
        );
    }
}

//! The property that both evaluators give the same value for the same reason.

use proptest::{prelude::ProptestConfig, prop_assert_eq, proptest, sample::select};

use crate::{
    generate::{TOGGLES, case},
    print::MANNERS,
    program::{context, decide, mistakes, process, program_in},
};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn programs_answer_as_the_reference_does(case in case(), write in select(&MANNERS)) {
        let text = write(&case.file.table);
        let program = program_in(&case.file, text.clone(), process(&case.process));
        prop_assert_eq!(mistakes(&program), [""; 0], "{}", text);
        for who in &case.people {
            let context = context(who);
            for now in &case.times {
                for name in TOGGLES.into_iter().chain(["environment"]) {
                    let expected = case.file.decide(name, who, *now);
                    prop_assert_eq!(decide(&program, name, &context, *now), expected, "{} at {}\n{}", name, now, text);
                }
            }
        }
    }
}

//! The states in which `#[toggle_test]` runs a test, for every form of test.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    env,
    panic::{self, catch_unwind},
    process::{Command, Termination},
    sync::{Mutex, PoisonError},
};

use toggle_runtime::{Toggle, Variants, enabled, toggle, toggle_test};

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Bm25,
    Neural,
    Vectors,
}

#[toggle("toggle-test-ranking", default = Ranking::Bm25)]
static RANKING: Toggle<Ranking>;
#[toggle("toggle-test-declared")]
static DECLARED: Toggle;
#[toggle("toggle-test-number", default = 3)]
static NUMBER: Toggle<i64>;

static SEEN: Mutex<BTreeSet<(bool, bool, u8)>> = Mutex::new(BTreeSet::new());

#[toggle_test("toggle-test-one", DECLARED, RANKING)]
fn every_combination_is_run() {
    let seen = (enabled!("toggle-test-one"), enabled!(DECLARED), RANKING.get() as u8);
    let mut all = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(all.insert(seen), "none is run twice");
    // This combination is the last one.
    if seen == (true, true, 2) {
        assert_eq!(all.len(), 12);
    }
}

#[toggle_test("toggle-test-one")]
fn test_may_return_a_result() -> Result<(), std::num::ParseIntError> {
    let number: u8 = if enabled!("toggle-test-one") { "1" } else { "2" }.parse()?;
    if number == 1 {
        return Ok(());
    }
    "3".parse::<u8>()?;
    Ok(())
}

#[toggle_test("toggle-test-one", "toggle-test-two")]
#[tokio::test]
async fn test_may_be_asynchronous() -> Result<(), String> {
    let before = (enabled!("toggle-test-one"), enabled!("toggle-test-two"));
    tokio::task::yield_now().await;
    assert_eq!(before, (enabled!("toggle-test-one"), enabled!("toggle-test-two")));
    Ok(())
}

#[toggle_test("toggle-test-one")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_executor_may_have_threads() {
    let inside = enabled!("toggle-test-one");
    let here = toggle_runtime::scope();
    let task = tokio::spawn(here.run_async(async { enabled!("toggle-test-one") }));
    assert_eq!(task.await.expect("it ends well"), inside);
}

/// Runs in parallel with the tests above, which override the same toggle.
#[test]
fn other_tests_do_not_see_the_overrides() {
    for _ in 0..1000 {
        assert!(!enabled!("toggle-test-one"));
    }
}

#[toggle_test("toggle-test-one")]
#[should_panic(expected = "as it should")]
fn should_panic_test_panics_in_every_run() {
    panic!("as it should, with {}", enabled!("toggle-test-one"));
}

#[toggle_test("toggle-test-one")]
#[should_panic = "as it should"]
#[tokio::test]
async fn async_should_panic_test_panics_too() {
    tokio::task::yield_now().await;
    panic!("as it should, with {}", enabled!("toggle-test-one"));
}

#[toggle_test("toggle-test-one")]
fn attributes_of_test_stay_first() {
    //! This inner comment also stays at the start of the body.
    #![allow(unused_variables, reason = "the attribute is what is tested")]
    let unused = enabled!("toggle-test-one");
}

#[toggle_test("toggle-test-one")]
#[tokio::test]
async fn attributes_of_async_test_stay_first() {
    #![allow(unused_variables, reason = "the attribute is what is tested")]
    let unused = enabled!("toggle-test-one");
}

#[toggle_test("toggle-test-one")]
fn test_may_return_an_opaque_type() -> impl Termination {
    if enabled!("toggle-test-one") {
        return Ok(());
    }
    "1".parse::<u8>().map(|_| ())
}

#[toggle_test("toggle-test-one")]
#[ignore = "it would fail"]
fn ignored_test_stays_ignored() {
    panic!("it is run");
}

/// Functions with the attribute, which tests call like the test harness does.
mod failing {
    use toggle_runtime::{enabled, toggle_test};

    macro_rules! tests {
        ($($(#[$attribute:meta])* fn $name:ident() $(-> $output:ty)? $body:block)*) => {
            $(
                #[ignore = "it fails, which another test is about"]
                $(#[$attribute])*
                pub(super) fn $name() $(-> $output)? $body
            )*
        };
    }

    #[ignore = "it fails, which another test is about"]
    #[toggle_test("toggle-test-two")]
    #[tokio::test]
    pub(super) async fn after_a_while() {
        tokio::task::yield_now().await;
        assert!(!enabled!("toggle-test-two"), "not with this");
    }

    tests! {
        #[toggle_test("toggle-test-one", "toggle-test-two")]
        fn when_both_are_on() {
            assert!(!(enabled!("toggle-test-one") && enabled!("toggle-test-two")), "not with both");
        }

        #[toggle_test("toggle-test-two")]
        fn with_an_error() -> Result<(), String> {
            if enabled!("toggle-test-two") { Err("not with this".to_owned()) } else { Ok(()) }
        }

        #[toggle_test("toggle-test-two")]
        #[should_panic(expected = "as it should")]
        fn with_another_panic() {
            assert!(enabled!("toggle-test-two"), "as it should");
            panic!("in another way");
        }

        #[toggle_test("toggle-test-oen")]
        fn without_a_toggle() {}

        #[toggle_test("toggle-test-number")]
        fn with_a_number() {}

        #[toggle_test("toggle-test-declared", super::DECLARED)]
        fn with_one_twice() {}
    }
}

/// Tests that two attributes register.
mod registered_twice {
    use toggle_runtime::toggle_test;

    macro_rules! test {
        ($name:ident) => {
            #[test]
            #[ignore = "it fails, which another test is about"]
            #[toggle_test("toggle-test-one")]
            pub(super) fn $name() {}
        };
    }

    #[ignore = "it fails, which another test is about"]
    #[test]
    #[toggle_test("toggle-test-one")]
    pub(super) fn by_test() {}

    #[core::prelude::v1::test]
    #[toggle_test("toggle-test-one")]
    #[ignore = "it fails, which another test is about"]
    fn by_its_path() {}

    #[test]
    #[toggle_test("toggle-test-one")]
    #[should_panic(expected = "as it should")]
    #[ignore = "it fails, which another test is about"]
    fn that_should_panic() {
        panic!("as it should");
    }

    test!(r#in);

    #[toggle_test("toggle-test-one")]
    #[core::prelude::v1::test]
    #[ignore = "another test runs it"]
    fn below_by_its_path() {}

    #[toggle_test("toggle-test-one")]
    #[ignore = "another test runs it"]
    #[cfg_attr(all(), test)]
    fn below_by_a_condition() {}
}

/// Runs ignored tests of this program.
#[track_caller]
fn check_run(filter: &str, result: &str, expected: &str) {
    let program = env::current_exe().expect("it has a path");
    let run = Command::new(program).args(["--ignored", "--exact", filter]).output().expect("it can be run");
    let output = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(output.contains(result), "{output}");
    assert!(output.contains(expected), "{output}");
}

#[test]
fn test_registered_twice_fails() {
    let expected = "this test is registered twice, by `#[toggle_test]` and by another attribute such as `#[test]` or \
                    `#[test_case]`: put `#[toggle_test(..)]` above the other one";
    for test in ["by_test", "by_its_path", "r#in"] {
        check_run(&format!("toggle_test::registered_twice::{test}"), "1 passed; 1 failed", expected);
    }
}

#[test]
fn test_attribute_below_registers_once() {
    for test in ["below_by_its_path", "below_by_a_condition"] {
        check_run(&format!("toggle_test::registered_twice::{test}"), "1 passed; 0 failed", "");
    }
}

#[test]
fn panicking_test_registered_twice_fails() {
    let expected = "note: test did not panic as expected";
    check_run("toggle_test::registered_twice::that_should_panic", "1 passed; 1 failed", expected);
}

#[test]
fn called_test_runs_again() {
    registered_twice::by_test();
    registered_twice::by_test();
}

#[track_caller]
fn check(test: fn(), expected: &str) {
    let panic = catch_unwind(test).expect_err("it fails");
    let said =
        panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|&text| text.into()));
    assert_eq!(said.as_deref(), Some(expected));
}

#[test]
fn failure_names_the_states_of_its_run() {
    check(failing::when_both_are_on, "with `toggle-test-one` = on, `toggle-test-two` = on: not with both");
    check(failing::with_an_error, "the test has failed with `toggle-test-two` = on");
    check(failing::after_a_while, "with `toggle-test-two` = on: not with this");
}

thread_local! {
    static FILE: RefCell<String> = const { RefCell::new(String::new()) };
}

#[test]
fn failure_has_a_place_in_the_test_file() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        FILE.set(panic.location().map(|place| place.file().to_owned()).unwrap_or_default());
        before(panic);
    }));
    for test in [failing::when_both_are_on, failing::with_an_error, failing::after_a_while] {
        catch_unwind(test).expect_err("it fails");
        assert!(FILE.take().ends_with(file!()), "the panic that the harness sees");
    }
}

/// Checks that the harness fails a `#[should_panic]` test that returns.
#[test]
fn each_run_has_to_panic_as_expected() {
    assert!(catch_unwind(failing::with_another_panic).is_ok());
}

#[test]
fn toggle_that_cannot_be_tested_fails() {
    let missing = "no toggle of this program is called `toggle-test-oen`; did you mean `toggle-test-one`?";
    check(failing::without_a_toggle, missing);
    let number = "`toggle-test-number` is a number, a string or a struct, which has no list of values to test; set it \
                  with `scope()`";
    check(failing::with_a_number, number);
    let twice = "`toggle-test-declared` is named twice, by its name and by its declaration; keep one";
    check(failing::with_one_twice, twice);
    assert_eq!(NUMBER.get(), 3);
}

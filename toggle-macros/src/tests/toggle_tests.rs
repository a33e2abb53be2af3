//! Expansions of `#[toggle_test]`, and the tests that it refuses.

use super::*;

fn expanded(args: TokenStream, item: &TokenStream) -> String {
    formatted(crate::toggle_test::expand(args, item))
}

#[test]
fn a_test_in_every_combination() {
    let item = quote! {
        fn totals() -> Result<(), Failed> {
            check(total()?)
        }
    };
    assert_data_eq!(
        expanded(quote!("new-checkout", FAST_PATH), &item),
        str![[r#"
#[::toggle_runtime::__private::test]
fn totals() {
    let mut __runs = ::toggle_runtime::__private::once!(
        ::toggle_runtime::__private::Runs::that_pass(& ["new-checkout",
        ::toggle_runtime::__private::name(& FAST_PATH)]), "totals"
    );
    while __runs.next() {
        __runs.run(|| -> Result<(), Failed> { check(total()?) });
    }
    __runs.finish();
}

"#]]
    );
}

#[test]
fn asynchronous_test_with_attribute_below() {
    let item = quote! {
        #[tokio::test]
        #[should_panic(expected = "wrong total")]
        async fn totals() {
            #![allow(unused)]
            check(total().await);
        }
    };
    assert_data_eq!(
        expanded(quote!("new-checkout"), &item),
        str![[r#"
#[tokio::test]
#[should_panic(expected = "wrong total")]
async fn totals() {
    #![allow(unused)]
    let mut __runs = ::toggle_runtime::__private::Runs::that_panic(&["new-checkout"])
        .expecting("wrong total");
    while __runs.next() {
        let __ended = __runs
            .run_async::<
                (),
                _,
            >(async {
                check(total().await);
            })
            .await;
        __runs.judge(__ended);
    }
    __runs.finish();
}

"#]]
    );
}

#[test]
fn a_test_that_cannot_be_run_stays_as_it_was() {
    let item = quote! {
        async fn totals() {}
    };
    assert_data_eq!(
        expanded(quote!(), &item),
        str![[r#"
#[allow(dead_code)]
async fn totals() {}
::toggle_runtime::__private::compile_error! {
    "the toggles of the test are missing: write `#[toggle_test(/"name/")]`"
}

"#]]
    );
}

#[test]
fn a_test_whose_result_has_no_name() {
    let item = quote! {
        fn totals() -> impl Termination {
            check(total()?)
        }
    };
    assert_data_eq!(
        expanded(quote!("new-checkout"), &item),
        str![[r#"
#[::toggle_runtime::__private::test]
fn totals() {
    fn totals() -> impl Termination {
        check(total()?)
    }
    let mut __runs = ::toggle_runtime::__private::once!(
        ::toggle_runtime::__private::Runs::that_pass(& ["new-checkout"]), "totals"
    );
    while __runs.next() {
        __runs.run(totals);
    }
    __runs.finish();
}

"#]]
    );
}

#[test]
fn results_compared_by_another_attribute() {
    let item = quote! {
        #[test_case(1 => 2)]
        fn next(n: u8) -> u8 {
            n + 1
        }
    };
    assert_data_eq!(
        expanded(quote!("new-checkout"), &item),
        str![[r#"
#[allow(dead_code)]
#[test_case(1 = >2)]
fn next(n: u8) -> u8 {
    n + 1
}
::toggle_runtime::__private::compile_error! {
    "the results of several runs are not passed to `=>`; compare in the test, with `assert_eq!`"
}

"#]]
    );
}

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
    let mut __runs = ::toggle_runtime::__private::Runs::that_pass(
        &["new-checkout", ::toggle_runtime::__private::name(&FAST_PATH)],
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
fn an_asynchronous_test_below_which_another_attribute_stands() {
    let item = quote! {
        #[tokio::test]
        #[should_panic]
        async fn totals() {
            check(total().await);
        }
    };
    assert_data_eq!(
        expanded(quote!("new-checkout"), &item),
        str![[r#"
#[tokio::test]
#[should_panic]
async fn totals() {
    let mut __runs = ::toggle_runtime::__private::Runs::that_panic(&["new-checkout"]);
    while __runs.next() {
        __runs
            .run_async::<
                (),
                _,
            >(async {
                check(total().await);
            })
            .await;
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
async fn totals() {}
::core::compile_error! {
    "say which toggles the test is about: write `#[toggle_test(/"name/")]`"
}

"#]]
    );
}

//! Expansions with the runtime at a path that the user gives.

use super::*;

#[test]
fn given_path_is_all_that_is_named() {
    let item = quote! {
        fn pay(cart: &Cart) -> Option<u64> {
            #[feature_toggle("fast", else = 1)]
            let price = 2;
            #[feature_toggle("audit")]
            fn audit() {}
            Some(price)
        }
    };
    assert_data_eq!(
        gate(quote!(crate = crate::toggles, all(NEW, "pay"), for = cart), item),
        str![[r#"
fn pay(cart: &Cart) -> Option<u64> {
    if crate::toggles::__private::check_for!(
        crate ::toggles::__private::All(crate ::toggles::__private::point!(crate
        ::toggles::__private::asked(& NEW), Positive, "pay"), crate
        ::toggles::__private::point!("pay", "TOGGLE_PIN_PAY", Positive, "pay")), cart
    ) {
        let price = if crate::toggles::__private::check!(
            "fast", "TOGGLE_PIN_FAST", Positive, "pay"
        ) {
            2
        } else {
            1
        };
        #[feature_toggle(crate = crate::toggles, "audit")]
        fn audit() {}
        Some(price)
    } else {
        crate::toggles::__private::when_off("all(NEW, pay)")
    }
}

"#]]
    );
    let item = quote! {
        fn pay() -> u64 {
            2
        }
    };
    assert_data_eq!(
        gate(quote!("pay", else = 1, guard, crate = platform::toggles), item),
        str![[r#"
fn pay() -> u64 {
    match platform::toggles::__private::wrapped!("guard", "pay", "TOGGLE_PIN_PAY", "pay")
        .ways()
    {
        platform::toggles::__private::Ok(__guarded) => {
            __guarded
                .run(
                    move || -> u64 { 2 },
                    |__result| platform::toggles::__private::is_failure!(__result),
                )
        }
        platform::toggles::__private::Err(__guarded) => {
            __guarded
                .run(
                    move || -> u64 { 1 },
                    |__result| platform::toggles::__private::is_failure!(__result),
                )
        }
    }
}

"#]]
    );
}

#[test]
fn mistakes_are_reported_by_the_given_path() {
    let item = quote! {
        fn pay() {}
    };
    assert_data_eq!(
        gate(quote!("2nd", crate = platform::toggles), item.clone()),
        str![[r#"
fn pay() {
    if platform::toggles::__private::unknown() {} else {}
}
platform::toggles::__private::compile_error! {
    "a toggle name starts with an ASCII letter, not with '2'"
}

"#]]
    );
    assert_data_eq!(
        gate(quote!("pay", crate = "platform::toggles"), item.clone()),
        str![[r#"
fn pay() {}
::core::compile_error! {
    "a path has no quotes: write `crate = platform::toggle_runtime`"
}

"#]]
    );
    assert_data_eq!(
        gate(quote!("pay", crate = a, crate = b), item),
        str![[r#"
fn pay() {
    if a::__private::unknown() {} else {}
}
a::__private::compile_error! {
    "`crate` is given twice; keep one"
}

"#]]
    );
    for args in [quote!("pay", krate = platform::toggles), quote!("pay" crate = platform::toggles)] {
        let expansion = gate(
            args,
            quote!(
                fn pay() {}
            ),
        );
        assert!(expansion.contains("platform::toggles::__private::compile_error!"), "{expansion}");
        assert!(!expansion.contains("toggle_runtime::__private"), "{expansion}");
    }
}

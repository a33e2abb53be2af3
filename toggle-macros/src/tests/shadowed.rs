//! Functions with `shadow`.

use super::*;

#[test]
fn shadow_without_values_says_so() {
    let price = || {
        quote!(
            fn price(cart: &Cart) -> Price {
                new_price(cart)
            }
        )
    };
    let without = gate(quote!("new-pricing", else = old_price(cart), shadow(values = false)), price());
    assert!(without.contains("__shadowed\n                .without_values()\n                .run("), "{without}");
    let plain = gate(quote!("new-pricing", else = old_price(cart), shadow), price());
    assert_eq!(without.replace("\n                .without_values()", ""), plain);
    for same in [quote!(shadow(values = true)), quote!(shadow(values = true,))] {
        assert_eq!(gate(quote!("new-pricing", else = old_price(cart), #same), price()), plain);
    }
    let asynchronous = quote!(
        async fn price(cart: &Cart) -> Price {
            new_price(cart).await
        }
    );
    let asynchronous = gate(quote!("new-pricing", else = old_price(cart), guard, shadow(values = false)), asynchronous);
    assert!(asynchronous.contains(".without_values()"), "{asynchronous}");
}

#[test]
fn a_shadowed_function() {
    let item = quote!(
        fn price(cart: &Cart) -> Price {
            new_price(cart)
        }
    );
    assert_data_eq!(
        gate(quote!("new-pricing", else = old_price(cart), shadow), item),
        str![[r#"
fn price(cart: &Cart) -> Price {
    match ::toggle_runtime::__private::wrapped!(
        "shadow", "new-pricing", "TOGGLE_PIN_NEW_PRICING", "price"
    )
        .shadowed()
    {
        __shadowed => {
            __shadowed
                .run(
                    || {
                        if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none::<
                            Price,
                        >() {
                            return __result;
                        }
                        '__way: { old_price(cart) }
                    },
                    || {
                        if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none::<
                            Price,
                        >() {
                            return __result;
                        }
                        '__way: { new_price(cart) }
                    },
                    ::toggle_runtime::__private::same,
                    ::toggle_runtime::__private::reported,
                )
        }
    }
}

"#]]
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one expansion")]
fn shadowed_asynchronous_guarded_function() {
    let item = quote!(
        async fn price(cart: &Cart) -> Price {
            new_price(cart).await
        }
    );
    let args = quote!("new-pricing", for = &cart.context(), else = old_price(cart).await, shadow, compare = Price::is_near,
        ignore = |old, _| old.is_free(), guard);
    assert_data_eq!(
        gate(args, item),
        str![[r#"
async fn price(cart: &Cart) -> Price {
    match ::toggle_runtime::__private::shadowed_for!(
        ::toggle_runtime::__private::wrapped!("guard shadow", "new-pricing",
        "TOGGLE_PIN_NEW_PRICING", "price"), & cart.context()
    ) {
        __shadowed => {
            __shadowed
                .run_async(
                    ::toggle_runtime::__private::way::<
                        {
                            const __NEVER: ::toggle_runtime::__private::bool = ::toggle_runtime::__private::is_never(
                                ::toggle_runtime::__private::Pin::on_or_off(
                                        "TOGGLE_PIN_NEW_PRICING",
                                        ::toggle_runtime::__private::option_env!(
                                            "TOGGLE_PIN_NEW_PRICING"
                                        ),
                                    )
                                    .known(),
                                false,
                            );
                            __NEVER
                        },
                        _,
                    >(async {
                        if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none::<
                            Price,
                        >() {
                            return __result;
                        }
                        return match ::toggle_runtime::__private::none::<Price>() {
                            ::toggle_runtime::__private::Some(__result) => __result,
                            _ => {
                                ::toggle_runtime::__private::way::<
                                    {
                                        const __NEVER: ::toggle_runtime::__private::bool = ::toggle_runtime::__private::is_never(
                                            ::toggle_runtime::__private::Pin::on_or_off(
                                                    "TOGGLE_PIN_NEW_PRICING",
                                                    ::toggle_runtime::__private::option_env!(
                                                        "TOGGLE_PIN_NEW_PRICING"
                                                    ),
                                                )
                                                .known(),
                                            false,
                                        );
                                        __NEVER
                                    },
                                    _,
                                >(
                                        __shadowed
                                            .other()
                                            .run_async(
                                                async {
                                                    if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none::<
                                                        Price,
                                                    >() {
                                                        return __result;
                                                    }
                                                    return match ::toggle_runtime::__private::none::<Price>() {
                                                        ::toggle_runtime::__private::Some(__result) => __result,
                                                        _ => old_price(cart).await,
                                                    };
                                                },
                                                |__result| {
                                                    ::toggle_runtime::__private::is_failure!(__result)
                                                },
                                            ),
                                    )
                                    .await
                            }
                        };
                    }),
                    ::toggle_runtime::__private::way::<
                        {
                            const __NEVER: ::toggle_runtime::__private::bool = ::toggle_runtime::__private::is_never(
                                ::toggle_runtime::__private::Pin::on_or_off(
                                        "TOGGLE_PIN_NEW_PRICING",
                                        ::toggle_runtime::__private::option_env!(
                                            "TOGGLE_PIN_NEW_PRICING"
                                        ),
                                    )
                                    .known(),
                                true,
                            );
                            __NEVER
                        },
                        _,
                    >(async {
                        if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none::<
                            Price,
                        >() {
                            return __result;
                        }
                        return match ::toggle_runtime::__private::none::<Price>() {
                            ::toggle_runtime::__private::Some(__result) => __result,
                            _ => {
                                ::toggle_runtime::__private::way::<
                                    {
                                        const __NEVER: ::toggle_runtime::__private::bool = ::toggle_runtime::__private::is_never(
                                            ::toggle_runtime::__private::Pin::on_or_off(
                                                    "TOGGLE_PIN_NEW_PRICING",
                                                    ::toggle_runtime::__private::option_env!(
                                                        "TOGGLE_PIN_NEW_PRICING"
                                                    ),
                                                )
                                                .known(),
                                            true,
                                        );
                                        __NEVER
                                    },
                                    _,
                                >(
                                        __shadowed
                                            .guarded()
                                            .run_async(
                                                async {
                                                    if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none::<
                                                        Price,
                                                    >() {
                                                        return __result;
                                                    }
                                                    return match ::toggle_runtime::__private::none::<Price>() {
                                                        ::toggle_runtime::__private::Some(__result) => __result,
                                                        _ => new_price(cart).await,
                                                    };
                                                },
                                                |__result| {
                                                    ::toggle_runtime::__private::is_failure!(__result)
                                                },
                                            ),
                                    )
                                    .await
                            }
                        };
                    }),
                    Price::is_near,
                    |old, _| old.is_free(),
                )
                .await
        }
    }
}

"#]]
    );
}

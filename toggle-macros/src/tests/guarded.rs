//! Functions with `guard`.

use super::*;

#[test]
fn a_guarded_function() {
    let item = quote!(
        fn checkout(cart: &Cart) -> Receipt {
            #![allow(unused)]
            new_way(cart)
        }
    );
    assert_data_eq!(
        gate(quote!("new-checkout", else = legacy(cart), guard), item),
        str![[r#"
fn checkout(cart: &Cart) -> Receipt {
    #![allow(unused)]
    match ::toggle_runtime::__private::wrapped!(
        "guard", "new-checkout", "TOGGLE_PIN_NEW_CHECKOUT", "checkout"
    )
        .ways()
    {
        ::toggle_runtime::__private::Ok(__guarded) => {
            __guarded
                .run(
                    move || -> Receipt { new_way(cart) },
                    |__result| ::toggle_runtime::__private::is_failure!(__result),
                )
        }
        ::toggle_runtime::__private::Err(__guarded) => {
            __guarded
                .run(
                    move || -> Receipt { legacy(cart) },
                    |__result| ::toggle_runtime::__private::is_failure!(__result),
                )
        }
    }
}

"#]]
    );
    let item = quote!(
        fn warm_cache() {
            fill()
        }
    );
    assert_data_eq!(
        gate(quote!("cache-warmup", guard), item),
        str![[r#"
fn warm_cache() {
    if let ::toggle_runtime::__private::Some(__guarded) = ::toggle_runtime::__private::wrapped!(
        "guard", "cache-warmup", "TOGGLE_PIN_CACHE_WARMUP", "warm_cache"
    )
        .guarded()
    {
        __guarded
            .run(
                move || -> () { fill() },
                |__result| ::toggle_runtime::__private::is_failure!(__result),
            )
    }
}

"#]]
    );
}

#[test]
fn a_guarded_function_that_is_asynchronous() {
    let item = quote!(
        async fn pay(&self, cart: Cart) -> Result<Receipt, Error> {
            self.charge(cart).await
        }
    );
    assert_data_eq!(
        gate(quote!(NEW_PAY, for = &self.context(), guard), item),
        str![[r#"
async fn pay(&self, cart: Cart) -> Result<Receipt, Error> {
    if let ::toggle_runtime::__private::Some(__guarded) = ::toggle_runtime::__private::guarded_for!(
        ::toggle_runtime::__private::wrapped!("guard",
        ::toggle_runtime::__private::asked(& NEW_PAY), "pay"), & self.context()
    ) {
        ::toggle_runtime::__private::way::<
            {
                const __NEVER: ::toggle_runtime::__private::bool = ::toggle_runtime::__private::is_never(
                    ::toggle_runtime::__private::asked(&NEW_PAY).pin.known(),
                    true,
                );
                __NEVER
            },
            _,
        >(
                __guarded
                    .run_async(
                        async move {
                            if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none::<
                                Result<Receipt, Error>,
                            >() {
                                ::toggle_runtime::__private::identity(((cart,), ())).1 = ();
                                return __result;
                            }
                            return match ::toggle_runtime::__private::none::<
                                Result<Receipt, Error>,
                            >() {
                                ::toggle_runtime::__private::Some(__result) => __result,
                                _ => self.charge(cart).await,
                            };
                        },
                        |__result| ::toggle_runtime::__private::is_failure!(__result),
                    ),
            )
            .await
    } else {
        ::toggle_runtime::__private::when_off(
            ::toggle_runtime::__private::asked(&NEW_PAY).name,
        )
    }
}

"#]]
    );
}

#[test]
fn failure_takes_the_place_of_outcomes() {
    let item = || {
        quote!(
            fn find(&self, key: &str) -> Result<Row, Error> {
                self.new_find(key)
            }
        )
    };
    let asked = "|__result| ::toggle_runtime::__private::is_failure!(__result)";
    for (failure, expected) in [
        (quote!(Error::is_of_server), "Error::is_of_server"),
        (quote!(|found| found.is_err() && !key.is_empty()), "|found| found.is_err() && !key.is_empty()"),
    ] {
        let expected =
            format!("|__result| ::toggle_runtime::__private::failure::<Result<Row, Error>>({expected}, __result)");
        // The printer breaks long lines.
        let without_spaces =
            |code: &str| code.split_whitespace().collect::<String>().replace(",>", ">").replace(",)", ")");
        let outcomes = gate(quote!("find", else = self.old_find(key), guard), item());
        let own = gate(quote!("find", else = self.old_find(key), guard, failure = #failure), item());
        assert_eq!(without_spaces(&own), without_spaces(&outcomes.replace(asked, &expected)));
    }
    let with_shadow = gate(quote!("find", else = self.old_find(key), shadow, guard, failure = Result::is_err), item());
    assert!(!with_shadow.contains("is_failure!"), "{with_shadow}");
    assert_eq!(with_shadow.matches("Result::is_err").count(), 2, "once for each way: {with_shadow}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one expansion")]
fn guarded_method_rewritten_by_async_trait() {
    let item = quote! {
        fn pay<'life0, 'async_trait>(&'life0 mut self, cart: Cart)
            -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = Receipt> + ::core::marker::Send + 'async_trait>>
        {
            Box::pin(async move {
                let __self = self;
                let __ret: Receipt = { __self.charge(cart).await };
                __ret
            })
        }
    };
    assert_data_eq!(
        gate(quote!("new-pay", else = self.legacy(cart), guard), item),
        str![[r#"
fn pay<'life0, 'async_trait>(
    &'life0 mut self,
    cart: Cart,
) -> ::core::pin::Pin<
    Box<
        dyn ::core::future::Future<
            Output = Receipt,
        > + ::core::marker::Send + 'async_trait,
    >,
> {
    Box::pin(async move {
        let __self = self;
        let __ret: Receipt = {
            match ::toggle_runtime::__private::wrapped!(
                "guard", "new-pay", "TOGGLE_PIN_NEW_PAY", "pay"
            )
                .ways()
            {
                ::toggle_runtime::__private::Ok(__guarded) => {
                    ::toggle_runtime::__private::way::<
                        {
                            const __NEVER: ::toggle_runtime::__private::bool = ::toggle_runtime::__private::is_never(
                                ::toggle_runtime::__private::Pin::on_or_off(
                                        "TOGGLE_PIN_NEW_PAY",
                                        ::toggle_runtime::__private::option_env!(
                                            "TOGGLE_PIN_NEW_PAY"
                                        ),
                                    )
                                    .known(),
                                true,
                            );
                            __NEVER
                        },
                        _,
                    >(
                            __guarded
                                .run_async(
                                    async move {
                                        if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none::<
                                            Receipt,
                                        >() {
                                            ::toggle_runtime::__private::identity(((cart,), ())).1 = ();
                                            return __result;
                                        }
                                        return match ::toggle_runtime::__private::none::<
                                            Receipt,
                                        >() {
                                            ::toggle_runtime::__private::Some(__result) => __result,
                                            _ => __self.charge(cart).await,
                                        };
                                    },
                                    |__result| {
                                        ::toggle_runtime::__private::is_failure!(__result)
                                    },
                                ),
                        )
                        .await
                }
                ::toggle_runtime::__private::Err(__guarded) => {
                    ::toggle_runtime::__private::way::<
                        {
                            const __NEVER: ::toggle_runtime::__private::bool = ::toggle_runtime::__private::is_never(
                                ::toggle_runtime::__private::Pin::on_or_off(
                                        "TOGGLE_PIN_NEW_PAY",
                                        ::toggle_runtime::__private::option_env!(
                                            "TOGGLE_PIN_NEW_PAY"
                                        ),
                                    )
                                    .known(),
                                false,
                            );
                            __NEVER
                        },
                        _,
                    >(
                            __guarded
                                .run_async(
                                    async move {
                                        if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none::<
                                            Receipt,
                                        >() {
                                            ::toggle_runtime::__private::identity(((cart,), ())).1 = ();
                                            return __result;
                                        }
                                        return match ::toggle_runtime::__private::none::<
                                            Receipt,
                                        >() {
                                            ::toggle_runtime::__private::Some(__result) => __result,
                                            _ => __self.legacy(cart),
                                        };
                                    },
                                    |__result| {
                                        ::toggle_runtime::__private::is_failure!(__result)
                                    },
                                ),
                        )
                        .await
                }
            }
        };
        __ret
    })
}

"#]]
    );
}

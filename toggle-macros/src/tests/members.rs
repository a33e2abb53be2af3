//! Expansions of `#[feature_toggle]` on `impl` blocks and modules.

use super::*;

#[test]
fn every_function_of_an_impl_block() {
    let item = quote! {
        impl Cart {
            const MAX: usize = 10;
            fn len(&self) -> usize { self.items.len() }
            fn clear(&mut self) { self.items.clear() }
        }
    };
    assert_data_eq!(
        gate(quote!("carts", else = Default::default()), item),
        str![[r#"
impl Cart {
    const MAX: usize = 10;
    fn len(&self) -> usize {
        if ::toggle_runtime::__private::check!(
            "carts", "TOGGLE_PIN_CARTS", Positive, "len"
        ) {
            self.items.len()
        } else {
            Default::default()
        }
    }
    fn clear(&mut self) {
        if ::toggle_runtime::__private::check!(
            "carts", "TOGGLE_PIN_CARTS", Positive, "clear"
        ) {
            self.items.clear()
        } else {
            Default::default()
        }
    }
}

"#]]
    );
}

#[test]
fn every_function_of_a_module() {
    let item = quote! {
        mod carts {
            //! Kept.
            use super::*;
            fn free() {}
            mod inner { pub fn deeper() {} }
            trait Priced { fn price(&self) -> Option<u32>; fn twice(&self) -> Option<u32> { None } }
            macro_rules! left_alone { () => { fn inside() {} } }
        }
    };
    assert_data_eq!(
        gate(quote!("carts"), item),
        str![[r#"
mod carts {
    //! Kept.
    use super::*;
    fn free() {
        if ::toggle_runtime::__private::check!(
            "carts", "TOGGLE_PIN_CARTS", Positive, "free"
        ) {}
    }
    mod inner {
        pub fn deeper() {
            if ::toggle_runtime::__private::check!(
                "carts", "TOGGLE_PIN_CARTS", Positive, "deeper"
            ) {}
        }
    }
    trait Priced {
        fn price(&self) -> Option<u32>;
        fn twice(&self) -> Option<u32> {
            if ::toggle_runtime::__private::check!(
                "carts", "TOGGLE_PIN_CARTS", Positive, "twice"
            ) {
                None
            } else {
                ::toggle_runtime::__private::when_off("carts")
            }
        }
    }
    macro_rules! left_alone {
        () => {
            fn inside() {}
        };
    }
}

"#]]
    );
}

#[test]
fn a_method_that_async_trait_has_rewritten() {
    let item = quote! {
        fn pay<'life0, 'async_trait>(&'life0 self, cart: Cart)
            -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = Receipt> + ::core::marker::Send + 'async_trait>>
        where 'life0: 'async_trait, Self: 'async_trait
        {
            Box::pin(async move {
                if let ::core::option::Option::Some(__ret) = ::core::option::Option::None::<Receipt> {
                    #[allow(unreachable_code)]
                    return __ret;
                }
                let __self = self;
                let cart = cart;
                let __ret: Receipt = { __self.charge(cart).await };
                #[allow(unreachable_code)]
                __ret
            })
        }
    };
    assert_data_eq!(
        gate(quote!("new-pay", else = self.legacy(cart)), item),
        str![[r#"
fn pay<'life0, 'async_trait>(
    &'life0 self,
    cart: Cart,
) -> ::core::pin::Pin<
    Box<
        dyn ::core::future::Future<
            Output = Receipt,
        > + ::core::marker::Send + 'async_trait,
    >,
>
where
    'life0: 'async_trait,
    Self: 'async_trait,
{
    Box::pin(async move {
        if let ::core::option::Option::Some(__ret) = ::core::option::Option::None::<
            Receipt,
        > {
            #[allow(unreachable_code)] return __ret;
        }
        let __self = self;
        let cart = cart;
        let __ret: Receipt = {
            if ::toggle_runtime::__private::check!(
                "new-pay", "TOGGLE_PIN_NEW_PAY", Positive, "pay"
            ) {
                use ::toggle_runtime::__private::Reach as _;
                __self
                    .charge(cart)
                    .__reached::<
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
                    >()
                    .await
            } else {
                __self.legacy(cart)
            }
        };
        #[allow(unreachable_code)] __ret
    })
}

"#]]
    );
}

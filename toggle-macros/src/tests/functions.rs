//! Expansions of `#[feature_toggle]` on functions.

use super::*;

#[test]
fn a_function_with_else() {
    let item = quote! {
        /// Kept.
        #[inline]
        pub(crate) fn checkout<'a, T: Into<&'a Cart>>(cart: T) -> Receipt where T: Copy {
            #![allow(clippy::all)]
            let cart = cart.into();
            new_way(cart)
        }
    };
    assert_data_eq!(
        gate(quote!("new-checkout", else = legacy_checkout(cart.into())), item),
        str![[r#"
/// Kept.
#[inline]
pub(crate) fn checkout<'a, T: Into<&'a Cart>>(cart: T) -> Receipt
where
    T: Copy,
{
    #![allow(clippy::all)]
    if ::toggle_runtime::__private::check!(
        "new-checkout", "TOGGLE_PIN_NEW_CHECKOUT", Positive, "checkout"
    ) {
        let cart = cart.into();
        new_way(cart)
    } else {
        legacy_checkout(cart.into())
    }
}

"#]]
    );
}

#[test]
fn a_function_without_else() {
    assert_data_eq!(
        gate(
            quote!("cache-warmup"),
            quote!(
                fn warm_cache() {
                    fill()
                }
            )
        ),
        str![[r#"
fn warm_cache() {
    if ::toggle_runtime::__private::check!(
        "cache-warmup", "TOGGLE_PIN_CACHE_WARMUP", Positive, "warm_cache"
    ) {
        fill()
    }
}

"#]]
    );
    assert_data_eq!(
        gate(
            quote!("export"),
            quote!(
                async fn export() -> Option<File> {
                    Some(file().await)
                }
            )
        ),
        str![[r#"
async fn export() -> Option<File> {
    if ::toggle_runtime::__private::check!(
        "export", "TOGGLE_PIN_EXPORT", Positive, "export"
    ) {
        use ::toggle_runtime::__private::Reach as _;
        Some(
            file()
                .__reached::<
                    {
                        const __NEVER: ::toggle_runtime::__private::bool = ::toggle_runtime::__private::is_never(
                            ::toggle_runtime::__private::Pin::on_or_off(
                                    "TOGGLE_PIN_EXPORT",
                                    ::toggle_runtime::__private::option_env!(
                                        "TOGGLE_PIN_EXPORT"
                                    ),
                                )
                                .known(),
                            true,
                        );
                        __NEVER
                    },
                >()
                .await,
        )
    } else {
        ::toggle_runtime::__private::when_off("export")
    }
}

"#]]
    );
}

#[test]
fn a_declaration_by_its_path() {
    let item = quote!(
        fn pay() -> Result<(), Error> {
            charge()
        }
    );
    assert_data_eq!(
        gate(quote!(crate::toggles::NEW_CHECKOUT), item),
        str![[r#"
fn pay() -> Result<(), Error> {
    if ::toggle_runtime::__private::check!(
        ::toggle_runtime::__private::asked(& crate ::toggles::NEW_CHECKOUT), Positive,
        "pay"
    ) {
        charge()
    } else {
        ::toggle_runtime::__private::when_off(
            ::toggle_runtime::__private::asked(&crate::toggles::NEW_CHECKOUT).name,
        )
    }
}

"#]]
    );
}

#[test]
fn combinations() {
    let item = quote!(
        fn f() -> Option<u8> {
            Some(1)
        }
    );
    assert_data_eq!(
        gate(quote!(all("a", not(any("b", C)), any("d"))), item.clone()),
        str![[r#"
fn f() -> Option<u8> {
    if ::toggle_runtime::__private::check!("a", "TOGGLE_PIN_A", Positive, "f")
        && (::toggle_runtime::__private::check!("b", "TOGGLE_PIN_B", Negative, "f")
            && ::toggle_runtime::__private::check!(
                ::toggle_runtime::__private::asked(& C), Negative, "f"
            )) && ::toggle_runtime::__private::check!("d", "TOGGLE_PIN_D", Positive, "f")
    {
        Some(1)
    } else {
        ::toggle_runtime::__private::when_off("all(a, not(any(b, C)), any(d))")
    }
}

"#]]
    );
    assert_data_eq!(
        gate(quote!(not("a"), else = None), item),
        str![[r#"
fn f() -> Option<u8> {
    if ::toggle_runtime::__private::check!("a", "TOGGLE_PIN_A", Negative, "f") {
        Some(1)
    } else {
        None
    }
}

"#]]
    );
}

#[test]
fn a_context() {
    let item = quote!(
        fn promote(user: &User) -> Page {
            promoted()
        }
    );
    let args = quote!(all("new-checkout", not("read-only")), for = &user.context(), else = home());
    assert_data_eq!(
        gate(args, item),
        str![[r#"
fn promote(user: &User) -> Page {
    if ::toggle_runtime::__private::check_for!(
        ::toggle_runtime::__private::All(::toggle_runtime::__private::point!("new-checkout",
        "TOGGLE_PIN_NEW_CHECKOUT", Positive, "promote"),
        ::toggle_runtime::__private::Not(::toggle_runtime::__private::point!("read-only",
        "TOGGLE_PIN_READ_ONLY", Negative, "promote"))), & user.context()
    ) {
        promoted()
    } else {
        home()
    }
}

"#]]
    );
}

#[test]
fn inferred_return_type_takes_body_first() {
    let item = quote!(
        fn adder() -> impl Fn(u64) -> u64 {
            |x| x + 1
        }
    );
    assert_data_eq!(
        gate(quote!("new-adder", else = legacy_adder()), item),
        str![[r#"
fn adder() -> impl Fn(u64) -> u64 {
    if ::toggle_runtime::__private::check!(
        "new-adder", "TOGGLE_PIN_NEW_ADDER", Positive, "adder"
    ) {
        return '__given_0: {
            if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none() {
                break '__given_0 __result;
            }
            '__body_0: { |x| x + 1 }
        };
    }
    legacy_adder()
}

"#]]
    );
}

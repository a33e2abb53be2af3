//! What the macros expand to. `SNAPSHOTS=overwrite cargo test -p toggle-macros` renews the snapshots.

use proc_macro2::TokenStream;
use quote::quote;
use snapbox::{IntoData, assert_data_eq, str};

/// The expansion of a `#[feature_toggle(args)]` on an item, formatted.
fn gate(args: TokenStream, item: TokenStream) -> String {
    formatted(crate::gate::expand(args, item))
}

fn formatted(tokens: TokenStream) -> String {
    let file = syn::parse2(tokens).expect("the expansion is Rust");
    prettyplease::unparse(&file)
}

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
    if ::toggle_runtime::__private::check!("new-checkout", Positive, "checkout") {
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
    if ::toggle_runtime::__private::check!("cache-warmup", Positive, "warm_cache") {
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
    if ::toggle_runtime::__private::check!("export", Positive, "export") {
        Some(file().await)
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
        ::toggle_runtime::__private::name(& crate ::toggles::NEW_CHECKOUT), Positive,
        "pay"
    ) {
        charge()
    } else {
        ::toggle_runtime::__private::when_off(
            ::toggle_runtime::__private::name(&crate::toggles::NEW_CHECKOUT),
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
    if ::toggle_runtime::__private::check!("a", Positive, "f")
        && (::toggle_runtime::__private::check!("b", Negative, "f")
            && ::toggle_runtime::__private::check!(
                ::toggle_runtime::__private::name(& C), Negative, "f"
            )) && ::toggle_runtime::__private::check!("d", Positive, "f")
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
    if ::toggle_runtime::__private::check!("a", Negative, "f") { Some(1) } else { None }
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
        Positive, "promote"),
        ::toggle_runtime::__private::Not(::toggle_runtime::__private::point!("read-only",
        Negative, "promote"))), & user.context()
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
fn marks_inside_a_function() {
    let item = quote! {
        fn handle(request: Request) -> Response {
            #![allow(unused)]
            #[feature_toggle("audit-log")]
            { audit(&request); }

            #[feature_toggle("metrics")]
            #[allow(deprecated)]
            count += 1;

            #[feature_toggle("fast-path", else = slow_price(&request))]
            let price = fast_price(&request);

            #[feature_toggle("early", else = None)]
            let Some(early) = early() else { return late() };

            match request.kind() {
                #[feature_toggle("bulk-orders")]
                Kind::Bulk => bulk(request),
                #[feature_toggle(any("a", "b"))]
                Kind::Gift if wrapped || paid => gift(request),
                _ => single(request, price),
            }
        }
    };
    assert_data_eq!(
        gate(quote!(), item),
        str![[r#"
fn handle(request: Request) -> Response {
    #![allow(unused)]
    if ::toggle_runtime::__private::check!("audit-log", Positive, "handle") {
        audit(&request);
    }
    #[allow(deprecated)]
    if ::toggle_runtime::__private::check!("metrics", Positive, "handle") {
        count += 1;
    }
    let price = if ::toggle_runtime::__private::check!("fast-path", Positive, "handle") {
        fast_price(&request)
    } else {
        slow_price(&request)
    };
    let Some(early) = (if ::toggle_runtime::__private::check!(
        "early", Positive, "handle"
    ) {
        early()
    } else {
        None
    }) else { return late() };
    match request.kind() {
        Kind::Bulk if ::toggle_runtime::__private::check!(
            "bulk-orders", Positive, "handle"
        ) => bulk(request),
        Kind::Gift if (::toggle_runtime::__private::check!("a", Positive, "handle")
            || ::toggle_runtime::__private::check!("b", Positive, "handle"))
            && (wrapped || paid) => gift(request),
        _ => single(request, price),
    }
}

"#]]
    );
}

#[test]
fn a_tail_block() {
    let item = quote!(
        fn f() -> Option<u8> {
            #[feature_toggle("a")]
            {
                Some(1)
            }
        }
    );
    assert_data_eq!(
        gate(quote!(), item),
        str![[r#"
fn f() -> Option<u8> {
    if ::toggle_runtime::__private::check!("a", Positive, "f") {
        Some(1)
    } else {
        ::toggle_runtime::__private::when_off("a")
    }
}

"#]]
    );
}

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
        if ::toggle_runtime::__private::check!("carts", Positive, "len") {
            self.items.len()
        } else {
            Default::default()
        }
    }
    fn clear(&mut self) {
        if ::toggle_runtime::__private::check!("carts", Positive, "clear") {
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
        if ::toggle_runtime::__private::check!("carts", Positive, "free") {}
    }
    mod inner {
        pub fn deeper() {
            if ::toggle_runtime::__private::check!("carts", Positive, "deeper") {}
        }
    }
    trait Priced {
        fn price(&self) -> Option<u32>;
        fn twice(&self) -> Option<u32> {
            if ::toggle_runtime::__private::check!("carts", Positive, "twice") {
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
            if ::toggle_runtime::__private::check!("new-pay", Positive, "pay") {
                __self.charge(cart).await
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

#[test]
fn a_declaration() {
    let item = quote! {
        /// Serve the rewritten checkout flow.
        ///
        /// With one click.
        #[allow(dead_code)]
        pub static NEW_CHECKOUT: Toggle;
    };
    let args = quote!("new-checkout", default = on, kind = release, owner = "payments", since = "2026-11-23");
    assert_data_eq!(
        formatted(crate::declare::expand(args, item)),
        str![[r#"
/// Serve the rewritten checkout flow.
///
/// With one click.
#[allow(dead_code)]
pub static NEW_CHECKOUT: Toggle = ::toggle_runtime::__private::declare!(
    "new-checkout", "NEW_CHECKOUT", "on", "release", "payments", "2026-11-23", "",
    "Serve the rewritten checkout flow.\n\nWith one click."
);

"#]]
        .raw()
    );
}

#[test]
fn a_check() {
    let check = |args| {
        let check = crate::enabled::expand(args);
        formatted(quote!(const _: bool = #check;))
    };
    assert_data_eq!(
        check(quote!("beta-search")),
        str![[r#"
const _: bool = ::toggle_runtime::__private::check!("beta-search", Positive, "");

"#]]
    );
    assert_data_eq!(
        check(quote!(not(BETA), for = &context)),
        str![[r#"
const _: bool = ::toggle_runtime::__private::check_for!(
    ::toggle_runtime::__private::Not(::toggle_runtime::__private::point!(::toggle_runtime::__private::name(&
    BETA), Negative, "")), & context
);

"#]]
    );
}

#[test]
fn every_mistake_is_reported_and_the_item_survives() {
    let item = quote! {
        const fn f() -> u8 {
            #[feature_toggle("2nd")]
            let x = 1;
            x
        }
    };
    assert_data_eq!(
        gate(quote!("bad name", esle = 1), item),
        str![[r#"
const fn f() -> u8 {
    let x = 1;
    x
}
::core::compile_error! {
    "a toggle name is made of ASCII letters, digits, `-`, `_` and `.`; ' ' is none of them"
}
::core::compile_error! {
    "expected `for` or `else`"
}
::core::compile_error! {
    "a toggle name starts with an ASCII letter, not with '2'"
}

"#]]
    );
}

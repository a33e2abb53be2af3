//! Expansions of `enabled!` and `value!`, and items that survive mistakes.

use super::*;

#[test]
fn a_check() {
    let check = |args| {
        let check = crate::enabled::expand(args);
        formatted(quote!(const _: bool = #check;))
    };
    assert_data_eq!(
        check(quote!("beta-search")),
        str![[r#"
const _: bool = ::toggle_runtime::__private::check!(
    "beta-search", "TOGGLE_PIN_BETA_SEARCH", Positive, ""
);

"#]]
    );
    assert_data_eq!(
        check(quote!(not(BETA), for = &context)),
        str![[r#"
const _: bool = ::toggle_runtime::__private::check_for!(
    ::toggle_runtime::__private::Not(::toggle_runtime::__private::point!(::toggle_runtime::__private::asked(&
    BETA), Negative, "")), & context
);

"#]]
    );
}

#[test]
fn every_mistake_is_reported_and_item_survives() {
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
    let _ = || { 1 };
    let x = if ::toggle_runtime::__private::unknown() {
        1
    } else {
        ::toggle_runtime::__private::unknown_value()
    };
    x
}
::toggle_runtime::__private::compile_error! {
    "a toggle name is made of ASCII letters, digits, `-`, `_` and `.`; ' ' is none of them"
}
::toggle_runtime::__private::compile_error! {
    "`esle` is no key here; did you mean `else`? Write `else = ..`"
}
::toggle_runtime::__private::compile_error! {
    "a toggle name starts with an ASCII letter, not with '2'"
}
::toggle_runtime::__private::compile_error! {
    "a `const fn` cannot be gated: the compiler may run it, and a toggle is known at run time only; remove `const`, or gate its callers"
}

"#]]
    );
}

#[test]
fn value_names_its_declaration() {
    let value = |args| {
        let value = crate::value::expand(args);
        formatted(quote!(
            const _: u8 = #value;
        ))
    };
    assert_data_eq!(
        value(quote!(RANKING)),
        str![[r"
const _: u8 = ::toggle_runtime::__private::value!(
    ::toggle_runtime::__private::valued(& RANKING)
);

"]]
    );
    assert_data_eq!(
        value(quote!(search::RANKING, for = &context, crate = platform::toggles)),
        str![[r"
const _: u8 = platform::toggles::__private::value!(
    platform::toggles::__private::valued(& search::RANKING), for = & context
);

"]]
    );
    assert_data_eq!(
        value(quote!("search-ranking", fro = &context)),
        str![[r#"
const _: u8 = {
    ::toggle_runtime::__private::compile_error! {
        "`value!` needs the declaration, which has the type of the value: write the path of its `static`, as in `value!(SEARCH_RANKING)`; a name alone can be checked with `enabled!(/"search-ranking/")`"
    }
    ::toggle_runtime::__private::compile_error! {
        "`fro` is no key here; did you mean `for`? Write `for = &context`"
    }
    let _ = &context;
    ::toggle_runtime::__private::unknown_value()
};

"#]]
    );
}

//! Expansions of `#[toggle]`, and mistakes in its arguments.

use super::*;

/// The expansion of a `#[toggle(args)]` on an item.
fn declare(args: TokenStream, item: TokenStream) -> String {
    formatted(crate::declare::expand(args, item))
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
        declare(args, item),
        str![[r#"
/// Serve the rewritten checkout flow.
///
/// With one click.
#[allow(dead_code)]
///
/// Toggle `new-checkout`: on by default, release, owned by `payments`, since 2026-11-23.
pub static NEW_CHECKOUT: Toggle = ::toggle_runtime::__private::declare!(
    on_or_off = "TOGGLE_PIN_NEW_CHECKOUT", default = true, "new-checkout",
    "NEW_CHECKOUT", "on", "release", "payments", "2026-11-23", "",
    "Serve the rewritten checkout flow.\n\nWith one click.", ""
);

"#]]
        .raw()
    );
}

#[test]
fn a_declaration_with_a_variant() {
    let item = quote! { static RANKING: Toggle<Ranking>; };
    assert_data_eq!(
        declare(quote!("search-ranking", default = Ranking::Bm25), item),
        str![[r#"
///
/// Toggle `search-ranking`: `Ranking::Bm25` by default.
static RANKING: Toggle<Ranking> = ::toggle_runtime::__private::declare!(
    variant = "TOGGLE_PIN_SEARCH_RANKING", default = Ranking::Bm25, "search-ranking",
    "RANKING", "", "", "", "", ""
);

"#]]
        .raw()
    );
}

#[test]
fn declarations_with_a_literal() {
    let item = quote! { static PAGE_SIZE: Toggle<i64>; };
    assert_data_eq!(
        declare(quote!("page-size", default = -20, range = -100..=0x64), item),
        str![[r#"
///
/// Toggle `page-size`: -20 by default, in `-100..=100`.
static PAGE_SIZE: Toggle<i64> = ::toggle_runtime::__private::declare!(
    not_pinned = "TOGGLE_PIN_PAGE_SIZE", default = - 20, "page-size", "PAGE_SIZE", "-20",
    "", "", "", "", "", "integer -100..=100"
);

"#]]
        .raw()
    );

    let item = quote! { static BOOST: Toggle<f64>; };
    assert_data_eq!(
        declare(quote!("boost", default = 1.50, range = 0.0..), item),
        str![[r#"
///
/// Toggle `boost`: 1.5 by default, in `0..`.
static BOOST: Toggle<f64> = ::toggle_runtime::__private::declare!(
    not_pinned = "TOGGLE_PIN_BOOST", default = 1.5f64, "boost", "BOOST", "1.5", "", "",
    "", "", "", "float 0.."
);

"#]]
        .raw()
    );

    let item = quote! { static GREETING: Toggle<Arc<str>>; };
    assert_data_eq!(
        declare(quote!("greeting", default = "Good `morning`"), item),
        str![[r#"
///
/// Toggle `greeting`: `"Good 'morning'"` by default.
static GREETING: Toggle<Arc<str>> = ::toggle_runtime::__private::declare!(
    not_pinned = "TOGGLE_PIN_GREETING", default = "Good `morning`", "greeting",
    "GREETING", "Good `morning`", "", "", "", "", "", "text"
);

"#]]
        .raw()
    );

    let item = quote! { static KILLED: Toggle; };
    assert_data_eq!(
        declare(quote!("killed", default = off), item),
        str![[r#"
///
/// Toggle `killed`: off by default.
static KILLED: Toggle = ::toggle_runtime::__private::declare!(
    on_or_off = "TOGGLE_PIN_KILLED", default = false, "killed", "KILLED", "off", "", "",
    "", "", "", ""
);

"#]]
        .raw()
    );
}

#[track_caller]
fn refused(arguments: &str, message: &str) {
    let arguments: TokenStream = arguments.parse().expect("the arguments are tokens");
    let expansion = declare(quote!("name", #arguments), quote! { static NAME: Toggle<T>; });
    assert!(expansion.contains(message), "{expansion}");
    assert!(expansion.contains("undeclared()"), "{expansion}");
}

#[test]
fn defaults_that_are_none() {
    refused("default = true", "write `default = on` or `default = off`");
    refused("default = 'a'", "expected a default");
    refused("default =", "`default` needs a value");
    refused("default = 1 + 1", "expected `,`");
    refused("default = Ranking::default()", "no other expression");
    refused("default = Ranking { x: 1 }", "no other expression");
    refused(r#"default = "a\u{1b}b""#, "control characters");
    refused(r#"default = "a"b"#, "a string has no suffix");
    refused("default = 9223372036854775808", "does not fit into an `i64`");
    refused("default = 1u128", "is an `i64`, not `u128`");
    refused("default = 1f32", "is an `f64`, not `f32`");
    refused("default = 1e999", "does not fit into an `f64`");
}

#[test]
fn ranges_that_are_none() {
    refused("range = 1..=3", "a range needs a number in it");
    refused("default = on, range = 1..=3", "a range is for numbers");
    refused(r#"default = "five", range = 1..=3"#, "a range is for numbers: write one as the default");
    refused(r#"default = "5", range = 1..=9"#, "write the number without quotes: `default = 5`");
    refused(r#"default = "5", range = 1..=9"#, "a duration has a unit here and in the range");
    refused("default = 1, range = 1..3", "write `..=`");
    refused("default = 1, range = ..", "write the range as `1..=100`");
    refused("default = 1, range = 1", "write the range as `1..=100`");
    refused("default = 1, range = 1..=", "write the range as `1..=100`");
    refused("default = 1, range = 1..=0", "1 is above 0");
    refused("default = 4, range = 1..=3", "not in the range `1..=3`");
    refused("default = -0.5, range = 0.0..", "not in the range `0..`");
    refused("default = 1, range = 0.0..", "the default is an integer");
    refused("default = 1, range = 0..=10u8", "write the bound without `u8`");
    refused(r#"default = "1s", range = "2s".."#, "not in the range `2s..`");
    refused(r#"default = "1s", range = "2s"..="1s""#, "2s is above 1s");
    refused(r#"default = "1s", range = ..="1 s""#, "a duration is written with its unit");
    refused(r#"default = "1s", range = 1..="2s""#, "a duration is written with its unit");
    refused(r#"default = 1, range = ..="2s""#, "the default is an integer");
    refused("default = 1.0, range = 0..", "the default has decimals");
    refused(r#"default = 1.0, range = ..="x""#, "the default has decimals");
}

//! Expansions of `#[derive(Variants)]`, and the types that it refuses.

use super::*;

#[test]
fn variants() {
    let item = quote! {
        pub enum Ranking {
            Bm25,
            r#Fn = 7,
            #[variant("vector-search")]
            Vectors,
        }
    };
    assert_data_eq!(
        formatted(crate::variants::expand(item)),
        str![[r#"
#[automatically_derived]
impl ::toggle_runtime::__private::Variants for r#Ranking {
    const ALL: &'static [Self] = &[Self::r#Bm25, Self::r#Fn, Self::r#Vectors];
    const NAMES: &'static [&'static ::toggle_runtime::__private::str] = &[
        "bm25",
        "fn",
        "vector-search",
    ];
    const __TYPE: &'static ::toggle_runtime::__private::str = "variants bm25 fn vector-search";
    const __DISCRIMINANTS: &'static [::toggle_runtime::__private::i128] = &[
        Self::r#Bm25 as ::toggle_runtime::__private::i128,
        Self::r#Fn as ::toggle_runtime::__private::i128,
        Self::r#Vectors as ::toggle_runtime::__private::i128,
    ];
    #[inline]
    fn name(self) -> &'static ::toggle_runtime::__private::str {
        match self {
            Self::r#Bm25 => "bm25",
            Self::r#Fn => "fn",
            Self::r#Vectors => "vector-search",
        }
    }
}
#[automatically_derived]
impl ::toggle_runtime::__private::From<r#Ranking>
for ::toggle_runtime::__private::Value {
    #[inline]
    fn from(__variant: r#Ranking) -> Self {
        ::toggle_runtime::__private::variant(__variant)
    }
}

"#]]
        .raw()
    );
}

#[test]
fn every_mistake_in_variants_is_reported() {
    let item = quote! {
        #[variant("x")]
        enum Ranking<T> {
            Bm25,
            #[variant("bm25")]
            Okapi(T),
            #[variant(neural)]
            Neural,
            #[variant("a")]
            #[variant("b")]
            Two,
            #[variant("2nd")]
            Second,
            Größe,
        }
    };
    assert_data_eq!(formatted(crate::variants::expand(item)), str![[r#"
::toggle_runtime::__private::compile_error! {
    "an enum that derives `Variants` cannot have generic parameters"
}
::toggle_runtime::__private::compile_error! {
    "the variants of a toggle cannot have fields; remove the fields"
}
::toggle_runtime::__private::compile_error! {
    "`#[variant(\"name\")]` names a variant; write it on one"
}
::toggle_runtime::__private::compile_error! {
    "another variant is named `bm25`; write `#[variant(\"other-name\")]` on it"
}
::toggle_runtime::__private::compile_error! {
    "write the variant's name as `#[variant(\"name\")]`"
}
::toggle_runtime::__private::compile_error! {
    "the variant is named twice; keep one"
}
::toggle_runtime::__private::compile_error! {
    "a variant's name starts with an ASCII letter, not with '2'"
}
::toggle_runtime::__private::compile_error! {
    "a variant's name is made of ASCII letters, digits, `-`, `_` and `.`; 'ö' is none of them; write `#[variant(\"other-name\")]` on it"
}

"#]].raw());
}

#[track_caller]
fn no_variants(item: TokenStream, message: &str) {
    let expansion = formatted(crate::variants::expand(item));
    assert!(expansion.contains(message), "{expansion}");
}

#[test]
fn what_has_no_variants() {
    no_variants(
        quote!(
            enum Empty {}
        ),
        "an enum without variants",
    );
    no_variants(
        quote!(
            struct Struct;
        ),
        "`Variants` is for enums",
    );
    no_variants(quote!(union Union { x: u8 }), "`Variants` is for enums");
    let mut many: Vec<_> = (0..127).map(|number| quote::format_ident!("V{number}")).collect();
    no_variants(quote!(enum Many { #(#many),* }), "at most 126 variants");
    let _ = many.pop();
    let expansion = formatted(crate::variants::expand(quote!(enum Many { #(#many),* })));
    assert!(!expansion.contains("compile_error"), "{expansion}");
}

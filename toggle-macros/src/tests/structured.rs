//! Expansions of `#[derive(Structured)]`, and the types that it refuses.

use super::*;

#[test]
fn structured() {
    let item = quote! {
        #[structured(crate = platform::toggles)]
        pub struct Limits {
            burst: u32,
        }
    };
    assert_data_eq!(
        formatted(crate::structured::expand(item)),
        str![[r"
#[automatically_derived]
impl platform::toggles::__private::Structured for r#Limits {}
#[automatically_derived]
impl platform::toggles::__private::Typed for r#Limits {
    type Default = platform::toggles::__private::DefaultOfItsType;
    type Given = platform::toggles::__private::Arc<Self>;
    const ANY: platform::toggles::__private::DefaultOfItsType = platform::toggles::__private::DefaultOfItsType;
    const READING: platform::toggles::__private::Option<
        platform::toggles::__private::Reading,
    > = platform::toggles::__private::Some(
        platform::toggles::__private::reading_of::<Self>(),
    );
    fn from_default(
        _: platform::toggles::__private::DefaultOfItsType,
    ) -> platform::toggles::__private::Arc<Self> {
        static __IN_CODE: platform::toggles::__private::InCode<r#Limits> = platform::toggles::__private::InCode::new();
        __IN_CODE.get()
    }
    fn read(
        __value: &platform::toggles::__private::Value,
    ) -> platform::toggles::__private::Option<platform::toggles::__private::Arc<Self>> {
        platform::toggles::__private::given(__value)
    }
}
#[automatically_derived]
impl platform::toggles::__private::Setting for r#Limits {}
#[automatically_derived]
impl platform::toggles::__private::OffByDefault for r#Limits {
    const UNDEFAULTED: platform::toggles::__private::DefaultOfItsType = platform::toggles::__private::DefaultOfItsType;
}
#[automatically_derived]
impl platform::toggles::__private::From<r#Limits>
for platform::toggles::__private::Value {
    fn from(__value: r#Limits) -> Self {
        platform::toggles::__private::of_code(__value)
    }
}

"]]
        .raw()
    );
}

#[test]
fn every_mistake_in_structured_is_reported() {
    let item = quote! {
        #[structured(krate = platform::toggles)]
        struct Limits<T>(T);
    };
    assert_data_eq!(
        formatted(crate::structured::expand(item)),
        str![[r#"
platform::toggles::__private::compile_error! {
    "`Structured` is for a struct with named fields: they are the keys of the table in a file"
}
platform::toggles::__private::compile_error! {
    "a struct that derives `Structured` cannot have generic parameters"
}
platform::toggles::__private::compile_error! {
    "unexpected token"
}

"#]]
        .raw()
    );
}

#[test]
fn declaration_of_a_struct() {
    let item = quote! { static LIMITS: Toggle<Limits>; };
    assert_data_eq!(
        formatted(crate::declare::expand(quote!("limits"), item)),
        str![[r#"
///
/// Toggle `limits`: with the default of its type.
static LIMITS: Toggle<Limits> = ::toggle_runtime::__private::declare!(
    undefaulted = "TOGGLE_PIN_LIMITS", Toggle < Limits >, "limits", "LIMITS", "", "", "",
    "", ""
);

"#]]
        .raw()
    );
}

/// Checks which fields of a struct are refused, by the names that a file has for them.
#[track_caller]
fn refuses(item: TokenStream, expected: &[&str]) {
    let text = crate::structured::expand(item).to_string();
    let found: Vec<&str> = text
        .split("compile_error ! { \"`")
        .skip(1)
        .filter_map(|rest| rest.split_once("` is a key of a toggle's table").map(|(name, _)| name))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn field_called_like_a_key_is_refused() {
    refuses(quote! { struct A { enabled: bool, burst: u32, r#from: u32 } }, &["enabled", "from"]);
    refuses(quote! { struct A { without_key: u32 } }, &[]);
    refuses(quote! { #[serde(default, rename_all = "kebab-case")] struct A { without_key: u32 } }, &["without-key"]);
    refuses(quote! { #[serde(rename_all = "camelCase")] struct A { shadow_limit: u32, salt: u32 } }, &["salt"]);
    refuses(quote! { #[serde(rename_all = "UPPERCASE")] struct A { enabled: bool } }, &[]);
}

#[test]
fn name_in_the_file_is_the_one_that_counts() {
    refuses(quote! { struct A { #[serde(rename = "is-on")] enabled: bool } }, &[]);
    refuses(quote! { struct A { #[serde(rename = "guard")] burst: u32 } }, &["guard"]);
    refuses(quote! { struct A { #[serde(rename(serialize = "guard", deserialize = "b"))] burst: u32 } }, &[]);
    refuses(quote! { struct A { #[serde(alias = "rules")] burst: u32 } }, &["rules"]);
}

#[test]
fn field_that_no_key_is_for_may_have_any_name() {
    refuses(quote! { struct A { #[serde(skip)] enabled: bool, #[serde(flatten)] rules: Inner } }, &[]);
    refuses(quote! { #[serde(from = "Wrapped")] struct A { enabled: bool } }, &[]);
}

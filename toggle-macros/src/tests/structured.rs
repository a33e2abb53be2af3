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
        platform::toggles::__private::Reading::of::<Self>(),
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
    "a struct of a toggle has no generic parameters"
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

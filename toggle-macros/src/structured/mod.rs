//! `#[derive(Structured)]`: a struct as the type of a toggle.

mod fields;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Data, DeriveInput, Error, Fields, Ident, Result, parse2};
use toggle_syntax::grammar::Errors;

use crate::{
    crate_path::{CratePath, generated},
    report::compile_errors,
};

pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let input: DeriveInput = match parse2(tokens) {
        Ok(input) => input,
        Err(error) => return compile_errors(error, &CratePath::Default),
    };
    let mut errors = Errors::default();
    let krate = CratePath::of_attribute("structured", &input.attrs, &mut errors);
    // A wrong path is no reason to report everything that uses the struct.
    let wrong_path = errors.finish(()).err().map(|error| compile_errors(error, &krate));
    if let Err(error) = check(&input) {
        let error = compile_errors(error, &krate);
        return quote_spanned!(Span::call_site()=> #error #wrong_path);
    }
    // A field with the name of a key is no such reason either.
    let wrong_names = fields::check(&input).err().map(|error| compile_errors(error, &krate));
    let implementation = expansion(&input.ident, &krate);
    quote_spanned!(Span::call_site()=> #implementation #wrong_names #wrong_path)
}

/// Checks that the type is a struct whose fields are the keys of a table.
fn check(input: &DeriveInput) -> Result<()> {
    let mut errors = Errors::default();
    match &input.data {
        Data::Enum(data) => errors.push(Error::new_spanned(data.enum_token, NO_ENUM)),
        Data::Union(data) => errors.push(Error::new_spanned(data.union_token, NO_STRUCT)),
        Data::Struct(data) => match &data.fields {
            Fields::Named(_) => {}
            Fields::Unnamed(fields) => errors.push(Error::new_spanned(fields, NO_STRUCT)),
            Fields::Unit => errors.push(Error::new_spanned(&input.ident, NO_STRUCT)),
        },
    }
    if !input.generics.params.is_empty() {
        errors.push(Error::new_spanned(
            &input.generics,
            "a struct that derives `Structured` cannot have generic \
                                                         parameters",
        ));
    }
    errors.finish(())
}

const NO_ENUM: &str = "`Structured` is for a struct; write `#[derive(Variants, Clone, Copy)]` on an enum without \
                       fields, and make any other the field of a struct";
const NO_STRUCT: &str = "`Structured` is for a struct with named fields: they are the keys of the table in a file";

// from: #[derive(Structured)]
//       struct Limits { .. }
//
// into: impl ::toggle_runtime::__private::Structured for Limits {}
//       impl ::toggle_runtime::__private::Typed for Limits {
//           …
//           fn from_default(…) -> ::toggle_runtime::__private::Arc<Self> {
//               static __IN_CODE: ::toggle_runtime::__private::InCode<Limits> =
//                   ::toggle_runtime::__private::InCode::new();
//               __IN_CODE.get()
//           }
//           …
//       }
//       impl ::toggle_runtime::__private::Setting for Limits {}
//       impl ::toggle_runtime::__private::OffByDefault for Limits { … }
//       impl ::toggle_runtime::__private::From<Limits> for ::toggle_runtime::__private::Value { … }
fn expansion(ident: &Ident, krate: &CratePath) -> TokenStream {
    let ident = generated(ident);
    let at = ident.span().resolved_at(Span::mixed_site());
    let private = krate.private(at);
    quote_spanned! {at=>
        #[automatically_derived]
        impl #private::Structured for #ident {}

        #[automatically_derived]
        impl #private::Typed for #ident {
            type Default = #private::DefaultOfItsType;
            type Given = #private::Arc<Self>;

            const ANY: #private::DefaultOfItsType = #private::DefaultOfItsType;
            const READING: #private::Option<#private::Reading> = #private::Some(#private::reading_of::<Self>());

            fn from_default(_: #private::DefaultOfItsType) -> #private::Arc<Self> {
                static __IN_CODE: #private::InCode<#ident> = #private::InCode::new();
                __IN_CODE.get()
            }

            fn read(__value: &#private::Value) -> #private::Option<#private::Arc<Self>> {
                #private::given(__value)
            }
        }

        #[automatically_derived]
        impl #private::Setting for #ident {}

        #[automatically_derived]
        impl #private::OffByDefault for #ident {
            const UNDEFAULTED: #private::DefaultOfItsType = #private::DefaultOfItsType;
        }

        #[automatically_derived]
        impl #private::From<#ident> for #private::Value {
            fn from(__value: #ident) -> Self {
                #private::of_code(__value)
            }
        }
    }
}

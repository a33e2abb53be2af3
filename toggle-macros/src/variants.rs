//! `#[derive(Variants)]`: an enum as the type of a toggle.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Attribute, Data, DeriveInput, Error, Fields, Ident, LitStr, Meta, Result, Variant, ext::IdentExt, parse2};
use toggle_syntax::{Type, grammar::Errors, name};

use crate::{
    crate_path::{CratePath, generated},
    report::compile_errors,
};

/// The most variants of an enum: the states of a point are the positive values of an `i8`, and one is reserved.
const MAX: usize = 126;

pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let input: DeriveInput = match parse2(tokens) {
        Ok(input) => input,
        Err(error) => return compile_errors(error, &CratePath::Default),
    };
    let mut naming = Errors::default();
    let krate = CratePath::of_attribute("variants", &input.attrs, &mut naming);
    match check(input, naming) {
        Ok(checked) => expansion(&checked, &krate),
        Err(error) => compile_errors(error, &krate),
    }
}

/// An enum that can have the trait.
struct Enum {
    ident: Ident,
    variants: Vec<(Ident, String)>,
    /// The mistakes in the names, which do not prevent the impl: otherwise all code that uses the enum would be
    /// reported.
    error: Option<Error>,
}

fn check(input: DeriveInput, mut naming: Errors) -> Result<Enum> {
    let data = match input.data {
        Data::Enum(data) => data,
        Data::Struct(data) => return Err(Error::new_spanned(data.struct_token, NO_ENUM)),
        Data::Union(data) => return Err(Error::new_spanned(data.union_token, NO_ENUM)),
    };
    let mut errors = Errors::default();
    for attr in input.attrs.iter().filter(|attr| attr.path().is_ident("variant")) {
        naming.push(Error::new_spanned(attr, "`#[variant(\"name\")]` names a variant; write it on one"));
    }
    if !input.generics.params.is_empty() {
        errors.push(Error::new_spanned(
            &input.generics,
            "an enum that derives `Variants` cannot have generic \
                                                         parameters",
        ));
    }
    if data.variants.is_empty() {
        errors.push(Error::new_spanned(&input.ident, "a toggle cannot be set to an enum without variants; add one"));
    }
    if let Some(excess) = data.variants.iter().nth(MAX) {
        naming.push(Error::new_spanned(&excess.ident, format!("a toggle has at most {MAX} variants")));
    }
    let mut seen = HashSet::new();
    let mut variants = Vec::new();
    for variant in data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.push(Error::new_spanned(
                &variant.fields,
                "the variants of a toggle cannot have fields; remove the \
                                                             fields",
            ));
        }
        for attr in variant.attrs.iter().filter(|attr| attr.path().is_ident("variants")) {
            let message = "`#[variants(..)]` is for the enum; a variant is named by `#[variant(\"name\")]`";
            naming.push(Error::new_spanned(attr, message));
        }
        let name = match name_of(&variant) {
            Ok((name, at)) => {
                if !seen.insert(name.clone()) {
                    naming.push(Error::new(at, format!("another variant is named `{name}`; {RENAME}")));
                }
                name
            }
            Err(error) => {
                naming.push(error);
                String::new()
            }
        };
        variants.push((variant.ident, name));
    }
    let error = naming.finish(()).err();
    match (errors.finish(()), error) {
        (Ok(()), error) => Ok(Enum { ident: input.ident, variants, error }),
        (Err(mut errors), error) => {
            errors.extend(error);
            Err(errors)
        }
    }
}

const NO_ENUM: &str = "`Variants` is for enums: a toggle is set to one of the variants";
const RENAME: &str = "write `#[variant(\"other-name\")]` on it";

/// Returns the name of the variant in configurations, and the place of the name.
fn name_of(variant: &Variant) -> Result<(String, Span)> {
    let mut attrs = variant.attrs.iter().filter(|attr| attr.path().is_ident("variant"));
    let (given, second) = (attrs.next(), attrs.next());
    if let Some(second) = second {
        return Err(Error::new_spanned(second, "the variant is named twice; keep one"));
    }
    let (name, at, advice) = match given {
        Some(attr) => {
            let text = text_of(attr)?;
            (text.value(), text.span(), String::new())
        }
        None => (name::kebab_case(&variant.ident.unraw().to_string()), variant.ident.span(), format!("; {RENAME}")),
    };
    match name::check(&name) {
        Ok(()) => Ok((name, at)),
        // The names of toggles have the same rule and the same message.
        Err(invalid) => {
            Err(Error::new(at, format!("{}{advice}", invalid.to_string().replace("a toggle name", "a variant's name"))))
        }
    }
}

fn text_of(attr: &Attribute) -> Result<LitStr> {
    let refuse = |at: &dyn ToTokens| Error::new_spanned(at, "write the variant's name as `#[variant(\"name\")]`");
    let Meta::List(list) = &attr.meta else { return Err(refuse(attr)) };
    attr.parse_args().map_err(|_| refuse(if list.tokens.is_empty() { attr } else { &list.tokens }))
}

// from: #[derive(Variants)]
//       enum Ranking { Bm25, Neural }
//
// into: impl ::toggle_runtime::__private::Variants for Ranking {
//           const ALL: &'static [Self] = &[Self::Bm25, Self::Neural];
//           const NAMES: &'static [&'static ::toggle_runtime::__private::str] = &["bm25", "neural"];
//           const __TYPE: &'static ::toggle_runtime::__private::str = "variants bm25 neural";
//           const __DISCRIMINANTS: &'static [::toggle_runtime::__private::i128] =
//               &[Self::Bm25 as …, Self::Neural as …];
//           fn name(self) -> &'static ::toggle_runtime::__private::str {
//               match self { Self::Bm25 => "bm25", Self::Neural => "neural" }
//           }
//       }
//       impl ::toggle_runtime::__private::From<Ranking> for ::toggle_runtime::__private::Value { … }
fn expansion(Enum { ident, variants, error }: &Enum, krate: &CratePath) -> TokenStream {
    let error = error.clone().map(|error| compile_errors(error, krate));
    let names: Vec<&str> = variants.iter().map(|(_, name)| name.as_str()).collect();
    let ty = Type::Variants(names.iter().map(|&name| name.to_owned()).collect()).to_string();
    let variants: Vec<Ident> = variants.iter().map(|(ident, _)| generated(ident)).collect();
    let ident = generated(ident);
    let at = ident.span().resolved_at(Span::mixed_site());
    let private = krate.private(at);
    quote_spanned! {at=>
        #[automatically_derived]
        impl #private::Variants for #ident {
            const ALL: &'static [Self] = &[#(Self::#variants),*];
            const NAMES: &'static [&'static #private::str] = &[#(#names),*];
            const __TYPE: &'static #private::str = #ty;
            const __DISCRIMINANTS: &'static [#private::i128] =
                &[#(Self::#variants as #private::i128),*];

            #[inline]
            fn name(self) -> &'static #private::str {
                match self {
                    #(Self::#variants => #names,)*
                }
            }
        }

        #[automatically_derived]
        impl #private::From<#ident> for #private::Value {
            #[inline]
            fn from(__variant: #ident) -> Self {
                #private::variant(__variant)
            }
        }

        #error
    }
}

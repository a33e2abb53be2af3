//! The macros of [`toggle-runtime`](https://docs.rs/toggle-runtime), which re-exports them with their documentation.
//!
//! Each is parsed, checked and expanded; what the expansion does at run time is the runtime's.
#![forbid(unsafe_code)]

mod check;
mod crate_path;
mod declare;
mod enabled;
mod gate;
mod report;
mod structured;
#[cfg(test)]
mod tests;
mod toggle_test;
mod value;
mod variants;

use proc_macro::TokenStream;

#[allow(missing_docs, reason = "documented where toggle-runtime re-exports it")]
#[proc_macro_attribute]
pub fn feature_toggle(args: TokenStream, item: TokenStream) -> TokenStream {
    gate::expand(args.into(), item.into()).into()
}

#[allow(missing_docs, reason = "documented where toggle-runtime re-exports it")]
#[proc_macro_attribute]
pub fn toggle(args: TokenStream, item: TokenStream) -> TokenStream {
    declare::expand(args.into(), item.into()).into()
}

#[allow(missing_docs, reason = "documented where toggle-runtime re-exports it")]
#[proc_macro_attribute]
pub fn toggle_test(args: TokenStream, item: TokenStream) -> TokenStream {
    toggle_test::expand(args.into(), &item.into()).into()
}

#[allow(missing_docs, reason = "documented where toggle-runtime re-exports it")]
#[proc_macro]
pub fn enabled(args: TokenStream) -> TokenStream {
    enabled::expand(args.into()).into()
}

#[allow(missing_docs, reason = "documented where toggle-runtime re-exports it")]
#[proc_macro]
pub fn value(args: TokenStream) -> TokenStream {
    value::expand(args.into()).into()
}

#[allow(missing_docs, reason = "documented where toggle-runtime re-exports it")]
#[proc_macro_derive(Variants, attributes(variant, variants))]
pub fn variants(item: TokenStream) -> TokenStream {
    variants::expand(item.into()).into()
}

#[allow(missing_docs, reason = "documented where toggle-runtime re-exports it")]
#[proc_macro_derive(Structured, attributes(structured))]
pub fn structured(item: TokenStream) -> TokenStream {
    structured::expand(item.into()).into()
}

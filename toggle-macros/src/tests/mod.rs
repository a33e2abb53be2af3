//! Expansions of the macros. `SNAPSHOTS=overwrite cargo test -p toggle-macros` renews the snapshots.

mod conditional;
mod declarations;
mod functions;
mod guarded;
mod marks;
mod members;
mod mistakes;
mod others;
mod paths;
mod shadowed;
mod slips;
mod structured;
mod toggle_tests;
mod variants;

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

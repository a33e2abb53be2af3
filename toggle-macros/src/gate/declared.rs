//! The place where a function is declared, which decides whether its attributes are its own.

use proc_macro2::{Ident, TokenTree};
use quote::quote;
use syn::{ItemImpl, parse2};

/// The place where a function is declared, as far as the attribute sees it.
#[derive(Clone)]
pub(super) enum Declared {
    /// Here: the function has a visibility, or no trait declares it.
    Here,
    /// In the trait of this name.
    ByTrait(Ident),
    /// Perhaps in a trait.
    Unknown,
}

impl Declared {
    /// Returns the place where the functions behind this header are declared: a trait, if the header implements one.
    pub(super) fn behind(header: &[TokenTree]) -> Self {
        let Ok(header) = parse2::<ItemImpl>(quote!(#(#header)* {})) else { return Self::Here };
        let last = header.trait_.as_ref().and_then(|(path, ..)| path.segments.last());
        last.map_or(Self::Here, |name| Self::ByTrait(name.ident.clone()))
    }
}

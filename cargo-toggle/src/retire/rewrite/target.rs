//! The toggle that is retired, and the value that its checks have from then on.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::{Expr, Lit, LitStr, Path};

/// The value of every check of a retired toggle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// The gated way.
    On,
    /// The other way.
    Off,
    /// A variant.
    Variant {
        /// Its name in configurations, such as `neural`.
        name: String,
        /// Its path in code, such as `Ranking::Neural`.
        path: String,
    },
    /// A number or string, as the literal is written in Rust.
    Literal(String),
}

impl Keep {
    /// Returns whether checks are on, if they are on or off.
    pub(super) fn is_on(&self) -> Option<bool> {
        match self {
            Self::On => Some(true),
            Self::Off => Some(false),
            Self::Variant { .. } | Self::Literal(_) => None,
        }
    }

    /// Returns whether the expression has this value, or nothing if that is not certain.
    pub(super) fn is_value_of(&self, value: &Expr) -> Option<bool> {
        match (self, value) {
            (Self::On | Self::Off, Expr::Lit(literal)) => match &literal.lit {
                Lit::Bool(value) => Some(Some(value.value) == self.is_on()),
                _ => None,
            },
            (Self::Variant { path: kept, .. }, Expr::Path(path)) => {
                let last = path.path.segments.last()?.ident.to_string();
                Some(kept.rsplit("::").next() == Some(&*last))
            }
            (Self::Literal(text), Expr::Lit(literal)) => {
                let written = quote::ToTokens::to_token_stream(literal).to_string();
                Some(written == *text)
            }
            _ => None,
        }
    }
}

/// The toggle that is retired.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// The value that its checks have from now on.
    pub keep: Keep,
    /// The names of the statics that declare it.
    pub idents: BTreeSet<String>,
    /// Whether the declaration and its imports stay.
    pub keeps_declaration: bool,
}

impl Target {
    /// Returns whether this is the toggle's name.
    pub(super) fn is_name(&self, literal: &LitStr) -> bool {
        literal.value() == self.name
    }

    /// Returns whether the path leads to the toggle's declaration, by its last segment.
    pub(super) fn is_path(&self, path: &Path) -> bool {
        path.segments.last().is_some_and(|last| last.arguments.is_none() && self.is_ident(&last.ident))
    }

    /// Returns whether this is the name of a static that declares the toggle.
    pub(super) fn is_ident(&self, ident: &syn::Ident) -> bool {
        self.idents.iter().any(|known| ident == known)
    }

    /// Returns whether the tokens name the toggle or its declaration.
    pub(super) fn is_mentioned(&self, tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => self.is_mentioned(group.stream()),
            TokenTree::Ident(ident) => self.is_ident(&ident),
            TokenTree::Literal(literal) => matches!(Lit::new(literal), Lit::Str(text) if self.is_name(&text)),
            TokenTree::Punct(_) => false,
        })
    }
}

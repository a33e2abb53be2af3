//! The functions of a source file, and the positions of their parts.

use std::ops::Range;

use anyhow::Result;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    AttrStyle, Attribute, Block, ImplItemFn, ItemFn, Meta, Signature, TraitItemFn,
    visit::{self, Visit},
};

/// A function with a body. All numbers are byte offsets.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The start of its attributes and documentation.
    pub(crate) start: usize,
    /// The start of the code after the attributes: `pub`, `async`, `fn` …
    pub(crate) head: usize,
    /// The range between the braces.
    pub(crate) body: Range<usize>,
    /// The end of the `#![..]` attributes at the start of the body, or the start of `body` if there are none.
    pub(crate) statements: usize,
}

/// Returns the functions that can be gated in source order. Functions inside a function follow it.
///
/// The result excludes `const fn`, `#[naked]` functions and the exports of a procedural macro crate. It also lacks
/// functions that a macro generates.
pub(crate) fn find(source: &str) -> Result<Vec<Function>> {
    let file = syn::parse_file(source)?;
    // `parse_file` removes these parts before it counts bytes.
    let mark = if source.starts_with(MARK) { MARK.len_utf8() } else { 0 };
    let skipped = mark + file.shebang.as_ref().map_or(0, String::len);
    let mut finder = Finder { skipped, found: Vec::new() };
    finder.visit_file(&file);
    finder.found.sort_by_key(|function| function.start);
    Ok(finder.found)
}

/// The byte order mark.
const MARK: char = '\u{feff}';

struct Finder {
    skipped: usize,
    found: Vec<Function>,
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        let ItemFn { attrs, vis, sig, block, .. } = function;
        self.add(attrs, sig, block, quote!(#vis #sig));
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        let ImplItemFn { attrs, vis, modifiers, sig, block } = function;
        let default = modifiers.defaultness;
        self.add(attrs, sig, block, quote!(#vis #default #sig));
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if let Some(block) = &function.default {
            let sig = &function.sig;
            self.add(&function.attrs, sig, block, quote!(#sig));
        }
        visit::visit_trait_item_fn(self, function);
    }
}

impl Finder {
    fn add(&mut self, attributes: &[Attribute], signature: &Signature, block: &Block, head: TokenStream) {
        if signature.constness.is_some() || attributes.iter().any(cannot_be_gated) {
            return;
        }
        let at = |offset: usize| offset + self.skipped;
        let (outer, inner): (Vec<_>, Vec<_>) =
            attributes.iter().partition(|attribute| matches!(attribute.style, AttrStyle::Outer));
        let Some(head) = head.into_iter().next() else { return };
        let head = head.span().byte_range().start;
        let braces = block.brace_token.span;
        let body = braces.open().byte_range().end..braces.close().byte_range().start;
        self.found.push(Function {
            name: signature.ident.to_string(),
            start: at(outer.first().map_or(head, |first| first.pound_token.span.byte_range().start)),
            head: at(head),
            statements: at(inner.last().map_or(body.start, |last| last.bracket_token.span.close().byte_range().end)),
            body: at(body.start)..at(body.end),
        });
    }
}

/// Returns whether the attribute excludes a gate, because the function's body does not run at run time.
fn cannot_be_gated(attribute: &Attribute) -> bool {
    let is = |names: &[&str]| names.iter().any(|name| attribute.path().is_ident(name));
    is(&["naked", "proc_macro", "proc_macro_attribute", "proc_macro_derive", "const_fn"])
        || matches!(&attribute.meta, Meta::List(list)
            if attribute.path().segments.first().is_some_and(|first| first.ident == "rustversion")
                && list.tokens.clone().into_iter().any(|token| token.to_string() == "const"))
}

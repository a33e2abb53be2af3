//! The walk over the tree of a file that collects edits and notes. Each form of a check has a module for itself.

use std::ops::Range;

use proc_macro2::TokenStream;
use syn::{
    Attribute, Block, Expr, ExprClosure, ImplItemFn, Item, ItemFn, ItemImpl, ItemMod, ItemTrait, ItemUse, Local, Macro,
    ReturnType, StmtMacro, TraitItemFn, Type,
    visit::{self, Visit},
};

use super::{
    Edition,
    edit::Edit,
    gates::{InnerGates, Outside},
    lines,
    note::{Level, Note},
    source::Source,
    statements::Tail,
    target::Target,
};

/// The edits of a file, while they are collected.
pub(super) struct Scan<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) target: &'a Target,
    pub(super) edition: Edition,
    pub(super) edits: Vec<Edit>,
    pub(super) notes: Vec<Note>,
    /// The gates and checks whose condition is edited in part.
    pub(super) touched: Vec<Range<usize>>,
    /// The gates in the bodies of the item that is walked.
    pub(super) inner: InnerGates,
    /// The gate of an `impl` or `mod` around, if its functions get their other way.
    pub(super) outside: Option<Outside>,
    /// The name of the function that is walked.
    pub(super) function: Option<String>,
    /// The last statement of the block that is walked next.
    pub(super) tail: Tail,
}

impl<'a> Scan<'a> {
    /// Walks over the whole file.
    pub(super) fn of(source: &'a Source<'a>, target: &'a Target, edition: Edition) -> Self {
        let mut scan = Self {
            source,
            target,
            edition,
            edits: Vec::new(),
            notes: Vec::new(),
            touched: Vec::new(),
            inner: InnerGates::default(),
            outside: None,
            function: None,
            tail: Tail::Value,
        };
        scan.visit_file(&source.file);
        scan
    }

    /// Notes something about a position.
    pub(super) fn note(&mut self, level: Level, at: usize, text: impl Into<String>) {
        self.notes.push(Note { level, line: self.source.line(at), text: text.into() });
    }

    /// Returns the range of an attribute with the space that it takes: its lines, or the space next to it.
    pub(super) fn attribute_range(&self, attribute: &Attribute) -> Range<usize> {
        let text = self.source.text;
        let range = self.source.range(attribute);
        if let Some(lines) = lines::whole(text, &range) {
            lines
        } else if lines::is_last(text, range.end) {
            lines::skip_spaces_back(text, range.start)..range.end
        } else {
            range.start..lines::skip_spaces(text, range.end)
        }
    }

    /// Removes an attribute. Comments inside of it are lost, so that somebody should look.
    pub(super) fn remove_attribute(&mut self, attribute: &Attribute) {
        let range = self.source.range(attribute);
        let expression_is_kept = self.edits.iter().any(|edit| {
            edit.parts.iter().any(|part| {
                matches!(part, super::edit::Part::Kept { range: kept, .. } if range.start < kept.start && kept.end < range.end)
            })
        });
        if !expression_is_kept && self.source.has_comment(&range) {
            self.note(Level::Maybe, range.start, "a comment in the attribute is removed with it");
        }
        self.edits.push(Edit::removal(self.attribute_range(attribute)));
    }

    /// Removes a statement, an arm or an item, with the comments directly above it.
    pub(super) fn remove_with_comments(&mut self, range: &Range<usize>) {
        let text = self.source.text;
        let removed = match lines::whole(text, range) {
            Some(whole) => {
                let start = lines::comments_above(text, whole.start);
                if start < whole.start {
                    let comment = text[start..whole.start].trim().to_owned();
                    self.note(
                        Level::Maybe,
                        start,
                        format!("this comment is removed with the code below it: {comment}"),
                    );
                }
                start..whole.end
            }
            None if lines::is_last(text, range.end) => lines::skip_spaces_back(text, range.start)..range.end,
            None => range.start..lines::skip_spaces(text, range.end),
        };
        self.edits.push(Edit::removal(removed));
    }

    /// Walks over what is inside, and returns whether the walk made edits or notes.
    pub(super) fn with_tail(&mut self, tail: Tail, walk: impl FnOnce(&mut Self)) {
        let around = std::mem::replace(&mut self.tail, tail);
        walk(self);
        self.tail = around;
    }

    /// Returns whether the tokens name the toggle or its declaration.
    pub(super) fn mentions(&self, tokens: TokenStream) -> bool {
        super::macros::mentions(tokens, self.target)
    }
}

impl<'ast> Visit<'ast> for Scan<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            // The parser knows no static without a value.
            Item::Verbatim(tokens) => self.unparsed(tokens),
            // A function inside of another one is not the value of that one.
            item => self.with_tail(Tail::Value, |scan| visit::visit_item(scan, item)),
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(&item.attrs, &item.sig, Some(&item.block));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.function(&item.attrs, &item.sig, Some(&item.block));
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        self.function(&item.attrs, &item.sig, item.default.as_ref());
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        self.members(&item.attrs, |scan| item.items.iter().for_each(|item| scan.visit_impl_item(item)));
    }

    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        self.members(&item.attrs, |scan| item.items.iter().for_each(|item| scan.visit_trait_item(item)));
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let Some((_, items)) = &item.content else { return };
        self.members(&item.attrs, |scan| items.iter().for_each(|item| scan.visit_item(item)));
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.import(item);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        self.other_attribute(attribute);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.block(block);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        self.local(local);
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        closure.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        let tail = if is_unit(&closure.output) { Tail::Unit } else { Tail::Value };
        self.with_tail(tail, |scan| scan.visit_expr(&closure.body));
    }

    fn visit_expr(&mut self, expression: &'ast Expr) {
        self.expression(expression);
    }

    fn visit_stmt_macro(&mut self, statement: &'ast StmtMacro) {
        statement.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        self.visit_macro(&statement.mac);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.macro_call(call);
    }
}

/// Returns whether a function with this return type certainly returns `()`.
pub(super) fn is_unit(output: &ReturnType) -> bool {
    match output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty()),
    }
}

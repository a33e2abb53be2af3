//! The walk over the tree of a file. Each form of a check has a module for itself.

use syn::{
    Attribute, Block, Expr, ExprClosure, ImplItemFn, Item, ItemFn, ItemImpl, ItemMod, ItemTrait, ItemUse, Local, Macro,
    StmtMacro, TraitItemFn,
    visit::{self, Visit},
};

use super::{
    braces::Braces,
    edition::Edition,
    scan::{InnerGates, Scan, Tail, is_unit},
    source::Source,
    target::Target,
};

impl<'a> Scan<'a> {
    /// Walks over the whole file.
    pub(super) fn of(source: &'a Source<'a>, target: &'a Target, edition: Edition, braces: Braces) -> Self {
        let mut scan = Self {
            source,
            target,
            edition,
            braces,
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

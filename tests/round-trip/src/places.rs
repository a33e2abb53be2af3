//! The places of a file that can carry a gate or a check.

use std::ops::Range;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Arm, Block, Expr, ExprIf, ExprWhile, ImplItemFn, Item, ItemFn, ItemImpl, ItemMod, ItemUse, Local, Pat, Signature,
    Stmt, TraitItemFn, UseTree,
    spanned::Spanned,
    visit::{self, Visit},
};

/// A function with a body.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) start: usize,
    pub(crate) body: Range<usize>,
    /// Whether another function is around.
    pub(crate) is_inner: bool,
}

/// A statement.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) range: Range<usize>,
    /// The expression of an expression statement with a semicolon.
    pub(crate) expression: Option<Range<usize>>,
    /// Whether the statement can stand in a block without a change: it declares nothing, and is no value.
    pub(crate) can_move: bool,
    /// Whether the statement is a block, which loses its braces with its gate.
    pub(crate) is_block: bool,
    /// Whether another statement is around.
    pub(crate) is_inner: bool,
}

/// A `let` with a value.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) start: usize,
    pub(crate) value: Range<usize>,
    /// Whether the value needs parentheses after a move, or may not be moved at all.
    pub(crate) is_plain: bool,
}

/// A match arm.
#[derive(Debug)]
pub(crate) struct MatchArm {
    pub(crate) start: usize,
    pub(crate) pattern: Range<usize>,
    pub(crate) guard: Option<Condition>,
}

/// A condition.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) range: Range<usize>,
    /// Whether `&&` can stand next to it.
    pub(crate) can_chain: bool,
    /// Whether `||` can stand next to it.
    pub(crate) can_choose: bool,
}

/// All places of a file.
#[derive(Debug, Default)]
pub(crate) struct Places {
    offset: usize,
    depth: usize,
    statements_around: usize,
    pub(crate) functions: Vec<Function>,
    pub(crate) impls: Vec<usize>,
    pub(crate) modules: Vec<usize>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) arms: Vec<MatchArm>,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) loops: Vec<Condition>,
    /// Blocks after `else`.
    pub(crate) else_blocks: Vec<Range<usize>>,
    /// Last expressions of blocks.
    pub(crate) tails: Vec<Range<usize>>,
    /// Items after a blank line.
    pub(crate) items: Vec<usize>,
    /// The first elements of groups of `use`s with two or more elements.
    pub(crate) groups: Vec<usize>,
    /// Literals of several lines.
    pub(crate) literals: Vec<Range<usize>>,
}

impl Places {
    /// Finds the places of a file, or nothing if it is not Rust.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let rest = &text[mark..];
        let is_script = rest.strip_prefix("#!").is_some_and(|rest| !rest.trim_start().starts_with('['));
        let offset = mark + if is_script { rest.find('\n')? } else { 0 };
        let file: syn::File = syn::parse_str(&text[offset..]).ok()?;
        let mut places = Self { offset, ..Self::default() };
        places.visit_file(&file);
        places.collect_literals(file.to_token_stream());
        Some(places)
    }

    /// Returns whether the position is inside of a literal.
    pub(crate) fn is_in_literal(&self, at: usize) -> bool {
        self.literals.iter().any(|literal| literal.start < at && at < literal.end)
    }

    fn span(&self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        range.start + self.offset..range.end + self.offset
    }

    fn range(&self, node: &impl Spanned) -> Range<usize> {
        self.span(node.span())
    }

    fn collect_literals(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.collect_literals(group.stream()),
                TokenTree::Literal(literal) => {
                    let range = self.span(literal.span());
                    self.literals.push(range);
                }
                _ => {}
            }
        }
    }

    fn function(&mut self, node: &impl Spanned, body: &Block) {
        let (start, body) = (self.range(node).start, self.range(body));
        self.functions.push(Function { start, body, is_inner: self.depth > 0 });
    }

    fn condition(&self, expression: &Expr) -> Condition {
        let chain = |expression: &Expr| {
            !matches!(
                expression,
                Expr::Range(_) | Expr::Assign(_) | Expr::Cast(_) | Expr::Closure(_) | Expr::Return(_) | Expr::Break(_)
            )
        };
        let is_or = matches!(expression, Expr::Binary(binary) if matches!(binary.op, syn::BinOp::Or(_)));
        Condition {
            range: self.range(expression),
            can_chain: chain(expression) && !is_or && is_closed(expression),
            can_choose: chain(expression) && !has_let(expression) && is_closed(expression),
        }
    }

    fn inside(&mut self, walk: impl FnOnce(&mut Self)) {
        self.depth += 1;
        let statements = std::mem::take(&mut self.statements_around);
        walk(self);
        self.statements_around = statements;
        self.depth -= 1;
    }
}

/// Returns whether the expression ends neither in a closure nor in a jump, which would swallow what comes after it.
fn is_closed(expression: &Expr) -> bool {
    match expression {
        Expr::Binary(binary) => is_closed(&binary.right),
        Expr::Unary(unary) => is_closed(&unary.expr),
        Expr::Reference(reference) => is_closed(&reference.expr),
        Expr::Let(inner) => is_closed(&inner.expr),
        Expr::Cast(_)
        | Expr::Closure(_)
        | Expr::Return(_)
        | Expr::Break(_)
        | Expr::Yield(_)
        | Expr::Range(_)
        | Expr::Assign(_) => false,
        _ => true,
    }
}

fn has_let(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Places {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(item, &item.block);
        self.inside(|places| visit::visit_item_fn(places, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.function(item, &item.block);
        self.inside(|places| visit::visit_impl_item_fn(places, item));
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(body) = &item.default {
            self.function(item, body);
        }
        self.inside(|places| visit::visit_trait_item_fn(places, item));
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let start = self.range(item).start;
        self.impls.push(start);
        visit::visit_item_impl(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if item.content.is_some() {
            let start = self.range(item).start;
            self.modules.push(start);
        }
        visit::visit_item_mod(self, item);
    }

    fn visit_item(&mut self, item: &'ast Item) {
        if !matches!(item, Item::Verbatim(_)) {
            let start = self.range(item).start;
            self.items.push(start);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        visit::visit_item_use(self, item);
    }

    fn visit_use_tree(&mut self, tree: &'ast UseTree) {
        if let UseTree::Group(group) = tree
            && group.items.len() > 1
        {
            let start = self.range(&group.items[0]).start;
            self.groups.push(start);
        }
        visit::visit_use_tree(self, tree);
    }

    fn visit_signature(&mut self, _: &'ast Signature) {}

    fn visit_block(&mut self, block: &'ast Block) {
        let last = block.stmts.len().saturating_sub(1);
        for (index, statement) in block.stmts.iter().enumerate() {
            let is_inner = self.statements_around > 0;
            match statement {
                Stmt::Expr(expression, None) if index == last => {
                    let range = self.range(expression);
                    self.tails.push(range);
                }
                Stmt::Expr(expression, semicolon) => {
                    let range = self.range(statement);
                    let inner = semicolon.map(|_| self.range(expression));
                    let can_move = semicolon.is_some() && !matches!(expression, Expr::Macro(_));
                    let is_block = matches!(expression, Expr::Block(_));
                    self.statements.push(Statement { range, expression: inner, can_move, is_block, is_inner });
                }
                Stmt::Macro(call) => {
                    let range = self.range(call);
                    self.statements.push(Statement {
                        range,
                        expression: None,
                        can_move: false,
                        is_block: false,
                        is_inner,
                    });
                }
                Stmt::Local(_) | Stmt::Item(_) => {}
            }
            self.statements_around += 1;
            self.visit_stmt(statement);
            self.statements_around -= 1;
        }
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if let Some(init) = &local.init {
            let is_plain =
                init.diverge.is_none() && !matches!(*init.expr, Expr::If(_) | Expr::Match(_) | Expr::Block(_));
            let binding = Binding { start: self.range(local).start, value: self.range(&init.expr), is_plain };
            self.bindings.push(binding);
        }
        visit::visit_local(self, local);
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        let start = match arm.attrs.first() {
            Some(first) => self.range(first).start,
            None => self.range(&arm.pat).start,
        };
        let (pattern, guard) = match &arm.pat {
            Pat::Guard(guarded) => (self.range(&guarded.pat), Some(self.condition(&guarded.guard))),
            pattern => (self.range(pattern), None),
        };
        self.arms.push(MatchArm { start, pattern, guard });
        visit::visit_arm(self, arm);
    }

    fn visit_expr_if(&mut self, expression: &'ast ExprIf) {
        let condition = self.condition(&expression.cond);
        self.conditions.push(condition);
        if let Some((_, otherwise)) = &expression.else_branch
            && let Expr::Block(block) = &**otherwise
        {
            let range = self.range(block);
            self.else_blocks.push(range);
        }
        visit::visit_expr_if(self, expression);
    }

    fn visit_expr_while(&mut self, expression: &'ast ExprWhile) {
        let condition = self.condition(&expression.cond);
        self.loops.push(condition);
        visit::visit_expr_while(self, expression);
    }
}

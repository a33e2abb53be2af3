//! The way through a function's body, from the inside out: finds the marked code and gates it.

use proc_macro2::Group;
use quote::quote;
use syn::{
    Arm, Attribute, Block, Error, Expr, ExprAsync, ExprBlock, ExprClosure, ExprForLoop, ExprLoop, ExprMatch,
    ExprUnsafe, ExprWhile, ImplItemFn, Item, ItemFn, Local, ReturnType, Signature, Stmt, TraitItemFn,
    parse::Parser,
    token,
    visit_mut::{self, VisitMut},
};
use toggle_syntax::grammar::Errors;

use super::{
    arms,
    attribute::{self, attributes_of, hand_down, is_gate, occurs_in, split_attributes},
    awaits::Kind,
    block::{braced, regroup, split_inner_attributes, ungroup_statements},
    marks::{Code, Marks},
    tail::{Around, Place},
};
use crate::crate_path::CratePath;

/// Gates the marked code inside a function's body. The tokens of a body without marks stay the same.
pub(super) fn expand(body: Group, code: Code, output: &ReturnType, krate: &CratePath, errors: &mut Errors) -> Group {
    if !occurs_in(body.stream()) {
        return body;
    }
    let (inner_attributes, inside) = split_inner_attributes(ungroup_statements(body.stream()));
    let statements = match Block::parse_within.parse2(inside) {
        Ok(statements) => statements,
        Err(error) => {
            errors.push(error);
            return regroup(&body, attribute::strip(body.stream()));
        }
    };
    let mut block = Block { brace_token: token::Brace::default(), stmts: statements };
    let mut marks = Marks { code, krate, in_loop: false, tails: 0, errors, has_misplaced: false };
    marks.block(&mut block, Around::function(output));
    let statements = block.stmts;
    let expanded = quote!(#inner_attributes #(#statements)*);
    // The compiler would report a misplaced mark once more.
    let expanded = if marks.has_misplaced { attribute::strip(expanded) } else { expanded };
    braced(expanded, body.span())
}

impl VisitMut for Marks<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        self.block(block, Around::default());
    }

    fn visit_expr_match_mut(&mut self, expression: &mut ExprMatch) {
        arms::refuse_needed(&mut expression.arms, self.errors);
        visit_mut::visit_expr_match_mut(self, expression);
    }

    fn visit_expr_block_mut(&mut self, expression: &mut ExprBlock) {
        self.visit_attributes_mut(&mut expression.attrs);
        self.block(&mut expression.block, Around::operand());
    }

    fn visit_expr_unsafe_mut(&mut self, expression: &mut ExprUnsafe) {
        self.visit_attributes_mut(&mut expression.attrs);
        self.block(&mut expression.block, Around::operand());
    }

    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        self.arm(arm, Around::default());
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        let around = Around::closure(&closure.output);
        let kind = if closure.asyncness.is_some() { Kind::Async } else { Kind::Closure };
        self.inside_of_kind(kind, |marks| {
            marks.visit_attributes_mut(&mut closure.attrs);
            closure.inputs.iter_mut().for_each(|input| marks.visit_pat_mut(input));
            marks.last(&mut closure.body, around);
        });
    }

    fn visit_expr_async_mut(&mut self, block: &mut ExprAsync) {
        self.inside_of_kind(Kind::Async, |marks| visit_mut::visit_expr_async_mut(marks, block));
    }

    fn visit_expr_loop_mut(&mut self, expression: &mut ExprLoop) {
        self.with_loop(true, |marks| {
            marks.visit_attributes_mut(&mut expression.attrs);
            marks.block(&mut expression.body, Around::loop_body());
        });
    }

    fn visit_expr_while_mut(&mut self, expression: &mut ExprWhile) {
        self.with_loop(true, |marks| {
            marks.visit_attributes_mut(&mut expression.attrs);
            marks.visit_expr_mut(&mut expression.cond);
            marks.block(&mut expression.body, Around::loop_body());
        });
    }

    fn visit_expr_for_loop_mut(&mut self, expression: &mut ExprForLoop) {
        self.with_loop(true, |marks| {
            marks.visit_attributes_mut(&mut expression.attrs);
            marks.visit_pat_mut(&mut expression.pat);
            marks.visit_expr_mut(&mut expression.expr);
            marks.block(&mut expression.body, Around::loop_body());
        });
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        self.visit_attributes_mut(&mut local.attrs);
        self.visit_pat_mut(&mut local.pat);
        if let Some(init) = &mut local.init {
            self.last(&mut init.expr, Around::binding(&local.pat));
            if let Some((_, otherwise)) = &mut init.diverge {
                self.visit_expr_mut(otherwise);
            }
        }
    }

    // A nested function with a mark is an item, whose attribute the compiler expands later.

    fn visit_item_mut(&mut self, item: &mut Item) {
        let Ok((mut attributes, rest)) = split_attributes(item) else { return };
        if attributes.iter().any(is_gate) {
            hand_down(self.krate, &mut attributes);
            *item = Item::Verbatim(quote!(#(#attributes)* #rest));
        } else {
            visit_mut::visit_item_mut(self, item);
        }
    }

    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        let of = Code::of(&function.sig);
        self.inside(of, |marks| marks.function(&mut function.attrs, &mut function.sig, Some(&mut function.block)));
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if function.attrs.iter().any(is_gate) {
            hand_down(self.krate, &mut function.attrs);
        } else {
            let of = Code::of(&function.sig);
            self.inside(of, |marks| {
                marks.function(&mut function.attrs, &mut function.sig, Some(&mut function.block));
            });
        }
    }

    fn visit_trait_item_fn_mut(&mut self, function: &mut TraitItemFn) {
        if function.attrs.iter().any(is_gate) {
            hand_down(self.krate, &mut function.attrs);
        } else {
            let of = Code::of(&function.sig);
            self.inside(of, |marks| {
                marks.function(&mut function.attrs, &mut function.sig, function.default.as_mut());
            });
        }
    }

    /// Refuses a mark that is left: gated code has lost its mark by now, so this mark is misplaced.
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if is_gate(attribute) {
            let message = "this cannot be gated; inside a function `#[feature_toggle]` gates a block, a statement, a \
                           `let` or a match arm";
            self.errors.push(Error::new_spanned(&*attribute, message));
            self.has_misplaced = true;
        }
    }
}

impl Marks<'_> {
    fn inside(&mut self, code: Code, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.code, code);
        visit(self);
        self.code = outer;
    }

    /// Visits code that is not part of the loops around it.
    fn inside_of_kind(&mut self, kind: Kind, visit: impl FnOnce(&mut Self)) {
        self.inside(Code { item: self.code.item.clone(), kind }, |marks| marks.with_loop(false, visit));
    }

    fn function(&mut self, attributes: &mut Vec<Attribute>, signature: &mut Signature, body: Option<&mut Block>) {
        self.visit_attributes_mut(attributes);
        self.visit_signature_mut(signature);
        if let Some(body) = body {
            self.with_loop(false, |marks| marks.block(body, Around::function(&signature.output)));
        }
    }

    fn with_loop(&mut self, in_loop: bool, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.in_loop, in_loop);
        visit(self);
        self.in_loop = outer;
    }

    fn block(&mut self, block: &mut Block, around: Around) {
        let last = block.stmts.len().saturating_sub(1);
        let inside = around.with_locals_of(block);
        for (at, statement) in block.stmts.iter_mut().enumerate() {
            self.statement(statement, (at == last).then_some(inside));
        }
    }

    fn arm(&mut self, arm: &mut Arm, around: Around) {
        let gates = self.take_gates(&mut arm.attrs);
        self.visit_attributes_mut(&mut arm.attrs);
        self.visit_pat_mut(&mut arm.pat);
        self.last(&mut arm.body, around);
        self.gate_arm(arm, gates);
    }

    /// Visits an expression at a known place. The blocks that give its value have the same place.
    fn last(&mut self, expression: &mut Expr, around: Around) {
        match expression {
            Expr::Block(inside) => {
                self.visit_attributes_mut(&mut inside.attrs);
                self.block(&mut inside.block, around);
            }
            Expr::Unsafe(inside) => {
                self.visit_attributes_mut(&mut inside.attrs);
                self.block(&mut inside.block, around);
            }
            Expr::If(inside) => {
                self.visit_attributes_mut(&mut inside.attrs);
                self.visit_expr_mut(&mut inside.cond);
                self.block(&mut inside.then_branch, around.branch());
                if let Some((_, otherwise)) = &mut inside.else_branch {
                    self.last(otherwise, around.branch());
                }
            }
            Expr::Match(inside) => {
                self.visit_attributes_mut(&mut inside.attrs);
                self.visit_expr_mut(&mut inside.expr);
                arms::refuse_needed(&mut inside.arms, self.errors);
                inside.arms.iter_mut().for_each(|arm| self.arm(arm, around.branch()));
            }
            expression => self.visit_expr_mut(expression),
        }
    }

    fn statement(&mut self, statement: &mut Stmt, last: Option<Around>) {
        match statement {
            Stmt::Local(local) => {
                let gates = self.take_gates(&mut local.attrs);
                self.visit_local_mut(local);
                for gate in gates.iter().rev() {
                    self.gate_let(local, gate);
                }
            }
            Stmt::Expr(expression, semicolon) => {
                let around = last.unwrap_or_default();
                let Some(attributes) = attributes_of(expression) else {
                    self.last(expression, around);
                    return;
                };
                let gates = self.take_gates(attributes);
                let others = if gates.is_empty() { Vec::new() } else { std::mem::take(attributes) };
                self.last(expression, around);
                let place = Place::of_expression(expression, semicolon.is_some(), last);
                let inside = quote!(#expression #semicolon);
                self.gate_statement(statement, &gates, &others, inside, place);
            }
            Stmt::Macro(call) => {
                let gates = self.take_gates(&mut call.attrs);
                let others = if gates.is_empty() { Vec::new() } else { std::mem::take(&mut call.attrs) };
                let place = Place::of_macro(call, last);
                let inside = quote!(#call);
                self.gate_statement(statement, &gates, &others, inside, place);
            }
            Stmt::Item(item) => self.visit_item_mut(item),
        }
    }
}

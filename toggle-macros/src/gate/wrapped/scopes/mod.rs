//! Name resolution: the use that code makes of a variable of the outside. Bindings and items of the same name are
//! others.

#[cfg(test)]
mod tests;

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{
    Arm, Attribute, BinOp, Block, Expr, ExprClosure, ExprForLoop, ExprIf, ExprLet, ExprWhile, Fields, Item, Lit, Local,
    Macro, Pat, PatGuard, Stmt, Type,
    parse::Parser,
    parse2,
    visit_mut::{self, VisitMut},
};

use super::{
    arguments::{Arguments, own_name},
    names,
    variables::{VariableKind, each_part},
};
use crate::gate::{
    attribute::is_gate,
    block::{split_inner_attributes, ungroup_statements},
    tokens::mentions,
};

/// The most that code does with a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    Nothing,
    Reads,
    MayChange,
}

/// Returns the use that code makes of a variable of the outside. In the arguments of unknown macros, and in code that
/// does not parse, every word that may be the variable counts as a change.
pub(super) fn use_of(code: TokenStream, name: &Ident) -> Use {
    let (_, statements) = split_inner_attributes(ungroup_statements(code));
    let mut uses = Uses { name, most: Use::Nothing };
    if let Ok(mut expression) = parse2(statements.clone()) {
        uses.visit_expr_mut(&mut expression);
    } else if let Ok(mut statements) = Block::parse_within.parse2(statements.clone()) {
        uses.statements(&mut statements);
    } else {
        uses.words(statements);
    }
    uses.most
}

struct Uses<'a> {
    name: &'a Ident,
    most: Use,
}

impl VisitMut for Uses<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match expression {
            Expr::Path(path) if path.path.is_ident(self.name) => self.note(Use::Reads),
            Expr::Assign(assign) => self.change(&assign.left),
            Expr::Binary(binary) if is_assignment(&binary.op) => self.change(&binary.left),
            Expr::MethodCall(call) => self.change(&call.receiver),
            Expr::Call(call) => self.change(&call.func),
            Expr::Reference(reference) if reference.mutability.is_some() => self.change(&reference.expr),
            Expr::RawAddr(address) => self.change(&address.expr),
            Expr::Match(inside) if inside.arms.iter().any(|arm| borrows_mutably(&arm.pat)) => self.change(&inside.expr),
            Expr::Verbatim(tokens) => self.words(tokens.clone()),
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expression);
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.statements(&mut block.stmts);
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        self.visit_attributes_mut(&mut closure.attrs);
        if !closure.inputs.iter().any(|input| self.is_bound_by(input)) {
            self.visit_expr_mut(&mut closure.body);
        }
    }

    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        self.visit_attributes_mut(&mut arm.attrs);
        if !self.is_bound_by(&arm.pat) {
            self.visit_pat_mut(&mut arm.pat);
            self.visit_expr_mut(&mut arm.body);
        }
    }

    fn visit_expr_if_mut(&mut self, expression: &mut ExprIf) {
        self.visit_attributes_mut(&mut expression.attrs);
        if !self.condition_binds(&mut expression.cond) {
            self.visit_block_mut(&mut expression.then_branch);
        }
        if let Some((_, otherwise)) = &mut expression.else_branch {
            self.visit_expr_mut(otherwise);
        }
    }

    fn visit_expr_while_mut(&mut self, expression: &mut ExprWhile) {
        self.visit_attributes_mut(&mut expression.attrs);
        if !self.condition_binds(&mut expression.cond) {
            self.visit_block_mut(&mut expression.body);
        }
    }

    fn visit_expr_let_mut(&mut self, expression: &mut ExprLet) {
        if borrows_mutably(&expression.pat) {
            self.change(&expression.expr);
        }
        visit_mut::visit_expr_let_mut(self, expression);
    }

    fn visit_expr_for_loop_mut(&mut self, expression: &mut ExprForLoop) {
        self.visit_attributes_mut(&mut expression.attrs);
        self.visit_expr_mut(&mut expression.expr);
        if !self.is_bound_by(&expression.pat) {
            self.visit_block_mut(&mut expression.body);
        }
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        self.visit_attributes_mut(&mut local.attrs);
        if let Some(init) = &mut local.init {
            if borrows_mutably(&local.pat) {
                self.change(&init.expr);
            }
            visit_mut::visit_local_init_mut(self, init);
        }
    }

    /// Visits macros, and syntax that is not known: no other item sees the variables around it.
    fn visit_item_mut(&mut self, item: &mut Item) {
        match item {
            Item::Macro(item) => self.words(item.mac.tokens.clone()),
            Item::Verbatim(tokens) => self.words(tokens.clone()),
            _ => {}
        }
    }

    fn visit_type_mut(&mut self, _: &mut Type) {}

    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if is_gate(attribute) || attribute.path().is_ident("cfg_attr") {
            self.words(attribute.meta.to_token_stream());
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        match Arguments::of(call) {
            Some(mut arguments) => self.arguments(&mut arguments),
            None => self.words(call.tokens.clone()),
        }
    }
}

impl Uses<'_> {
    fn note(&mut self, one: Use) {
        self.most = self.most.max(one);
    }

    fn words(&mut self, tokens: TokenStream) {
        if names::names(tokens, self.name) {
            self.note(Use::MayChange);
        }
    }

    /// Notes that the code may change a place, which may be a part of the variable.
    fn change(&mut self, place: &Expr) {
        match place {
            Expr::Path(path) if path.path.is_ident(self.name) => self.note(Use::MayChange),
            Expr::Field(field) => self.change(&field.base),
            Expr::Index(index) => self.change(&index.expr),
            Expr::Paren(inside) => self.change(&inside.expr),
            Expr::Group(inside) => self.change(&inside.expr),
            Expr::Unary(unary) => self.change(&unary.expr),
            Expr::Tuple(parts) => parts.elems.iter().for_each(|part| self.change(part)),
            Expr::Array(parts) => parts.elems.iter().for_each(|part| self.change(part)),
            Expr::Struct(parts) => parts.fields.iter().for_each(|part| self.change(&part.expr)),
            Expr::Call(parts) => parts.args.iter().for_each(|part| self.change(part)),
            _ => {}
        }
    }

    fn statements(&mut self, statements: &mut [Stmt]) {
        if statements.iter().any(|statement| matches!(statement, Stmt::Item(item) if self.is_declared_by(item))) {
            return;
        }
        for statement in statements {
            self.visit_stmt_mut(statement);
            if matches!(statement, Stmt::Local(local) if !may_be_left_out(&local.attrs) && self.is_bound_by(&local.pat))
            {
                return;
            }
        }
    }

    /// Visits a condition up to the `let` that binds the name. Returns whether there is one.
    fn condition_binds(&mut self, condition: &mut Expr) -> bool {
        match condition {
            Expr::Let(binding) => {
                self.visit_expr_let_mut(binding);
                self.is_bound_by(&binding.pat)
            }
            Expr::Binary(both) if matches!(both.op, BinOp::And(_)) => {
                self.condition_binds(&mut both.left) || self.condition_binds(&mut both.right)
            }
            condition => {
                self.visit_expr_mut(condition);
                false
            }
        }
    }

    fn arguments(&mut self, arguments: &mut Arguments) {
        // In `format!("{log}", log = 1)` the string names the argument.
        let is_own =
            arguments.expressions.iter().any(|argument| own_name(argument).is_some_and(|own| own == self.name));
        for argument in &mut arguments.expressions {
            match argument {
                Expr::Assign(named) => self.visit_expr_mut(&mut named.right),
                Expr::Lit(literal) if !is_own => match &literal.lit {
                    Lit::Str(text) if names::formats(&text.token(), self.name) => self.note(Use::Reads),
                    _ => {}
                },
                argument => self.visit_expr_mut(argument),
            }
        }
        if arguments.changes_first {
            arguments.expressions.iter().take(1).for_each(|first| self.change(first));
        }
        if let Some(arm) = &mut arguments.arm {
            self.visit_arm_mut(arm);
        }
    }

    fn is_bound_by(&self, pattern: &Pat) -> bool {
        let pattern = match pattern {
            Pat::Guard(PatGuard { pat, .. }) => pat,
            pattern => pattern,
        };
        let mut bound = false;
        each_part(pattern, VariableKind::Value, &mut |name, _, _| bound |= name == self.name);
        bound
    }

    fn is_declared_by(&self, item: &Item) -> bool {
        let (attributes, name) = match item {
            Item::Fn(item) => (&item.attrs, &item.sig.ident),
            Item::Const(item) => (&item.attrs, &item.ident),
            Item::Static(item) => (&item.attrs, &item.ident),
            Item::Struct(item) if !matches!(item.fields, Fields::Named(_)) => (&item.attrs, &item.ident),
            _ => return false,
        };
        name == self.name && !may_be_left_out(attributes)
    }
}

/// Returns whether a `cfg` may leave a declaration out.
fn may_be_left_out(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("cfg"))
}

fn is_assignment(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

/// Returns whether a pattern may borrow mutably from the matched value.
fn borrows_mutably(pattern: &Pat) -> bool {
    mentions(pattern.to_token_stream(), "ref")
}

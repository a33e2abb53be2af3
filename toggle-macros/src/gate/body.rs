use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Arm, Attribute, Block, Error, Expr, ImplItemFn, Item, ItemFn, Local, Pat, PatGuard, Stmt, TraitItemFn,
    ext::IdentExt,
    parse::Parser,
    token,
    visit_mut::{self, VisitMut},
};
use toggle_syntax::grammar::Errors;

use super::{
    attribute::{Mark, inner_args, is_gate, occurs_in},
    block::{block, braced, only_braces, split_inner_attributes, ungroup_statements},
    function::when_off,
};
use crate::check::Check;

/// Gates what is marked inside a function's body. A body without such marks stays the tokens it was.
pub(super) fn expand(body: Group, item: &str, errors: &mut Errors) -> Group {
    if !occurs_in(body.stream()) {
        return body;
    }
    let (inner_attributes, inside) = split_inner_attributes(ungroup_statements(body.stream()));
    let statements = match Block::parse_within.parse2(inside) {
        Ok(statements) => statements,
        Err(error) => {
            errors.push(error);
            return body;
        }
    };
    let mut block = Block { brace_token: token::Brace::default(), stmts: statements };
    Marks { item: item.to_owned(), errors }.visit_block_mut(&mut block);
    let statements = block.stmts;
    braced(quote!(#inner_attributes #(#statements)*), body.span())
}

/// Replaces what carries a mark, from the inside out.
struct Marks<'e> {
    item: String,
    errors: &'e mut Errors,
}

impl VisitMut for Marks<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let last = block.stmts.len().saturating_sub(1);
        for (at, statement) in block.stmts.iter_mut().enumerate() {
            self.statement(statement, at == last);
        }
    }

    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        let gates = self.take_gates(&mut arm.attrs);
        visit_mut::visit_arm_mut(self, arm);
        for gate in gates.iter().rev() {
            self.refuse_else(gate, "a match arm falls through to the next when its toggle is off; remove `else`");
            if let Some(check) = self.check(gate) {
                gate_arm(arm, &check.operand());
            }
        }
    }

    // A nested function with a mark of its own is an item, whose attribute the compiler expands by itself.

    fn visit_item_mut(&mut self, item: &mut Item) {
        let attributes = Attribute::parse_outer.parse2(outer_attributes(item));
        if attributes.is_ok_and(|attributes| !attributes.iter().any(is_gate)) {
            visit_mut::visit_item_mut(self, item);
        }
    }

    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        let name = function.sig.ident.unraw().to_string();
        self.inside(name, |marks| visit_mut::visit_item_fn_mut(marks, function));
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if !function.attrs.iter().any(is_gate) {
            let name = function.sig.ident.unraw().to_string();
            self.inside(name, |marks| visit_mut::visit_impl_item_fn_mut(marks, function));
        }
    }

    fn visit_trait_item_fn_mut(&mut self, function: &mut TraitItemFn) {
        if !function.attrs.iter().any(is_gate) {
            let name = function.sig.ident.unraw().to_string();
            self.inside(name, |marks| visit_mut::visit_trait_item_fn_mut(marks, function));
        }
    }

    /// Whatever was gated has lost its mark by now, so this one stands elsewhere.
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if is_gate(attribute) {
            let message = "nothing can be gated here; inside a function `#[feature_toggle]` gates a block, a \
                           statement, a `let` or a match arm";
            self.errors.push(Error::new_spanned(&*attribute, message));
        }
    }
}

impl Marks<'_> {
    fn inside(&mut self, item: String, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.item, item);
        visit(self);
        self.item = outer;
    }

    fn take_gates(&mut self, attributes: &mut Vec<Attribute>) -> Vec<Mark> {
        let mut gates = Vec::new();
        for attribute in attributes.extract_if(.., |attribute| is_gate(attribute)) {
            match inner_args(&attribute) {
                Ok(args) => gates.push(Mark { attribute, args }),
                Err(error) => self.errors.push(error),
            }
        }
        gates
    }

    fn refuse_else(&mut self, gate: &Mark, message: &str) {
        if let Some((keyword, _)) = &gate.args.otherwise {
            self.errors.push(Error::new_spanned(keyword, message));
        }
    }

    fn check<'a>(&'a self, mark: &'a Mark) -> Option<Check<'a>> {
        let gate = mark.gate();
        let condition = gate.args.condition.as_ref()?;
        Some(Check { condition, context: gate.args.context.as_ref(), item: &self.item, at: gate.at })
    }

    fn statement(&mut self, statement: &mut Stmt, last: bool) {
        match statement {
            Stmt::Local(local) => {
                let gates = self.take_gates(&mut local.attrs);
                visit_mut::visit_local_mut(self, local);
                for gate in gates.iter().rev() {
                    self.gate_let(local, gate);
                }
            }
            Stmt::Expr(expression, semicolon) => {
                let Some(attributes) = attributes_of(expression) else {
                    visit_mut::visit_expr_mut(self, expression);
                    return;
                };
                let gates = self.take_gates(attributes);
                let others = if gates.is_empty() { Vec::new() } else { std::mem::take(attributes) };
                visit_mut::visit_expr_mut(self, expression);
                let inside = if semicolon.is_some() {
                    quote!({ #expression #semicolon })
                } else {
                    block(&expression.to_token_stream())
                };
                let place = Place::of(semicolon.is_some(), last);
                self.gate_statement(statement, &gates, &others, inside, place);
            }
            Stmt::Macro(call) => {
                let gates = self.take_gates(&mut call.attrs);
                let others = if gates.is_empty() { Vec::new() } else { std::mem::take(&mut call.attrs) };
                let place = Place::of(call.semi_token.is_some(), last);
                let inside = quote!({ #call });
                self.gate_statement(statement, &gates, &others, inside, place);
            }
            Stmt::Item(item) => self.visit_item_mut(item),
        }
    }

    // from: #[feature_toggle("audit-log")]
    //       { audit(&request); }
    //
    // into: if ::toggle_runtime::__private::check!("audit-log", Positive, "handle") { audit(&request); }
    fn gate_statement(
        &self,
        statement: &mut Stmt,
        gates: &[Mark],
        others: &[Attribute],
        inside: TokenStream,
        place: Place,
    ) {
        if gates.is_empty() {
            return;
        }
        let gated = gates.iter().rev().fold(inside, |inside, gate| {
            let at = generated_at(gate);
            let check = self.check(gate);
            let inside = block(&inside);
            let off = match (&gate.args.otherwise, &gate.args.condition, place) {
                (Some((_, otherwise)), _, Place::Discarded) => Some(quote!({ #otherwise; })),
                (Some((_, otherwise)), _, _) => Some(block(&otherwise.to_token_stream())),
                (None, Some(condition), Place::Tail) => Some(block(&when_off(condition, at))),
                (None, _, _) => None,
            };
            let off = off.map(|off| quote_spanned!(at=> else #off));
            quote_spanned!(at=> if #check #inside #off)
        });
        *statement = Stmt::Expr(Expr::Verbatim(quote!(#(#others)* #gated)), None);
    }

    // from: #[feature_toggle("fast-path", else = slow_price(&request))]
    //       let price = fast_price(&request);
    //
    // into: let price = if ::toggle_runtime::__private::check!("fast-path", Positive, "handle") {
    //           fast_price(&request)
    //       } else {
    //           slow_price(&request)
    //       };
    fn gate_let(&mut self, local: &mut Local, gate: &Mark) {
        let Some(init) = &mut local.init else {
            let message = "a gated `let` needs a value: write `let .. = ..;`";
            self.errors.push(Error::new_spanned(&local.pat, message));
            return;
        };
        let Some((_, otherwise)) = &gate.args.otherwise else {
            let message = "a gated `let` needs a value for when the toggle is off: write `else = ..`";
            self.errors.push(Error::new_spanned(&gate.attribute, message));
            return;
        };
        let at = generated_at(gate);
        let check = self.check(gate);
        let on = block(&init.expr.to_token_stream());
        // The value reaches from the attribute to the end of the statement: to the compiler, which tells assignments of
        // a `let` by where they stand, the `let` is inside.
        let end = local.semi_token.span.resolved_at(Span::mixed_site());
        let otherwise = otherwise.to_token_stream();
        let off = braced(only_braces(&otherwise).map_or(otherwise, |braces| braces.stream()), end);
        let value = quote_spanned!(at=> if #check #on else #off);
        // A `let … else` cannot have a brace before its `else`.
        let value = if init.diverge.is_some() { quote!((#value)) } else { value };
        *init.expr = Expr::Verbatim(value);
    }
}

/// What becomes of a statement's value.
#[derive(Clone, Copy)]
enum Place {
    /// A semicolon follows.
    Discarded,
    /// It is the value of the block around it.
    Tail,
    /// Neither: it is `()`.
    Middle,
}

impl Place {
    fn of(semicolon: bool, last: bool) -> Self {
        match (semicolon, last) {
            (true, _) => Self::Discarded,
            (false, true) => Self::Tail,
            (false, false) => Self::Middle,
        }
    }
}

/// The place of generated tokens: the attribute's, though not written there.
fn generated_at(gate: &Mark) -> Span {
    gate.attribute.pound_token.span.resolved_at(Span::mixed_site())
}

// from: #[feature_toggle("bulk-orders")]
//       Kind::Bulk if ready => bulk(request),
//
// into: Kind::Bulk if ::toggle_runtime::__private::check!("bulk-orders", Positive, "handle") && ready => bulk(request),
fn gate_arm(arm: &mut Arm, check: &TokenStream) {
    let pat = std::mem::replace(&mut arm.pat, Pat::Verbatim(TokenStream::new()));
    arm.pat = match pat {
        Pat::Guard(PatGuard { attrs, pat, if_token, guard }) => {
            let guard = match *guard {
                // `a || b` and the like: looser than `&&`, and without a `let`, which parentheses would break.
                Expr::Binary(binary) if !matches!(binary.op, syn::BinOp::And(_)) => quote!((#binary)),
                guard @ (Expr::Range(_) | Expr::Assign(_) | Expr::Closure(_)) => quote!((#guard)),
                guard => guard.to_token_stream(),
            };
            let guard = Box::new(Expr::Verbatim(quote!(#check && #guard)));
            Pat::Guard(PatGuard { attrs, pat, if_token, guard })
        }
        pat => Pat::Verbatim(quote!(#pat if #check)),
    };
}

fn outer_attributes(item: &Item) -> TokenStream {
    let mut tokens = item.to_token_stream().into_iter().peekable();
    let mut attributes = TokenStream::new();
    while let Some(TokenTree::Punct(hash)) = tokens.peek()
        && hash.as_char() == '#'
    {
        attributes.extend(tokens.by_ref().take(2));
    }
    attributes
}

/// The attributes of an expression statement, which syn keeps with the leftmost operand.
fn attributes_of(expression: &mut Expr) -> Option<&mut Vec<Attribute>> {
    macro_rules! attributes_of_any {
        ($($variant:ident)*) => {
            match expression {
                Expr::Assign(assign) => attributes_of(&mut assign.left),
                Expr::Binary(binary) => attributes_of(&mut binary.left),
                Expr::Cast(cast) => attributes_of(&mut cast.expr),
                $(Expr::$variant(expression) => Some(&mut expression.attrs),)*
                _ => None,
            }
        };
    }
    attributes_of_any! {
        Array Async Await Block Break Call Closure Const Continue Field ForLoop Group If Index Infer Let Lit Loop Macro
        Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple Unary Unsafe While
        Yield
    }
}

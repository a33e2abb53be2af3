use proc_macro2::{Group, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Arm, Attribute, Block, Error, Expr, ExprAsync, ExprBlock, ExprClosure, ExprForLoop, ExprLoop, ExprMatch,
    ExprUnsafe, ExprWhile, ImplItemFn, Item, ItemFn, Local, Pat, PatGuard, ReturnType, Signature, Stmt, TraitItemFn,
    ext::IdentExt,
    parse::Parser,
    spanned::Spanned,
    token,
    visit_mut::{self, VisitMut},
};
use toggle_syntax::grammar::Errors;

use super::{
    Gate, arms,
    attribute::{self, Mark, attributes_of, hand_down, is_gate, occurs_in, split_attributes},
    awaits::{self, Kind},
    block::{block, braced, only_braces, regroup, split_inner_attributes, ungroup_statements, unlinted},
    function::when_off,
    reached::{self, Way},
    stand_in,
    tail::{self, Around, Off, Place},
};
use crate::{check::Check, crate_path::CratePath};

/// Gates what is marked inside a function's body. A body without such marks stays the tokens it was.
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
    // The compiler would report it once more.
    let expanded = if marks.has_misplaced { attribute::strip(expanded) } else { expanded };
    braced(expanded, body.span())
}

/// The code around a mark.
pub(super) struct Code {
    /// The name of the function.
    pub(super) item: String,
    pub(super) kind: Kind,
}

impl Code {
    pub(super) fn of(function: &Signature) -> Self {
        Self { item: function.ident.unraw().to_string(), kind: Kind::of(function) }
    }
}

/// Replaces what carries a mark, from the inside out.
struct Marks<'e> {
    code: Code,
    /// The path of the runtime that the function's attribute has.
    krate: &'e CratePath,
    /// Whether a loop is around, which a `break` without a label would leave.
    in_loop: bool,
    /// The number of last expressions that are gated so far.
    tails: usize,
    errors: &'e mut Errors,
    /// Whether a mark stands where nothing can be gated.
    has_misplaced: bool,
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

    // A nested function with a mark of its own is an item, whose attribute the compiler expands by itself.

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

    /// Whatever was gated has lost its mark by now, so this one stands elsewhere.
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if is_gate(attribute) {
            let message = "nothing can be gated here; inside a function `#[feature_toggle]` gates a block, a \
                           statement, a `let` or a match arm";
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

    /// Visits what is no part of the loops around.
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
        for mut gate in gates.into_iter().rev() {
            self.refuse_else(&mut gate, "a match arm falls through to the next when its toggle is off; remove `else`");
            if let Some(check) = self.check(&gate) {
                gate_arm(arm, &check.operand());
            } else {
                gate_arm(arm, &stand_in::condition(gate.gate(), None));
            }
        }
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

    fn take_gates(&mut self, attributes: &mut Vec<Attribute>) -> Vec<Mark> {
        let mut gates = Vec::new();
        for attribute in attributes.extract_if(.., |attribute| is_gate(attribute)) {
            let mut mark = Mark::read_inner(attribute, self.krate, self.errors);
            if let Some(args) = awaits::refuse(&mark.args, self.code.kind, &self.code.item, self.errors) {
                mark.args = args;
                mark.is_sound = false;
            }
            gates.push(mark);
        }
        gates
    }

    fn refuse_else(&mut self, gate: &mut Mark, message: &str) {
        if let Some((keyword, otherwise)) = gate.args.otherwise.take() {
            self.errors.push(Error::new_spanned(keyword, message));
            gate.args.misplaced.push(otherwise);
            gate.is_sound = false;
        }
    }

    fn check<'a>(&'a self, mark: &'a Mark) -> Option<Check<'a>> {
        let gate = mark.gate();
        let condition = gate.args.condition.as_ref().filter(|_| gate.is_sound)?;
        let Gate { args, at, krate, .. } = gate;
        Some(Check { condition, context: args.context.as_ref(), item: &self.code.item, at, krate })
    }

    /// The code of a way of a gate, in which a pin may leave out what is awaited.
    fn marked(&self, code: TokenStream, way: Way, mark: &Mark) -> TokenStream {
        match self.check(mark).filter(|_| self.code.kind == Kind::Async) {
            Some(check) => reached::marked(code, way, &check),
            None => code,
        }
    }

    fn check_or_stand_in(&self, mark: &Mark) -> TokenStream {
        self.check(mark).map_or_else(|| stand_in::condition(mark.gate(), None), ToTokens::into_token_stream)
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

    // from: #[feature_toggle("audit-log")]
    //       { audit(&request); }
    //
    // into: if ::toggle_runtime::__private::check!("audit-log", Positive, "handle") { audit(&request); }
    fn gate_statement(
        &mut self,
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
            let krate = gate.gate().krate;
            let off = match (&gate.args.otherwise, &gate.args.condition, place) {
                (Some((_, otherwise)), _, _) => Some(Off::Given(otherwise.to_token_stream())),
                (None, _, Place::Tail(_) | Place::Left) if !gate.is_sound => Some(Off::Nothing(stand_in::value(krate))),
                (None, Some(condition), Place::Tail(_)) => Some(Off::Nothing(when_off(condition, at, krate))),
                (None, _, Place::Left) => {
                    let private = krate.private(at);
                    Some(Off::Nothing(quote_spanned!(at=> #private::nothing_follows())))
                }
                (None, _, _) => None,
            };
            let check = self.check(gate);
            if let (Place::Tail(around), Some(off), Some(check)) = (place, &off, &check)
                && !(self.in_loop && (tail::may_leave_loop(&inside) || off.may_leave_loop()))
                && around.must_stay_last(gate.args.otherwise.as_ref())
            {
                let check = check.operand();
                self.tails += 1;
                return tail::gated(&check, &inside, off, self.tails, gate);
            }
            let inside = block(&self.marked(inside, Way::Gated, gate));
            let off = off.map(|off| match off {
                Off::Given(off) => Off::Given(self.marked(off, Way::Off, gate)),
                off @ Off::Nothing(_) => off,
            });
            let check = check.map_or_else(|| stand_in::condition(gate.gate(), None), ToTokens::into_token_stream);
            let lost = tail::refuse_lost(gate, place).filter(|_| !self.in_loop);
            let is_lost = lost.is_some();
            self.errors.push_some(lost);
            let off = off.map(|off| match (off, place) {
                (Off::Given(off), Place::Discarded) => quote!({ #off; }),
                (Off::Given(off), Place::Left) if is_lost || !gate.is_sound => stand_in::leaving(&off, krate),
                // Where this does not leave, the compiler says so at the value.
                (Off::Given(off), Place::Left) => {
                    let at = off.span().resolved_at(Span::mixed_site());
                    braced(quote!(#off;), at).into_token_stream()
                }
                (Off::Given(off) | Off::Nothing(off), _) => block(&off),
            });
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
        let missing = (!gate.is_sound).then(|| stand_in::value(gate.gate().krate));
        let otherwise = gate.args.otherwise.as_ref().map(|(_, otherwise)| otherwise.to_token_stream());
        let Some(otherwise) = otherwise.or(missing) else {
            let message = "a gated `let` needs a value for when the toggle is off: write `else = ..`";
            self.errors.push(Error::new_spanned(&gate.attribute, message));
            return;
        };
        let at = generated_at(gate);
        let check = self.check_or_stand_in(gate);
        let value = match (&*init.expr, &init.diverge) {
            // The parentheses are there for the `else` of the `let`; inside braces they are needless.
            (Expr::Paren(inside), Some(_)) if inside.attrs.is_empty() => &inside.expr,
            (value, _) => value,
        };
        let on = block(&self.marked(value.to_token_stream(), Way::Gated, gate));
        // The value reaches from the attribute to the end of the statement: to the compiler, which tells assignments of
        // a `let` by where they stand, the `let` is inside.
        let end = local.semi_token.span.resolved_at(Span::mixed_site());
        let off = if only_braces(&otherwise).is_some() {
            let marked = self.marked(otherwise, Way::Off, gate);
            only_braces(&marked).map_or(marked, |braces| unlinted(&braces))
        } else {
            // Without braces of its own, which would end the life of temporaries.
            match self.check(gate).filter(|_| self.code.kind == Kind::Async) {
                Some(check) => reached::marked_body(otherwise, Way::Off, &check),
                None => otherwise,
            }
        };
        let off = braced(off, end);
        let value = quote_spanned!(at=> if #check #on else #off);
        // A `let … else` cannot have a brace before its `else`.
        let value = if init.diverge.is_some() { quote!((#value)) } else { value };
        *init.expr = Expr::Verbatim(value);
    }
}

/// The place of generated tokens: the attribute's, though not written there.
pub(super) fn generated_at(gate: &Mark) -> Span {
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

//! The gates inside a body: statements, `let`s and match arms whose inner marks are replaced already.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Arm, Attribute, Error, Expr, Local, Pat, PatGuard, Signature, Stmt, ext::IdentExt, spanned::Spanned};
use toggle_syntax::grammar::Errors;

use super::{
    attribute::{Gate, Mark, is_gate},
    awaits::{self, Kind},
    block::{block, braced, only_braces, unlinted},
    off::when_off,
    reached::{self, Way},
    stand_in,
    tail::{self, Off, Place},
};
use crate::{check::Check, crate_path::CratePath};

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

/// The visitor that replaces marked code, from the inside out.
pub(super) struct Marks<'e> {
    pub(super) code: Code,
    /// The path of the runtime that the function's attribute has.
    pub(super) krate: &'e CratePath,
    /// Whether a loop is around, which a `break` without a label would leave.
    pub(super) in_loop: bool,
    /// The number of last expressions that are gated so far.
    pub(super) tails: usize,
    pub(super) errors: &'e mut Errors,
    /// Whether a mark stands on code that cannot be gated.
    pub(super) has_misplaced: bool,
}

impl Marks<'_> {
    /// Removes the gates, and refuses `.await` in the arguments of gates in synchronous code.
    pub(super) fn take_gates(&mut self, attributes: &mut Vec<Attribute>) -> Vec<Mark> {
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

    /// Returns the code of a way of a gate, in which a pin may leave out awaited futures.
    fn marked(&self, code: TokenStream, way: Way, mark: &Mark) -> TokenStream {
        match self.check(mark).filter(|_| self.code.kind == Kind::Async) {
            Some(check) => reached::marked(code, way, &check),
            None => code,
        }
    }

    fn check_or_stand_in(&self, mark: &Mark) -> TokenStream {
        self.check(mark).map_or_else(|| stand_in::condition(mark.gate(), None), ToTokens::into_token_stream)
    }

    // from: #[feature_toggle("audit-log")]
    //       { audit(&request); }
    //
    // into: if ::toggle_runtime::__private::check!("audit-log", Positive, "handle") { audit(&request); }
    pub(super) fn gate_statement(
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
            let at = gate.generated_at();
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
                // If this value does not leave, the compiler reports the mismatch at the value.
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
    pub(super) fn gate_let(&mut self, local: &mut Local, gate: &Mark) {
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
        let at = gate.generated_at();
        let check = self.check_or_stand_in(gate);
        let value = match (&*init.expr, &init.diverge) {
            // The parentheses are there for the `else` of the `let`; inside braces they are needless.
            (Expr::Paren(inside), Some(_)) if inside.attrs.is_empty() => &inside.expr,
            (value, _) => value,
        };
        let on = block(&self.marked(value.to_token_stream(), Way::Gated, gate));
        // The span of the value reaches from the attribute to the end of the statement. The compiler recognizes the
        // assignment of a `let` by its span, which has to be inside.
        let end = local.semi_token.span.resolved_at(Span::mixed_site());
        let off = if only_braces(&otherwise).is_some() {
            let marked = self.marked(otherwise, Way::Off, gate);
            only_braces(&marked).map_or(marked, |braces| unlinted(&braces))
        } else {
            // No braces around the expression: they would end the life of temporaries.
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

    /// Gates a match arm by its gates, the first one outermost.
    pub(super) fn gate_arm(&mut self, arm: &mut Arm, gates: Vec<Mark>) {
        for mut gate in gates.into_iter().rev() {
            self.refuse_else(&mut gate, "a match arm falls through to the next when its toggle is off; remove `else`");
            if let Some(check) = self.check(&gate) {
                gate_arm(arm, &check.operand());
            } else {
                gate_arm(arm, &stand_in::condition(gate.gate(), None));
            }
        }
    }
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

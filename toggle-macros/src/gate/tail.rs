//! Gated last expressions, whose temporaries outlive the locals of their block before edition 2024, and early exits
//! with the value of `else`.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Block, Error, Expr, Lifetime, Pat, ReturnType, Stmt, StmtMacro, Token, Type};
use toggle_syntax::grammar::Raw;

use super::{
    attribute::Mark,
    block::{braced, labelled, only_braces},
};
use crate::crate_path::CratePath;

/// The place of a block or an expression.
#[derive(Clone, Copy, Default)]
pub(super) struct Around {
    value: Value,
    /// Whether locals are dropped before the temporaries of the value, in editions before 2024.
    locals: bool,
}

/// The knowledge of a value's type before its code is looked at.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Value {
    #[default]
    Unknown,
    Known,
    /// The type `!`: the code never reaches its end, where values would be dropped.
    Never,
}

impl Around {
    /// Returns the place of the body of a function.
    pub(super) fn function(output: &ReturnType) -> Self {
        match output {
            ReturnType::Type(_, output) if matches!(**output, Type::Never(_)) => Value::Never.into(),
            ReturnType::Type(..) | ReturnType::Default => Value::Known.into(),
        }
    }

    /// Returns the place of the body of a closure, whose return type may be missing.
    pub(super) fn closure(output: &ReturnType) -> Self {
        match output {
            ReturnType::Type(..) => Self::function(output),
            ReturnType::Default => Self::default(),
        }
    }

    /// Returns the place of the body of a loop, which gives `()`.
    pub(super) fn loop_body() -> Self {
        Value::Known.into()
    }

    /// Returns the place of a block that is a part of an expression: its temporaries live as long as those around.
    pub(super) fn operand() -> Self {
        Self { locals: true, ..Self::default() }
    }

    /// Returns the place of the value of a `let` with this pattern.
    pub(super) fn binding(pattern: &Pat) -> Self {
        if matches!(pattern, Pat::Type(_)) { Value::Known.into() } else { Self::default() }
    }

    /// Returns the place of the block's last expression.
    pub(super) fn with_locals_of(self, block: &Block) -> Self {
        // A macro may declare some as well.
        let declares = |statement: &Stmt| matches!(statement, Stmt::Local(_) | Stmt::Macro(_));
        Self { locals: self.locals || block.stmts.iter().any(declares), ..self }
    }

    /// Returns the place of a branch, at whose end its temporaries are dropped.
    pub(super) fn branch(self) -> Self {
        Self { locals: false, ..self }
    }

    /// Returns whether the value has to stay the last expression, with `otherwise` before it.
    pub(super) fn must_stay_last(self, otherwise: Option<&(Token![else], Raw<Expr>)>) -> bool {
        let parsed = |raw: &Raw<Expr>| syn::parse2::<Expr>(raw.to_token_stream());
        let fits = |(_, raw): &(Token![else], Raw<Expr>)| parsed(raw).is_ok_and(|otherwise| !may_coerce(&otherwise));
        self.locals
            && match self.value {
                Value::Known => true,
                Value::Unknown => otherwise.is_none_or(fits),
                Value::Never => false,
            }
    }
}

impl From<Value> for Around {
    fn from(value: Value) -> Self {
        Self { value, locals: false }
    }
}

/// The use of a statement's value.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// A semicolon follows.
    Discarded,
    /// The statement leaves more than its block with a value, or panics, and is the last one.
    Left,
    /// The value is that of the block around.
    Tail(Around),
    /// None of these: the value is `()`.
    Middle,
}

impl Place {
    pub(super) fn of_expression(expression: &Expr, semicolon: bool, last: Option<Around>) -> Self {
        let leaves = match expression {
            Expr::Return(leave) => leave.expr.is_some(),
            Expr::Break(leave) => leave.expr.is_some(),
            _ => false,
        };
        Self::of(leaves, semicolon, last)
    }

    pub(super) fn of_macro(call: &StmtMacro, last: Option<Around>) -> Self {
        let leaves = NEVER_RETURN.iter().any(|name| call.mac.path.is_ident(name));
        Self::of(leaves, call.semi_token.is_some(), last)
    }

    fn of(leaves: bool, semicolon: bool, last: Option<Around>) -> Self {
        match (semicolon, last) {
            (true, Some(_)) if leaves => Self::Left,
            (true, _) => Self::Discarded,
            (false, Some(around)) => Self::Tail(around),
            (false, None) => Self::Middle,
        }
    }
}

/// The macros that never give a value.
const NEVER_RETURN: [&str; 4] = ["panic", "todo", "unimplemented", "unreachable"];

/// Returns whether the compiler may have to coerce an expression once it knows the expected type: an array to a slice,
/// a box to a trait object, a closure to a function pointer.
fn may_coerce(expression: &Expr) -> bool {
    match expression {
        Expr::Binary(_) | Expr::Lit(_) | Expr::Macro(_) | Expr::MethodCall(_) | Expr::Unary(_) => false,
        Expr::Call(call) => match &*call.func {
            Expr::Path(function) => function.path.segments.last().is_none_or(|name| name.ident == "new"),
            _ => true,
        },
        Expr::Path(path) => !path.path.is_ident("None"),
        _ => true,
    }
}

// from: #[feature_toggle("fast-path", else = slow())]
//       lock.lock().len()
//
// into: '__tail_1: {
//           if !::toggle_runtime::__private::check!("fast-path", Positive, "handle") {
//               break '__tail_1 (/* as `leave` makes it, of */ slow());
//           }
//           lock.lock().len()
//       }
//
/// Gates the last expression of a block, which stays the last. Before edition 2024 its temporaries outlive the locals
/// of the block, but would not outlive the branch of an `if`. The braces are of the user's edition.
pub(super) fn gated(check: &TokenStream, inside: &TokenStream, off: &Off, number: usize, gate: &Mark) -> TokenStream {
    let at = gate.generated_at();
    // Clippy checks at this place whether a semicolon is missing, and expects none after a brace of the user.
    let user = match inside.clone().into_iter().last() {
        Some(TokenTree::Group(last)) if last.delimiter() == Delimiter::Brace => last.span(),
        _ => gate.attribute.pound_token.span,
    };
    let label = Lifetime::new(&format!("'__tail_{number}"), user);
    let leave = leave(&quote_spanned!(at=> break #label), off, gate.gate().krate);
    let inside =
        only_braces(inside).map_or_else(|| inside.clone(), |braces| labelled(&braces, &format!("'__gated_{number}")));
    let block = braced(quote_spanned!(at=> if !#check { #leave } #inside), user);
    quote_spanned!(at=> #label: #block)
}

/// Returns whether code may have a `break` or a `continue` without a label, in a macro as well. Inside a labelled block
/// they are errors.
pub(super) fn may_leave_loop(code: &TokenStream) -> bool {
    const MACROS: [&str; 14] = [
        "assert",
        "assert_eq",
        "assert_ne",
        "dbg",
        "eprintln",
        "format",
        "matches",
        "panic",
        "print",
        "println",
        "todo",
        "vec",
        "write",
        "writeln",
    ];
    let tokens: Vec<TokenTree> = code.clone().into_iter().collect();
    tokens.iter().enumerate().any(|(at, token)| match (token, tokens.get(at + 1)) {
        (TokenTree::Group(group), _) => may_leave_loop(&group.stream()),
        (TokenTree::Ident(word), Some(TokenTree::Punct(next))) if next.as_char() == '!' => {
            let is_ours = at > 2 && matches!(&tokens[at - 3], TokenTree::Ident(module) if module == "__private");
            let is_call = matches!(tokens.get(at + 2), Some(TokenTree::Group(_)));
            is_call && !is_ours && !MACROS.iter().any(|name| word == name)
        }
        (TokenTree::Ident(word), next) if word == "break" || word == "continue" => {
            !matches!(next, Some(TokenTree::Punct(next)) if next.as_char() == '\'')
        }
        _ => false,
    })
}

/// The code that runs in place of gated code.
pub(super) enum Off {
    /// The user's `else`.
    Given(TokenStream),
    /// The off value of the type.
    Nothing(TokenStream),
}

impl Off {
    /// Returns whether it may leave the loop around without a label.
    pub(super) fn may_leave_loop(&self) -> bool {
        matches!(self, Self::Given(code) if may_leave_loop(code))
    }
}

// from: legacy_adder()
//
// into: return (match ::toggle_runtime::__private::none() {
//           ::toggle_runtime::__private::Some(__off) => __off,
//           _ => legacy_adder(),
//       });
//
/// Leaves a function or a block by `word` with a value. An expression that may diverge becomes one arm of a `match`,
/// since the compiler would call the `return` unreachable. A closure stays the operand: there the compiler infers its
/// arguments.
pub(super) fn leave(word: &TokenStream, off: &Off, krate: &CratePath) -> TokenStream {
    let value = match off {
        Off::Nothing(value) => value.clone(),
        Off::Given(value) if plainly_leaves(value) => return value.clone(),
        Off::Given(value) if syn::parse2(value.clone()).is_ok_and(|value| gives_value(&value)) => {
            only_braces(value).map_or_else(|| value.clone(), |braces| labelled(&braces, "'__off"))
        }
        Off::Given(value) => {
            let off = Ident::new("__off", Span::mixed_site());
            let private = krate.private(Span::call_site());
            quote! {
                match #private::none() {
                    #private::Some(#off) => #off,
                    _ => #value,
                }
            }
        }
    };
    quote_spanned!(Span::mixed_site()=> #word (#value);)
}

/// Returns whether an expression plainly never gives a value.
fn plainly_leaves(expression: &TokenStream) -> bool {
    let words: Vec<String> = expression.clone().into_iter().map(|token| token.to_string()).collect();
    let call = words.iter().position(|word| word == "!").and_then(|at| at.checked_sub(1));
    let is_one_of = |words: &[&str], word: &String| words.contains(&word.as_str());
    call.is_some_and(|at| at + 3 == words.len() && is_one_of(&NEVER_RETURN, &words[at]))
        || words.first().is_some_and(|word| is_one_of(&["return", "break"], word))
}

/// Returns the error for a value after `else`, other than `()`, where the statement has left its function.
pub(super) fn refuse_lost(gate: &Mark, place: Place) -> Option<Error> {
    let (Place::Left, Some((_, otherwise))) = (place, &gate.args.otherwise) else { return None };
    let is_unit = matches!(&otherwise.parsed, Expr::Tuple(tuple) if tuple.elems.is_empty());
    let message = "this value is unused, because the gated statement ends in `;`: write `else = return ..`, or the \
                   value below the statement";
    (!is_unit && gives_value(&otherwise.parsed)).then(|| Error::new_spanned(otherwise, message))
}

/// Returns whether an expression surely gives a value: neither it nor its last expression is a call.
fn gives_value(expression: &Expr) -> bool {
    match expression {
        Expr::Block(block) => match block.block.stmts.last() {
            Some(Stmt::Expr(last, None)) => gives_value(last),
            _ => false,
        },
        Expr::Group(inside) => gives_value(&inside.expr),
        Expr::Paren(inside) => gives_value(&inside.expr),
        Expr::Array(_)
        | Expr::Async(_)
        | Expr::Binary(_)
        | Expr::Cast(_)
        | Expr::Closure(_)
        | Expr::Field(_)
        | Expr::Index(_)
        | Expr::Lit(_)
        | Expr::Path(_)
        | Expr::Range(_)
        | Expr::Reference(_)
        | Expr::Repeat(_)
        | Expr::Struct(_)
        | Expr::Tuple(_)
        | Expr::Unary(_) => true,
        _ => false,
    }
}

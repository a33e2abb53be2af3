//! The arguments of macros of the standard library that take expressions.

use proc_macro2::TokenTree;
use quote::quote;
use syn::{
    Arm, Expr, Ident, Macro, Result, Token,
    parse::{ParseStream, Parser},
    parse2,
    punctuated::Punctuated,
};

#[derive(Default)]
pub(super) struct Arguments {
    pub(super) expressions: Vec<Expr>,
    /// The pattern of `matches!`, with its guard.
    pub(super) arm: Option<Arm>,
    /// Whether the macro writes to its first argument.
    pub(super) changes_first: bool,
}

/// The macros that take expressions between commas.
const LISTS: [&str; 20] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

impl Arguments {
    /// Parses the arguments of a macro, or returns `None` for any macro that is not listed.
    pub(super) fn of(call: &Macro) -> Option<Self> {
        let name = call.path.segments.last()?.ident.to_string();
        let tokens = call.tokens.clone();
        match name.as_str() {
            "matches" => matches_arguments.parse2(tokens).ok(),
            name if LISTS.contains(&name) => {
                let list = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens.clone());
                let repeated = Punctuated::<Expr, Token![;]>::parse_separated_nonempty;
                let list = list.or_else(|_| repeated.parse2(tokens).map(|list| list.into_iter().collect()));
                let changes_first = name == "write" || name == "writeln";
                Some(Self { expressions: list.ok()?.into_iter().collect(), changes_first, ..Self::default() })
            }
            _ => None,
        }
    }
}

fn matches_arguments(input: ParseStream<'_>) -> Result<Arguments> {
    let value: Expr = input.parse()?;
    input.parse::<Token![,]>()?;
    let mut pattern = Vec::new();
    while !input.is_empty() {
        pattern.push(input.parse::<TokenTree>()?);
    }
    if matches!(pattern.last(), Some(TokenTree::Punct(last)) if last.as_char() == ',') {
        pattern.pop();
    }
    let arm = parse2(quote!(#(#pattern)* => {}))?;
    Ok(Arguments { expressions: vec![value], arm: Some(arm), ..Arguments::default() })
}

/// Returns the name of a named argument.
pub(super) fn own_name(argument: &Expr) -> Option<&Ident> {
    match argument {
        Expr::Assign(named) => match &*named.left {
            Expr::Path(name) => name.path.get_ident(),
            _ => None,
        },
        _ => None,
    }
}

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, GenericArgument, Pat, PathArguments, ReceiverKind, Signature, Type, ext::IdentExt};

use crate::gate::async_trait::AsyncTrait;

/// A variable that an argument of a function makes.
pub(in crate::gate) struct Variable {
    /// What the signature and the user's attributes call it.
    pub(super) name: Ident,
    /// What it is called where its code is put.
    pub(super) inside: Ident,
    /// The argument, which is wrong if this variable is.
    pub(super) argument: TokenStream,
    pub(super) is_mut: bool,
    pub(super) holds: Holds,
}

/// What a variable plainly holds, by the type of its argument.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Something of which each way can have a copy.
    Copy,
    /// A `&mut`, and nothing around it.
    Exclusive,
    /// A `&mut`, in something.
    ExclusiveInside,
    /// Anything else.
    Value,
}

impl Holds {
    fn of(ty: &Type) -> Self {
        match ty {
            Type::Reference(reference) if reference.mutability.is_some() => Self::Exclusive,
            Type::Reference(_) | Type::Ptr(_) | Type::FnPtr(_) => Self::Copy,
            Type::Path(path) if path.path.get_ident().is_some_and(is_primitive) => Self::Copy,
            Type::Paren(inside) => Self::of(&inside.elem),
            Type::Group(inside) => Self::of(&inside.elem),
            _ if holds_exclusive(ty) => Self::ExclusiveInside,
            _ => Self::Value,
        }
    }

    pub(super) fn is_exclusive(self) -> bool {
        matches!(self, Self::Exclusive | Self::ExclusiveInside)
    }

    /// Whether something may happen when it is dropped.
    pub(super) fn may_drop(self) -> bool {
        matches!(self, Self::ExclusiveInside | Self::Value)
    }
}

fn is_primitive(ident: &Ident) -> bool {
    const PRIMITIVES: [&str; 16] = [
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128",
        "usize",
    ];
    PRIMITIVES.iter().any(|primitive| ident == primitive)
}

/// Whether a value of this type has a `&mut` in it, as far as the type says so by itself.
fn holds_exclusive(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => reference.mutability.is_some(),
        Type::Tuple(tuple) => tuple.elems.iter().any(holds_exclusive),
        Type::Array(array) => holds_exclusive(&array.elem),
        Type::Paren(inside) => holds_exclusive(&inside.elem),
        Type::Group(inside) => holds_exclusive(&inside.elem),
        Type::Path(path) => path.path.segments.iter().any(|segment| match &segment.arguments {
            PathArguments::AngleBracketed(arguments) => arguments
                .args
                .iter()
                .any(|argument| matches!(argument, GenericArgument::Type(ty) if holds_exclusive(ty))),
            _ => false,
        }),
        _ => false,
    }
}

/// The variables of a function, in the order in which they are made, as `#[async_trait]` has made them if it ran first.
pub(in crate::gate) fn of(signature: &Signature, rewritten: Option<&AsyncTrait>) -> Vec<Variable> {
    let mut variables = Vec::new();
    for argument in &signature.inputs {
        match argument {
            FnArg::Receiver(this) => {
                let holds = match &this.kind {
                    ReceiverKind::Reference(_, _, None) => Holds::Copy,
                    ReceiverKind::Reference(_, _, Some(_)) => Holds::Exclusive,
                    ReceiverKind::Typed(_, ty) => Holds::of(ty),
                    _ => Holds::Value,
                };
                let name = Ident::from(this.self_token);
                let inside = rewritten.and_then(|rewritten| rewritten.receiver.as_ref()).unwrap_or(&name).clone();
                let renamed = rewritten.and_then(|rewritten| rewritten.pattern_of(&name));
                let is_mut = this.mutability.is_some()
                    || matches!(renamed, Some(Pat::Ident(renamed)) if renamed.mutability.is_some());
                variables.push(Variable { name, inside, argument: argument.to_token_stream(), is_mut, holds });
            }
            // Which may not be there.
            FnArg::Typed(typed) if typed.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) => {}
            FnArg::Typed(typed) => {
                let pattern = match &*typed.pat {
                    Pat::Ident(name) => rewritten.and_then(|rewritten| rewritten.pattern_of(&name.ident)),
                    _ => None,
                };
                each_name(pattern.as_ref().unwrap_or(&typed.pat), &typed.ty, &mut |name, is_mut, holds| {
                    let (name, inside) = (name.clone(), name.clone());
                    variables.push(Variable { name, inside, argument: argument.to_token_stream(), is_mut, holds });
                });
            }
        }
    }
    variables
}

/// Calls `each` with every name that a pattern binds, whether it is `mut`, and what it holds.
fn each_name(pattern: &Pat, ty: &Type, each: &mut impl FnMut(&Ident, bool, Holds)) {
    match (pattern, ty) {
        (Pat::Ident(name), _) => each(&name.ident, name.mutability.is_some(), Holds::of(ty)),
        (Pat::Paren(inside), _) => each_name(&inside.pat, ty, each),
        (Pat::Tuple(parts), Type::Tuple(types))
            if parts.elems.len() == types.elems.len()
                && !parts.elems.iter().any(|part| matches!(part, Pat::Rest(_))) =>
        {
            parts.elems.iter().zip(&types.elems).for_each(|(part, ty)| each_name(part, ty, each));
        }
        _ => {
            // What is taken out of a `&mut` is one as well.
            let holds =
                Some(Holds::of(ty)).filter(|holds| *holds != Holds::Exclusive).unwrap_or(Holds::ExclusiveInside);
            each_part(pattern, holds, each);
        }
    }
}

fn each_part(pattern: &Pat, holds: Holds, each: &mut impl FnMut(&Ident, bool, Holds)) {
    match pattern {
        Pat::Ident(name) => {
            each(&name.ident, name.mutability.is_some(), holds);
            if let Some((_, inside)) = &name.subpat {
                each_part(inside, holds, each);
            }
        }
        Pat::Paren(inside) => each_part(&inside.pat, holds, each),
        Pat::Reference(inside) => each_part(&inside.pat, holds, each),
        Pat::Type(inside) => each_part(&inside.pat, holds, each),
        Pat::Tuple(parts) => parts.elems.iter().for_each(|part| each_part(part, holds, each)),
        Pat::TupleStruct(parts) => parts.elems.iter().for_each(|part| each_part(part, holds, each)),
        Pat::Slice(parts) => parts.elems.iter().for_each(|part| each_part(part, holds, each)),
        Pat::Struct(parts) => parts.fields.iter().for_each(|field| each_part(&field.pat, holds, each)),
        // Each case binds the same names.
        Pat::Or(cases) => cases.cases.iter().take(1).for_each(|case| each_part(case, holds, each)),
        _ => {}
    }
}

/// Whether the tokens may name a variable. That they do is not sure: it may be a field, or a variable of their own.
pub(super) fn may_name(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => may_name(group.stream(), name),
        TokenTree::Literal(literal) => formats(&literal, name),
        TokenTree::Punct(_) => false,
    })
}

/// Whether the tokens plainly name a variable of the outside.
pub(super) fn names(tokens: TokenStream, name: &Ident) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    names_in(&tokens, name)
}

fn names_in(tokens: &[TokenTree], name: &Ident) -> bool {
    for (at, token) in tokens.iter().enumerate() {
        let named = match token {
            TokenTree::Ident(ident) if ident == name => {
                if is_declared(&tokens[..at]) {
                    // From the next statement on, another one is called so.
                    let rest = &tokens[at + 1..];
                    let end = rest.iter().position(|token| is_punct(Some(token), ';')).unwrap_or(rest.len());
                    return names_in(&rest[..end], name);
                }
                is_variable(&tokens[..at], &tokens[at + 1..])
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => false,
            TokenTree::Group(group) => names(group.stream(), name),
            TokenTree::Literal(literal) => formats(literal, name),
        };
        if named {
            return true;
        }
    }
    false
}

/// Whether what comes after this is declared by it: `let` or `let mut`.
fn is_declared(before: &[TokenTree]) -> bool {
    let is_word = |token: &TokenTree, word: &str| matches!(token, TokenTree::Ident(ident) if ident == word);
    match before {
        [.., word, last] if is_word(last, "mut") => is_word(word, "let"),
        [.., last] => is_word(last, "let"),
        [] => false,
    }
}

/// Whether a word is a variable there, and no field, path, lifetime or macro.
fn is_variable(before: &[TokenTree], after: &[TokenTree]) -> bool {
    let mut before = before.iter().rev();
    let (last, last_but_one) = (before.next(), before.next());
    let is_field = is_punct(last, '.') && !is_punct(last_but_one, '.');
    let is_end_of_path = is_punct(last, ':') && is_punct(last_but_one, ':');
    let is_lifetime = is_punct(last, '\'');
    // Also the name of a field before its value.
    let is_start_of_path = is_punct(after.first(), ':');
    let is_macro = is_punct(after.first(), '!') && !is_punct(after.get(1), '=');
    !(is_field || is_end_of_path || is_lifetime || is_start_of_path || is_macro)
}

fn is_punct(token: Option<&TokenTree>, char: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == char)
}

/// Whether a literal is a format string with the name in it: `"{name}"`, `"{:name$}"`.
fn formats(literal: &Literal, name: &Ident) -> bool {
    let (text, name) = (literal.to_string(), name.unraw().to_string());
    let in_word = |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric() || char == '_');
    text.match_indices(&name).any(|(at, _)| {
        let (before, after) = (&text[..at], text[at + name.len()..].chars().next());
        let braces = before.len() - before.trim_end_matches('{').len();
        (braces % 2 == 1 && !in_word(after)) || (after == Some('$') && !in_word(before.chars().next_back()))
    })
}

#[cfg(test)]
mod tests {
    use quote::format_ident;

    use super::*;

    #[track_caller]
    fn check(code: &str, expected: bool) {
        let tokens: TokenStream = code.parse().expect("these are tokens");
        assert_eq!(names(tokens, &format_ident!("log")), expected, "{code}");
    }

    #[test]
    fn a_variable_is_named() {
        check("log", true);
        check("f(&mut log.entries)", true);
        check("0..log", true);
        check("S { log }", true);
        check("S { x: log }", true);
        check("log != 1", true);
        check("c(1) ? log", true);
        check("{ let log = log.len(); log }", true);
        check(r#"format!("{log}")"#, true);
        check(r#"format!("{{{log:?}")"#, true);
        check(r#"format!("{:log$}", 1)"#, true);
    }

    #[test]
    fn what_is_called_like_a_variable_is_none() {
        check("cart.log", false);
        check("log::info(1)", false);
        check("crate::log", false);
        check("log!(1)", false);
        check("S { log: 1 }", false);
        check("x as &'log u8", false);
        check("{ let mut log = 1; log }", false);
        check(r#"format!("{{log}} log {} {logs} {:blog$}", 1)"#, false);
    }
}

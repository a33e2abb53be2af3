//! Format strings that name `self`. `#[async_trait]` renames `self` to another variable, but not in strings.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;

use super::block::regroup;

/// The name of `self` as an argument.
const NAME: &str = "__toggle_self";

// from: format!("{self:?}")
//
// into: format!("{__toggle_self:?}", __toggle_self = self)
//
/// Passes `self` as an argument to each macro of the standard library whose format string names it.
pub(super) fn explicit(tokens: TokenStream) -> TokenStream {
    each_call(tokens, &|name, arguments| match Place::of(&name.to_string()) {
        place @ Place::After(_) => {
            let (arguments, named) = renamed(arguments, place, |literal| rename(literal, NAME, literal.span()));
            let Some(at) = named else { return arguments };
            let comma = arguments.clone().into_iter().last().is_some_and(|last| !is_comma(&last)).then(|| quote!(,));
            let (name, this) = (Ident::new(NAME, at.resolved_at(Span::mixed_site())), Ident::new("self", at));
            quote!(#arguments #comma #name = #this)
        }
        Place::Anywhere | Place::Nowhere => arguments,
    })
}

// from: info!("{self:?}")
//
// into: info!("{__self:?}")
//
/// Renames `self` in the format strings among the arguments of a macro.
pub(super) fn rename_self(name: &Ident, arguments: TokenStream, receiver: &Ident) -> TokenStream {
    let other = receiver.to_string();
    let change = |literal: &Literal| rename(literal, &other, literal.span().resolved_at(receiver.span()));
    renamed(arguments, Place::of(&name.to_string()), change).0
}

/// Changes the arguments of each macro call, from the inside out.
fn each_call(tokens: TokenStream, change: &impl Fn(&Ident, TokenStream) -> TokenStream) -> TokenStream {
    let mut made: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            made.push(token);
            continue;
        };
        let inside = each_call(group.stream(), change);
        let inside = match called(&made) {
            Some(name) => change(name, inside),
            None => inside,
        };
        made.push(regroup(&group, inside).into());
    }
    made.into_iter().collect()
}

/// Returns the name of the macro whose arguments come next, if these tokens end with `name!`.
pub(super) fn called(before: &[TokenTree]) -> Option<&Ident> {
    match before {
        [.., TokenTree::Ident(name), TokenTree::Punct(bang)] if bang.as_char() == '!' => Some(name),
        _ => None,
    }
}

/// Changes the format strings among the arguments of a macro. Returns the place of one that has changed as well.
fn renamed(
    arguments: TokenStream,
    place: Place,
    change: impl Fn(&Literal) -> Option<Literal>,
) -> (TokenStream, Option<Span>) {
    let mut changed = None;
    let mut commas = 0;
    let mut tokens: Vec<TokenTree> = arguments.into_iter().collect();
    for token in &mut tokens {
        if is_comma(token) {
            commas += 1;
        } else if place.fits(commas)
            && let Some(literal) = literal(token)
            && let Some(other) = change(&literal)
        {
            changed = Some(literal.span());
            *token = other.into();
        }
    }
    (tokens.into_iter().collect(), changed)
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',')
}

/// Returns the literal, also out of a group without delimiters, in which `macro_rules!` passes it.
fn literal(token: &TokenTree) -> Option<Literal> {
    match token {
        TokenTree::Literal(literal) => Some(literal.clone()),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => only_literal(group),
        _ => None,
    }
}

fn only_literal(group: &Group) -> Option<Literal> {
    let mut tokens = group.stream().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(token), None) => literal(&token),
        _ => None,
    }
}

/// The position of a macro's format string.
#[derive(Clone, Copy)]
enum Place {
    /// Behind this number of commas.
    After(usize),
    /// Unknown, so every string counts.
    Anywhere,
    /// The macro has none.
    Nowhere,
}

impl Place {
    fn of(name: &str) -> Self {
        match name {
            "eprint" | "eprintln" | "format" | "format_args" | "panic" | "print" | "println" | "todo"
            | "unimplemented" | "unreachable" => Self::After(0),
            "assert" | "debug_assert" | "write" | "writeln" => Self::After(1),
            "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => Self::After(2),
            "compile_error" | "concat" | "dbg" | "env" | "include" | "include_bytes" | "include_str" | "matches"
            | "option_env" | "stringify" | "vec" => Self::Nowhere,
            _ => Self::Anywhere,
        }
    }

    fn fits(self, commas: usize) -> bool {
        match self {
            Self::After(expected) => commas == expected,
            Self::Anywhere => true,
            Self::Nowhere => false,
        }
    }
}

/// Returns the format string with the other name for `self`, or `None` if it does not name `self`.
fn rename(literal: &Literal, name: &str, at: Span) -> Option<Literal> {
    let text = literal.to_string();
    if !(text.starts_with('"') || text.starts_with('r')) {
        return None;
    }
    let escapes = text.starts_with('"');
    let mut out = String::new();
    let mut rest = text.as_str();
    let mut found = false;
    while let Some(at) = rest.find(['{', '\\']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let skipped = match from.as_bytes() {
            [b'\\', b'u', ..] if escapes => from.find('}').map_or(from.len(), |end| end + 1),
            [b'\\', ..] if escapes => 2.min(from.len()),
            [b'\\', ..] => 1,
            [_, b'{', ..] => 2,
            _ => {
                let end = from.find('}').map_or(from.len(), |end| end + 1);
                let placeholder = rename_in(&from[..end], name);
                found |= placeholder != from[..end];
                out.push_str(&placeholder);
                rest = &from[end..];
                continue;
            }
        };
        let skipped = from.char_indices().map(|(at, _)| at).find(|at| *at >= skipped).unwrap_or(from.len());
        out.push_str(&from[..skipped]);
        rest = &from[skipped..];
    }
    out.push_str(rest);
    let mut made: Literal = found.then(|| out.parse().ok())??;
    made.set_span(at);
    Some(made)
}

/// Renames `self` in one placeholder, such as `{self:self$}`.
fn rename_in(placeholder: &str, name: &str) -> String {
    let (argument, format) = placeholder.split_at(placeholder.find([':', '}']).unwrap_or(placeholder.len()));
    let argument = if argument[1..].trim() == "self" { argument.replace("self", name) } else { argument.to_owned() };
    let mut made = argument;
    let mut rest = format;
    while let Some(at) = rest.find("self$") {
        let in_word = rest[..at].chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == '_');
        made.push_str(&rest[..at]);
        made.push_str(if in_word { "self" } else { name });
        rest = &rest[at + "self".len()..];
    }
    made + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, expected: &str) {
        let parsed = |code: &str| code.parse::<TokenStream>().expect("these are tokens");
        assert_eq!(explicit(parsed(code)).to_string(), parsed(expected).to_string());
    }

    #[track_caller]
    fn check_renamed(name: &str, arguments: &str, expected: &str) {
        let parsed = |code: &str| code.parse::<TokenStream>().expect("these are tokens");
        let word = |word: &str| Ident::new(word, Span::call_site());
        let made = rename_self(&word(name), parsed(arguments), &word("__self"));
        assert_eq!(made.to_string(), parsed(expected).to_string());
    }

    #[test]
    fn format_string_of_any_macro_is_renamed() {
        check_renamed("format", r#""{self:?}""#, r#""{__self:?}""#);
        check_renamed("info", r#"target: "a", "{self} {:self$}", 1"#, r#"target: "a", "{__self} {:__self$}", 1"#);
        check_renamed("concat", r#""{self}""#, r#""{self}""#);
    }

    #[track_caller]
    fn check_kept(code: &str) {
        check(code, code);
    }

    #[test]
    fn captured_self_becomes_an_argument() {
        check(r#"format!("{self}")"#, r#"format!("{__toggle_self}", __toggle_self = self)"#);
        check(r#"format!("{self:?} {}", 1,)"#, r#"format!("{__toggle_self:?} {}", 1, __toggle_self = self)"#);
        check(
            r#"f(&[a, panic!("a { self :>5}")])"#,
            r#"f(&[a, panic!("a { __toggle_self :>5}", __toggle_self = self)])"#,
        );
        check(r##"format!(r#"{self}"#)"##, r##"format!(r#"{__toggle_self}"#, __toggle_self = self)"##);
        check(r#"write!(to, "\u{7b}\"{{{self}")"#, r#"write!(to, "\u{7b}\"{{{__toggle_self}", __toggle_self = self)"#);
        check(r#"format!("{:1$.self$}", 1, 2)"#, r#"format!("{:1$.__toggle_self$}", 1, 2, __toggle_self = self)"#);
        check(r#"assert!(a, "{self}")"#, r#"assert!(a, "{__toggle_self}", __toggle_self = self)"#);
        check(r#"m!(format!("{self}"))"#, r#"m!(format!("{__toggle_self}", __toggle_self = self))"#);
        check(
            r#"macro_rules! m { () => { format!("{self}") } }"#,
            r#"macro_rules! m { () => { format!("{__toggle_self}", __toggle_self = self) } }"#,
        );
    }

    #[test]
    fn other_strings_stay() {
        check_kept(r#"format!("{{self}} self {selfish} {:myself$} é\\{self_}", 1)"#);
        check_kept(r#"f("{self}")"#);
        check_kept(r#"own!("{self}")"#);
        check_kept(r#"assert_eq!(a, "{self}")"#);
        check_kept(r#"vec!["{self}"]"#);
        check_kept(r#"a != ("{self}")"#);
        check_kept(r#"format!("{}", self)"#);
        check_kept(r#"format!(b"{self}")"#);
    }
}

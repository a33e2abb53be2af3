//! Format strings that name `self`. `#[async_trait]` renames `self` to another variable, but not in strings.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;

use super::block::regroup;

/// The name of `self` in format strings.
const NAME: &str = "__toggle_self";

// from: format!("{self:?}")
//
// into: format!("{__toggle_self:?}", __toggle_self = self)
//
/// Passes `self` as an argument to each macro whose format string names it.
pub(super) fn explicit(tokens: TokenStream) -> TokenStream {
    let mut made: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            made.push(token);
            continue;
        };
        let inside = explicit(group.stream());
        let inside = match made.as_slice() {
            [.., TokenTree::Ident(name), TokenTree::Punct(bang)] if bang.as_char() == '!' => arguments(name, inside),
            _ => inside,
        };
        made.push(regroup(&group, inside).into());
    }
    made.into_iter().collect()
}

/// Returns the arguments of a macro, with `self` among them if the format string names it.
fn arguments(name: &Ident, arguments: TokenStream) -> TokenStream {
    let Some(place) = Place::of(&name.to_string()) else { return arguments };
    let mut named = None;
    let mut commas = 0;
    let mut tokens: Vec<TokenTree> = arguments.into_iter().collect();
    for token in &mut tokens {
        if is_comma(token) {
            commas += 1;
        } else if place.fits(commas)
            && let Some(literal) = literal(token)
            && let Some(renamed) = renamed(&literal)
        {
            named = Some(literal.span());
            *token = renamed.into();
        }
    }
    let Some(at) = named else { return tokens.into_iter().collect() };
    let comma = tokens.last().is_some_and(|last| !is_comma(last)).then(|| quote!(,));
    let (name, this) = (Ident::new(NAME, at.resolved_at(Span::mixed_site())), Ident::new("self", at));
    quote!(#(#tokens)* #comma #name = #this)
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
}

impl Place {
    fn of(name: &str) -> Option<Self> {
        match name {
            "eprint" | "eprintln" | "format" | "format_args" | "panic" | "print" | "println" | "todo"
            | "unimplemented" | "unreachable" => Some(Self::After(0)),
            "assert" | "debug_assert" | "write" | "writeln" => Some(Self::After(1)),
            "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => Some(Self::After(2)),
            "compile_error" | "concat" | "dbg" | "env" | "include" | "include_bytes" | "include_str" | "matches"
            | "option_env" | "stringify" | "vec" => None,
            _ => Some(Self::Anywhere),
        }
    }

    fn fits(self, commas: usize) -> bool {
        match self {
            Self::After(expected) => commas == expected,
            Self::Anywhere => true,
        }
    }
}

/// Returns the format string with the other name for `self`, or `None` if it does not name `self`.
fn renamed(literal: &Literal) -> Option<Literal> {
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
                let placeholder = renamed_in(&from[..end]);
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
    made.set_span(literal.span());
    Some(made)
}

/// Renames `self` in one placeholder, such as `{self:self$}`.
fn renamed_in(placeholder: &str) -> String {
    let (argument, format) = placeholder.split_at(placeholder.find([':', '}']).unwrap_or(placeholder.len()));
    let argument = if argument[1..].trim() == "self" { argument.replace("self", NAME) } else { argument.to_owned() };
    let mut made = argument;
    let mut rest = format;
    while let Some(at) = rest.find("self$") {
        let in_word = rest[..at].chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == '_');
        made.push_str(&rest[..at]);
        made.push_str(if in_word { "self" } else { NAME });
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
        check(r#"info!(target: "a", "{self}")"#, r#"info!(target: "a", "{__toggle_self}", __toggle_self = self)"#);
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
        check_kept(r#"assert_eq!(a, "{self}")"#);
        check_kept(r#"vec!["{self}"]"#);
        check_kept(r#"a != ("{self}")"#);
        check_kept(r#"format!("{}", self)"#);
        check_kept(r#"format!(b"{self}")"#);
    }
}

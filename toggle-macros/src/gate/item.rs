//! The item that the attribute stands on.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Error, Ident, LitStr, Path, Result, Token, Visibility,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    token,
};
use toggle_syntax::grammar::Errors;

use super::{
    attribute::Gate,
    function::Function,
    members::{self, Members},
};

/// An item that can have an attribute.
pub(super) enum Item {
    /// A function or method with a body.
    Function(Box<Function>),
    /// An `impl` block, an inline module or, inside one, a trait.
    Members(Members),
    /// Any other item, which has no code to gate.
    Other(TokenStream),
}

/// The words that an item can start with, behind attributes and visibility.
const KEYWORDS: [&str; 18] = [
    "async",
    "auto",
    "const",
    "default",
    "enum",
    "extern",
    "fn",
    "impl",
    "macro_rules",
    "mod",
    "safe",
    "static",
    "struct",
    "trait",
    "type",
    "union",
    "unsafe",
    "use",
];

/// Returns whether the tokens are an item or a macro call in its place, and not a statement or an expression.
pub(super) fn is_item(tokens: &TokenStream) -> bool {
    let start = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        let visible = !matches!(input.parse()?, Visibility::Inherited);
        let word = input.call(Ident::parse_any).map(|word| word.to_string());
        let block = input.peek(token::Brace);
        input.parse::<TokenStream>()?;
        // `unsafe { .. }`, `async { .. }` and `const { .. }` are expressions.
        Ok(visible || word.is_ok_and(|word| KEYWORDS.contains(&word.as_str()) && !(block && word != "extern")))
    };
    start.parse2(tokens.clone()).unwrap_or(false)
}

impl Item {
    /// Parses the item that the attribute stands on, and refuses what it cannot stand on.
    pub(super) fn parse(tokens: TokenStream) -> Result<Self> {
        let item = Self::split(tokens)?;
        item.refuse_other()?;
        Ok(item)
    }

    /// Parses the item as far as needed. The rest stays tokens.
    pub(super) fn split(tokens: TokenStream) -> Result<Self> {
        let Class { attributes, keyword, has_body } = classify.parse2(tokens.clone())?;
        if !has_body {
            return Ok(Self::Other(tokens));
        }
        if keyword == "fn" {
            return Ok(Self::Function(Box::new(Function::parse(tokens)?)));
        }
        Ok(match members::Kind::of(&keyword) {
            Some(kind) => Self::Members(Members::new(kind, keyword, attributes, tokens)),
            None => Self::Other(tokens),
        })
    }

    /// Gates the item that the attribute stands on.
    pub(super) fn expand_whole(self, gate: Gate<'_>, errors: &mut Errors) -> Result<TokenStream> {
        let keyword = match &self {
            Self::Members(members) => Some(members.keyword.clone()),
            Self::Function(_) | Self::Other(_) => None,
        };
        let mut functions = 0;
        let gated = self.expand(&[gate], errors, &mut functions);
        if let (Some(keyword), 0, Some(_)) = (keyword, functions, &gate.args.condition) {
            let message = "there is no function to gate in here; functions that a macro call generates are not seen";
            return Err(Error::new_spanned(keyword, message));
        }
        Ok(gated)
    }

    /// Gates every function with a body; the rest stays as it is. Counts the functions.
    fn expand(self, gates: &[Gate<'_>], errors: &mut Errors, functions: &mut usize) -> TokenStream {
        match self {
            Self::Function(function) => {
                *functions += 1;
                function.expand(gates, errors)
            }
            // In modules and traits inside as well.
            Self::Members(members) => members.map(gates, errors, |item, gates, declared, errors| {
                match Self::split(item.clone()) {
                    Ok(mut split) => {
                        if let Self::Function(function) = &mut split {
                            function.declared = declared.clone();
                        }
                        split.expand(gates, errors, functions)
                    }
                    // A macro call, for example, which has no code to gate.
                    Err(_) => item,
                }
            }),
            Self::Other(tokens) => tokens,
        }
    }

    fn refuse_other(&self) -> Result<()> {
        let tokens = match self {
            Self::Function(_) => return Ok(()),
            Self::Members(members) if members.kind != members::Kind::Trait => return Ok(()),
            Self::Members(members) => members.to_token_stream(),
            Self::Other(tokens) => tokens.clone(),
        };
        let keyword = classify.parse2(tokens.clone())?.keyword;
        let mut from_keyword = tokens.into_iter().skip_while(|token| keyword != token.to_string()).skip(1);
        let next = from_keyword.next();
        let last = from_keyword.last().or_else(|| next.clone());
        let after = next.map(|token| token.to_string()).unwrap_or_default();
        let what = match (keyword.to_string().as_str(), after.as_str()) {
            ("fn", _) => {
                let message = "this function has no body to gate; put `#[feature_toggle]` where its body is";
                return Err(Error::new_spanned(last, message));
            }
            ("mod", _) => {
                let message =
                    "`#[feature_toggle]` sees inline modules only; put it on the functions in the module's file";
                return Err(Error::new_spanned(last, message));
            }
            ("trait", _) => {
                let message = "`#[feature_toggle]` cannot gate a whole trait; put it on the methods that have a body";
                return Err(Error::new_spanned(keyword, message));
            }
            ("extern", "crate") => "`extern crate`".to_owned(),
            ("extern" | "unsafe", _) => "`extern` blocks".to_owned(),
            (_, "!") => "macro calls".to_owned(),
            (word, _) => format!("`{word}`"),
        };
        Err(Error::new_spanned(&keyword, refusal(&what)))
    }
}

pub(super) fn refusal(what: &str) -> String {
    format!("`#[feature_toggle]` gates functions, methods, `impl` blocks and inline modules, not {what}")
}

/// Whether the tokens are a macro call that may be an item or a statement, and no expression.
pub(super) fn is_macro_call(tokens: &TokenStream) -> bool {
    let call = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        Path::parse_mod_style(input)?;
        input.parse::<Token![!]>()?;
        let in_braces = input.peek(token::Brace);
        input.parse::<Group>()?;
        let semicolon = input.parse::<Option<Token![;]>>()?;
        Ok(input.is_empty() && (in_braces || semicolon.is_some()))
    };
    call.parse2(tokens.clone()).unwrap_or(false)
}

struct Class {
    attributes: Vec<Attribute>,
    /// Returns the keyword of the kind of item.
    keyword: Ident,
    /// Whether the item ends in braces.
    has_body: bool,
}

fn classify(input: ParseStream<'_>) -> Result<Class> {
    let attributes = input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    let keyword = loop {
        let word = input.call(Ident::parse_any)?;
        if !(qualifies(&word, input) && leads_to_body(&input.fork())) {
            break word;
        }
        input.parse::<Option<LitStr>>()?;
    };
    let mut has_body = false;
    while !input.is_empty() {
        has_body = input.peek(token::Brace);
        input.parse::<TokenTree>()?;
    }
    Ok(Class { attributes, keyword, has_body })
}

/// Whether the word can stand before the keyword, as `const` before `fn`, though it may also be one, as in `const
/// NAME`.
fn qualifies(word: &Ident, rest: ParseStream<'_>) -> bool {
    match word.to_string().as_str() {
        "const" | "async" | "unsafe" | "safe" | "default" | "auto" => rest.peek(Ident::peek_any),
        "extern" => rest.peek(LitStr) || rest.peek(Token![fn]),
        _ => false,
    }
}

/// Whether words alone lead to the keyword of an item that can have functions.
fn leads_to_body(rest: ParseStream<'_>) -> bool {
    while rest.peek(Ident::peek_any) || rest.peek(LitStr) {
        if rest.peek(Token![fn]) || rest.peek(Token![impl]) || rest.peek(Token![trait]) || rest.peek(Token![mod]) {
            return true;
        }
        if rest.parse::<TokenTree>().is_err() {
            break;
        }
    }
    false
}

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Error, Ident, LitStr, Result, Token, Visibility,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    token,
};

use super::{Function, Members};

/// What an attribute can stand on.
pub(super) enum Item {
    /// A function or method with a body.
    Function(Box<Function>),
    /// An `impl` block, an inline module or, inside one, a trait.
    Members(Members),
    /// Anything else, which has nothing to gate.
    Other(TokenStream),
}

impl Item {
    /// Tells what the item is and takes it apart as far as is needed; the rest stays the tokens it was.
    pub(super) fn split(tokens: TokenStream) -> Result<Self> {
        let (keyword, ends_in_body) = classify.parse2(tokens.clone())?;
        Ok(match keyword.to_string().as_str() {
            "fn" if ends_in_body => Self::Function(Box::new(Function::parse(tokens)?)),
            "impl" | "mod" | "trait" if ends_in_body => Self::Members(Members::new(keyword, tokens)),
            _ => Self::Other(tokens),
        })
    }

    /// Refuses what the attribute cannot stand on itself.
    pub(super) fn refuse_other(&self) -> Result<()> {
        let tokens = match self {
            Self::Function(_) => return Ok(()),
            Self::Members(members) if members.keyword != "trait" => return Ok(()),
            Self::Members(members) => members.to_token_stream(),
            Self::Other(tokens) => tokens.clone(),
        };
        let (keyword, _) = classify.parse2(tokens.clone())?;
        let last = tokens.into_iter().last();
        Err(match (keyword.to_string().as_str(), last) {
            ("fn", Some(end)) => {
                Error::new_spanned(end, "this function has no body to gate; put `#[feature_toggle]` where its body is")
            }
            ("mod", Some(end)) => Error::new_spanned(
                end,
                "`#[feature_toggle]` sees inline modules only; put it on the functions in the module's file",
            ),
            ("trait", _) => Error::new_spanned(
                keyword,
                "`#[feature_toggle]` cannot gate a whole trait; put it on the methods that have a body",
            ),
            (word, _) => Error::new_spanned(
                &keyword,
                format!("`#[feature_toggle]` gates functions, methods, `impl` blocks and inline modules, not `{word}`"),
            ),
        })
    }
}

/// The keyword that says what kind of item this is, and whether the item ends in braces.
fn classify(input: ParseStream<'_>) -> Result<(Ident, bool)> {
    input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    let keyword = loop {
        if !input.peek(Ident::peek_any) {
            return Err(input.error("`#[feature_toggle]` gates functions, methods, `impl` blocks and inline modules"));
        }
        let word = input.call(Ident::parse_any)?;
        let qualifies = match word.to_string().as_str() {
            // `const NAME`, but `const fn`, `const unsafe fn` …
            "const" | "async" | "unsafe" | "safe" | "default" | "auto" => input.peek(Ident::peek_any),
            "extern" => input.peek(LitStr) || input.peek(Token![fn]),
            _ => false,
        };
        let followed_by_function = || {
            let rest = input.fork();
            while rest.peek(Ident::peek_any) || rest.peek(LitStr) {
                if rest.peek(Token![fn])
                    || rest.peek(Token![impl])
                    || rest.peek(Token![trait])
                    || rest.peek(Token![mod])
                {
                    return true;
                }
                if rest.parse::<TokenTree>().is_err() {
                    break;
                }
            }
            false
        };
        if !(qualifies && followed_by_function()) {
            break word;
        }
        input.parse::<Option<LitStr>>()?;
    };
    let mut last = None;
    while !input.is_empty() {
        last = Some(input.peek(token::Brace));
        input.parse::<TokenTree>()?;
    }
    Ok((keyword, last == Some(true)))
}

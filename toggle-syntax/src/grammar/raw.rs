//! Parsed code together with its tokens.

use proc_macro2::{Delimiter, Span, TokenStream};
use quote::ToTokens;
use syn::{
    Result,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

/// A parsed value with the tokens of the user, so that printing reproduces the source.
#[derive(Clone)]
pub struct Raw<T> {
    /// The parsed value.
    pub parsed: T,
    /// The original tokens.
    pub tokens: TokenStream,
}

impl<T> Raw<T> {
    /// Parses with `parser`, and keeps the consumed tokens.
    ///
    /// # Errors
    ///
    /// If `parser` fails.
    pub fn parse_with(input: ParseStream<'_>, parser: impl FnOnce(ParseStream<'_>) -> Result<T>) -> Result<Self> {
        let mut cursor = input.cursor();
        let parsed = parser(input)?;
        let end = input.cursor();
        let mut tokens = TokenStream::new();
        while cursor != end {
            let Some((token, next)) = cursor.token_tree() else { break };
            // A parser may stop inside a group without delimiters, as `macro_rules!` makes them. Such a group is
            // transparent to the parser, so the consumed tokens end inside it.
            if next > end
                && let Some((inside, Delimiter::None, _, _)) = cursor.any_group()
            {
                cursor = inside;
                continue;
            }
            tokens.extend([token]);
            cursor = next;
        }
        Ok(Self { parsed, tokens })
    }
}

impl<T: Parse> Parse for Raw<T> {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        Self::parse_with(input, T::parse)
    }
}

impl<T> Raw<T> {
    /// Returns the span of the tokens.
    pub fn span(&self) -> Span {
        self.tokens.span()
    }
}

impl<T> ToTokens for Raw<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}

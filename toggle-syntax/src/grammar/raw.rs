//! Parsed code that keeps the tokens of the user.

use proc_macro2::{Delimiter, Span, TokenStream};
use quote::ToTokens;
use syn::{
    Result,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

/// Something that was parsed as a `T` and kept as the tokens that the user wrote, so that printing changes nothing.
#[derive(Clone)]
pub struct Raw<T> {
    /// What the tokens mean.
    pub parsed: T,
    /// The tokens as they were.
    pub tokens: TokenStream,
}

impl<T> Raw<T> {
    /// Parses with `parser`, keeping the tokens it takes.
    ///
    /// # Errors
    ///
    /// Those of `parser`.
    pub fn parse_with(input: ParseStream<'_>, parser: impl FnOnce(ParseStream<'_>) -> Result<T>) -> Result<Self> {
        let mut cursor = input.cursor();
        let parsed = parser(input)?;
        let end = input.cursor();
        let mut tokens = TokenStream::new();
        while cursor != end {
            let Some((token, next)) = cursor.token_tree() else { break };
            // A parser may stop inside a group without delimiters, as `macro_rules!` makes them: such a group is
            // transparent to it, so the tokens up to its place are those inside.
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
    /// Where the tokens stand.
    pub fn span(&self) -> Span {
        self.tokens.span()
    }
}

impl<T> ToTokens for Raw<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}

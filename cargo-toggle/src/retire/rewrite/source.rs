//! A source file: its text, its tree, and the places of nodes in the text.

use std::ops::Range;

use anyhow::anyhow;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{File, spanned::Spanned};

use super::lines;

/// The text of a file with its tree.
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    pub(super) file: File,
    /// The length of what stands before the first token that the parser sees: a byte order mark, a `#!` line.
    offset: usize,
    /// The literals and documentation comments, in order. Lines inside of one are never moved, and a `//` inside of one
    /// is no comment.
    literals: Vec<Range<usize>>,
}

impl<'t> Source<'t> {
    /// Parses the text.
    pub(super) fn parse(text: &'t str) -> anyhow::Result<Self> {
        let offset = lines::preamble(text);
        let file: File = syn::parse_str(&text[offset..]).map_err(|error| {
            let start = error.span().start();
            let line = start.line + text[..offset].matches('\n').count();
            anyhow!("{line}:{}: {error}", start.column + 1)
        })?;
        let mut source = Self { text, file, offset, literals: Vec::new() };
        let mut literals = Vec::new();
        source.collect_literals(source.file.to_token_stream(), &mut literals);
        literals.sort_by_key(|range| range.start);
        source.literals = literals;
        Ok(source)
    }

    /// Returns the range of a node, from its first token to its last.
    pub(super) fn range(&self, node: &impl Spanned) -> Range<usize> {
        self.of_span(node.span())
    }

    /// Returns the range of a span.
    pub(super) fn of_span(&self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        range.start + self.offset..range.end + self.offset
    }

    /// Returns the line of a position, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// Returns whether the position is inside of a literal or a documentation comment.
    pub(super) fn is_in_literal(&self, at: usize) -> bool {
        let after = self.literals.partition_point(|literal| literal.start < at);
        after > 0 && at < self.literals[after - 1].end
    }

    /// Returns whether there is a comment in the range.
    pub(super) fn has_comment(&self, range: &Range<usize>) -> bool {
        let text = &self.text[range.clone()];
        let starts = text.match_indices("//").chain(text.match_indices("/*"));
        starts.map(|(at, _)| range.start + at).any(|at| {
            let after = self.literals.partition_point(|literal| literal.start <= at);
            !(after > 0 && at < self.literals[after - 1].end)
        })
    }

    /// Returns the line break of the file.
    pub(super) fn line_break(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// Returns one step of indentation, as the file has it.
    pub(super) fn step(&self) -> &'static str {
        if self.text.contains("\n\t") { "\t" } else { "    " }
    }

    fn collect_literals(&self, tokens: TokenStream, literals: &mut Vec<Range<usize>>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.collect_literals(group.stream(), literals),
                TokenTree::Literal(literal) => literals.push(self.of_span(literal.span())),
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

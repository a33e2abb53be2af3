//! The edits and notes of a file, while a walk over its tree collects them.

use std::ops::Range;

use proc_macro2::TokenStream;
use syn::{Attribute, Block, ReturnType, Type};

use super::{
    blocks,
    braces::Braces,
    edit::{Edit, Part},
    edition::Edition,
    lines,
    note::{Level, Note},
    source::Source,
    target::Target,
};

/// The edits of a file, while they are collected.
pub(super) struct Scan<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) target: &'a Target,
    pub(super) edition: Edition,
    pub(super) braces: Braces,
    pub(super) edits: Vec<Edit>,
    pub(super) notes: Vec<Note>,
    /// The gates and checks whose condition is edited in part.
    pub(super) touched: Vec<Range<usize>>,
    /// The gates in the bodies of the item that is walked.
    pub(super) inner: InnerGates,
    /// The gate of an `impl` or `mod` around, if its functions get their other way.
    pub(super) outside: Option<OffGate>,
    /// The name of the function that is walked.
    pub(super) function: Option<String>,
    /// The last statement of the block that is walked next.
    pub(super) tail: Tail,
}

impl Scan<'_> {
    /// Notes something about a position.
    pub(super) fn note(&mut self, level: Level, at: usize, text: impl Into<String>) {
        self.notes.push(Note { level, line: self.source.line(at), text: text.into() });
    }

    /// Returns whether the block may lose its braces, and is to lose them.
    pub(super) fn loses_braces(&self, block: &Block) -> bool {
        self.braces == Braces::Dropped && blocks::can_lose_braces(block)
    }

    /// Returns the range of an attribute with the space that it takes: its lines, or the space next to it.
    pub(super) fn attribute_range(&self, attribute: &Attribute) -> Range<usize> {
        let text = self.source.text;
        let range = self.source.range(attribute);
        if let Some(lines) = lines::whole(text, &range) {
            lines
        } else if lines::is_last(text, range.end) {
            lines::skip_spaces_back(text, range.start)..range.end
        } else {
            range.start..lines::skip_spaces(text, range.end)
        }
    }

    /// Removes an attribute. Comments inside of it are lost, so that somebody should look.
    pub(super) fn remove_attribute(&mut self, attribute: &Attribute) {
        let range = self.source.range(attribute);
        let expression_is_kept = self.edits.iter().any(|edit| {
            edit.parts.iter().any(|part| {
                matches!(part, Part::Kept { range: kept, .. } if range.start < kept.start && kept.end < range.end)
            })
        });
        if !expression_is_kept && self.source.has_comment(&range) {
            self.note(Level::Maybe, range.start, "a comment in the attribute is removed with it");
        }
        self.edits.push(Edit::removal(self.attribute_range(attribute)));
    }

    /// Removes a statement, an arm or an item, with the comments directly above it.
    pub(super) fn remove_with_comments(&mut self, range: &Range<usize>) {
        let text = self.source.text;
        let removed = match lines::whole(text, range) {
            Some(whole) => {
                let start = lines::comments_above(text, whole.start);
                if start < whole.start {
                    let comment = text[start..whole.start].trim().to_owned();
                    self.note(
                        Level::Maybe,
                        start,
                        format!("this comment is removed with the code below it: {comment}"),
                    );
                }
                start..whole.end
            }
            None if lines::is_last(text, range.end) => lines::skip_spaces_back(text, range.start)..range.end,
            None => range.start..lines::skip_spaces(text, range.end),
        };
        self.edits.push(Edit::removal(removed));
    }

    /// Walks over what is inside, and returns whether the walk made edits or notes.
    pub(super) fn with_tail(&mut self, tail: Tail, walk: impl FnOnce(&mut Self)) {
        let around = std::mem::replace(&mut self.tail, tail);
        walk(self);
        self.tail = around;
    }

    /// Walks over code that goes, for the number of its gates alone.
    pub(super) fn dropped(&mut self, walk: impl FnOnce(&mut Self)) {
        let kept = (self.edits.len(), self.notes.len(), self.touched.len(), self.inner.left);
        walk(self);
        self.edits.truncate(kept.0);
        self.notes.truncate(kept.1);
        self.touched.truncate(kept.2);
        self.inner.left = kept.3;
    }

    /// Returns whether the tokens name the toggle or its declaration.
    pub(super) fn mentions(&self, tokens: TokenStream) -> bool {
        self.target.is_mentioned(tokens)
    }
}

/// The gates inside the bodies of an item. The compiler sees them only if a gate or mark stands on the item.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InnerGates {
    /// Their number before the toggle is retired.
    pub(super) before: usize,
    /// The number of gates that stay.
    pub(super) left: usize,
}

/// The gate that is off, of a function or around it.
#[derive(Debug, Clone)]
pub(super) struct OffGate {
    /// The expression after `else`, if there is one.
    pub(super) otherwise: Option<Otherwise>,
}

/// The expression after `else` of a gate.
#[derive(Debug, Clone)]
pub(super) struct Otherwise {
    pub(super) range: Range<usize>,
    /// The range between its braces, if it is a plain block.
    pub(super) inside: Option<Range<usize>>,
    /// The statements of the block, if they can stand without its braces.
    pub(super) content: Option<Part>,
    /// Whether its temporaries are dropped at its end, also if it is the last expression of a block.
    pub(super) keeps_temporaries: bool,
}

/// The type of the last expression of the block that is walked next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// It is `()`: the expression can be left out.
    Unit,
    /// It may be anything.
    Value,
}

/// Returns whether a function with this return type certainly returns `()`.
pub(super) fn is_unit(output: &ReturnType) -> bool {
    match output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty()),
    }
}

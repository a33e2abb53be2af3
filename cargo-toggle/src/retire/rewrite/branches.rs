//! `if`, `else if`, `while`, match arms and match guards whose condition is constant now.

use std::ops::Range;

use syn::{Arm, Block, Expr, ExprIf, ExprMatch, ExprWhile, Pat, visit::Visit};

use super::{
    blocks,
    braces::Braces,
    edit::{Edit, Part},
    edition::Edition,
    lines,
    note::Level,
    purity,
    scan::{Scan, Tail},
};

/// The place of an expression, which decides whether a block may lose its braces there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A statement.
    Statement,
    /// The last expression of a block.
    Last {
        /// Whether the block consists of nothing else.
        is_only: bool,
        /// Whether the block has the value `()`.
        is_unit: bool,
    },
    /// The value of a `let`.
    Binding,
    /// After `else`, or after an attribute that stays.
    Else,
    /// The value of an arm, at whose end its temporaries are dropped in every edition.
    Arm,
    /// Anywhere else.
    Operand,
}

impl Scan<'_> {
    /// Folds an `if`, which is the statement of this range or a part of it.
    pub(super) fn branch(&mut self, branch: &ExprIf, place: Place, statement: &Range<usize>) {
        let tail = tail_of(place);
        match self.boolean(&branch.cond) {
            None => {
                self.with_tail(tail, |scan| scan.visit_block(&branch.then_branch));
                match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
                    Some(Expr::If(inner)) => self.else_if(inner, self.source.range(&branch.then_branch).end),
                    Some(Expr::Block(block)) => self.with_tail(tail, |scan| scan.visit_block(&block.block)),
                    Some(other) => self.visit_expr(other),
                    None => {}
                }
            }
            Some(true) => {
                if let Some((_, otherwise)) = &branch.else_branch {
                    self.dropped(|scan| scan.visit_expr(otherwise));
                }
                self.with_tail(tail, |scan| scan.visit_block(&branch.then_branch));
                self.leave(&branch.then_branch, self.range_of(branch), place, statement);
            }
            Some(false) => {
                self.dropped(|scan| scan.visit_block(&branch.then_branch));
                self.other_branch(branch, place, statement);
            }
        }
    }

    /// Leaves the `else` of an `if`.
    fn other_branch(&mut self, branch: &ExprIf, place: Place, statement: &Range<usize>) {
        let tail = tail_of(place);
        match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
            Some(Expr::Block(block)) => {
                self.with_tail(tail, |scan| scan.visit_block(&block.block));
                self.leave(&block.block, self.range_of(branch), place, statement);
            }
            Some(Expr::If(inner)) => {
                let range = self.source.range(inner);
                let inner_place = if matches!(place, Place::Else | Place::Arm) { place } else { Place::Operand };
                self.branch(inner, inner_place, &range);
                self.edits.push(Edit::keep(self.range_of(branch), range));
            }
            Some(other) => {
                self.visit_expr(other);
                self.edits.push(Edit::keep(self.range_of(branch), self.source.range(other)));
            }
            None => match place {
                Place::Statement | Place::Last { .. } => self.remove_with_comments(statement),
                Place::Binding | Place::Else | Place::Arm | Place::Operand => {
                    self.edits.push(Edit::text(self.range_of(branch), "{}"));
                }
            },
        }
    }

    /// Returns the range of an `if` without its attributes.
    fn range_of(&self, branch: &ExprIf) -> Range<usize> {
        self.source.of_span(branch.if_token.span).start..self.source.range(branch).end
    }

    /// Folds an `else if`, whose branch before it ends at `end`.
    fn else_if(&mut self, inner: &ExprIf, end: usize) {
        let range = self.source.range(inner);
        if inner.else_branch.is_none() && self.is_off(&inner.cond) {
            self.dropped(|scan| scan.visit_block(&inner.then_branch));
            self.edits.push(Edit::removal(end..range.end));
        } else {
            self.branch(inner, Place::Else, &range);
        }
    }

    /// Returns whether the condition is constantly off, without a change.
    fn is_off(&mut self, condition: &Expr) -> bool {
        let kept = (self.edits.len(), self.notes.len());
        let value = self.boolean(condition);
        self.edits.truncate(kept.0);
        self.notes.truncate(kept.1);
        value == Some(false)
    }

    /// Leaves the block in place of the whole `if`, with as few braces as its place allows.
    pub(super) fn leave(&mut self, block: &Block, range: Range<usize>, place: Place, statement: &Range<usize>) {
        let expression = blocks::only_expression(block);
        let only = expression
            .map(|value| self.source.range(value))
            .or_else(|| blocks::only_macro(block).map(|call| self.source.range(call)));
        let keeps_temporaries = blocks::keeps_temporaries(block, self.edition);
        if self.braces == Braces::Kept {
            let parts = match place {
                Place::Operand | Place::Last { is_unit: false, .. } if !keeps_temporaries => {
                    self.bound(only, block, &range, true)
                }
                Place::Last { .. } if !keeps_temporaries => {
                    vec![self.block_part(block, &range), Part::Text(";".to_owned())]
                }
                _ => vec![self.block_part(block, &range)],
            };
            self.edits.push(Edit { range, parts });
            return;
        }
        let atom = expression.filter(|value| purity::is_atom(value));
        let parts = match (place, atom) {
            (Place::Arm | Place::Operand, Some(value)) => vec![Part::kept(self.source.range(value))],
            (Place::Operand, None) if !keeps_temporaries => self.bound(only, block, &range, true),
            (Place::Else, _) | (Place::Arm | Place::Operand, None) => vec![self.block_part(block, &range)],
            (Place::Binding, _) => match only {
                Some(value) => vec![self.moved(value, &range)],
                None => vec![self.block_part(block, &range)],
            },
            (Place::Statement, _) => {
                if blocks::can_lose_braces(block) {
                    self.lose_braces_of(block, range, statement);
                    return;
                }
                vec![self.block_part(block, &range)]
            }
            (Place::Last { is_only, is_unit }, _) => {
                let may_lose = is_only || only.is_some() || blocks::can_lose_braces(block);
                if keeps_temporaries && may_lose {
                    self.lose_braces_of(block, range, statement);
                    return;
                }
                if !keeps_temporaries && !is_unit {
                    // A block with nothing else may lose its braces, too.
                    self.bound(only, block, &range, is_only)
                } else {
                    let block = if may_lose { self.content_at(block, &range) } else { self.block_part(block, &range) };
                    // Like the end of a branch, the end of a statement drops the temporaries.
                    let end = if keeps_temporaries { "" } else { ";" };
                    vec![block, Part::Text(end.to_owned())]
                }
            }
        };
        self.edits.push(Edit { range, parts });
    }

    /// Returns the block as the value of a `let`, at whose end its temporaries are dropped, as at the end of a branch.
    /// The end of a plain block drops none before the edition 2024.
    fn bound(&mut self, only: Option<Range<usize>>, block: &Block, range: &Range<usize>, braces: bool) -> Vec<Part> {
        let value = match only {
            Some(only) => self.moved(only, range),
            None => self.block_part(block, range),
        };
        self.bound_value(value, range, braces)
    }

    /// Returns the value of a `let`, followed by the variable.
    pub(super) fn bound_value(&mut self, value: Part, range: &Range<usize>, braces: bool) -> Vec<Part> {
        let text = "`value` drops temporaries at the same time as before; without any, write the value alone";
        self.note(Level::Maybe, range.start, text);
        let indentation = lines::indentation(self.source.text, range.start);
        let (start, end) = if braces {
            ("{ let value = ", "; value }".to_owned())
        } else if lines::is_first(self.source.text, range.start) {
            ("let value = ", format!(";{}{indentation}value", self.source.line_break()))
        } else {
            ("let value = ", "; value".to_owned())
        };
        vec![Part::Text(start.to_owned()), value, Part::Text(end)]
    }

    fn lose_braces_of(&mut self, block: &Block, range: Range<usize>, statement: &Range<usize>) {
        match blocks::content(self.source, block) {
            Some(_) => {
                let part = self.content_at(block, &range);
                self.edits.push(Edit { range, parts: vec![part] });
            }
            None => self.remove_with_comments(statement),
        }
    }

    /// Returns the statements of the block, moved to the indentation of the range that they replace.
    fn content_at(&self, block: &Block, range: &Range<usize>) -> Part {
        let Some(Part::Kept { range: kept, .. }) = blocks::content(self.source, block) else {
            return Part::Text(String::new());
        };
        self.moved(kept, range)
    }

    /// Returns the block with its braces, moved to the indentation of the range that it replaces.
    fn block_part(&self, block: &Block, range: &Range<usize>) -> Part {
        let text = self.source.text;
        let kept = self.source.range(block);
        let dedent = blocks::excess(lines::indentation(text, kept.end), lines::indentation(text, range.start));
        Part::Kept { range: kept, dedent }
    }

    fn moved(&self, kept: Range<usize>, range: &Range<usize>) -> Part {
        let text = self.source.text;
        let dedent = if lines::is_first(text, kept.start) {
            blocks::excess(lines::indentation(text, kept.start), lines::indentation(text, range.start))
        } else {
            String::new()
        };
        Part::Kept { range: kept, dedent }
    }

    /// Walks over a block that comes to stand in this place.
    pub(super) fn walk_block(&mut self, block: &Block, place: Place) {
        self.with_tail(tail_of(place), |scan| scan.visit_block(block));
    }

    /// Walks over the value of an arm.
    pub(super) fn visit_value(&mut self, value: &Expr) {
        self.with_tail(Tail::Value, |scan| scan.visit_expr(value));
    }

    /// Returns whether the expression can be the last one of a block as it is.
    pub(super) fn may_be_last(&self, value: &Expr) -> bool {
        self.edition == Edition::From2024 || purity::has_no_temporary(value)
    }

    /// Folds a `while`, which is the statement of this range or a part of it.
    pub(super) fn repeat(&mut self, repeat: &ExprWhile, place: Place, statement: &Range<usize>) {
        match self.boolean(&repeat.cond) {
            None => self.with_tail(Tail::Unit, |scan| scan.visit_block(&repeat.body)),
            Some(true) => {
                let start = self.source.of_span(repeat.while_token.span).start;
                let end = self.source.range(&repeat.cond).end;
                self.note(Level::Maybe, start, "this `while` is a `loop` now; it ends by `break` or `return` alone");
                self.edits.push(Edit::text(start..end, "loop"));
                self.with_tail(Tail::Unit, |scan| scan.visit_block(&repeat.body));
            }
            Some(false) => {
                self.dropped(|scan| scan.visit_block(&repeat.body));
                if matches!(place, Place::Statement | Place::Last { .. }) {
                    self.remove_with_comments(statement);
                } else {
                    let first = repeat.label.as_ref().map_or(repeat.while_token.span, |label| label.name.span());
                    let start = self.source.of_span(first).start;
                    self.edits.push(Edit::text(start..self.source.range(repeat).end, "{}"));
                }
            }
        }
    }

    /// Walks over a `match`: its arms may have gates and guards, and it may select by the value of the toggle.
    pub(super) fn selection(&mut self, selection: &ExprMatch, place: Place, statement: &Range<usize>) {
        selection.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        if self.select(selection, place, statement) {
            return;
        }
        self.visit_expr(&selection.expr);
        selection.arms.iter().for_each(|arm| self.arm(arm));
    }

    fn arm(&mut self, arm: &Arm) {
        let kept = (self.edits.len(), self.notes.len(), self.inner.left);
        let gates = self.gates_of_statement(&arm.attrs);
        let mut is_gone = gates.off.is_some();
        if let Pat::Guard(guarded) = &arm.pat {
            self.visit_pat(&guarded.pat);
            match self.boolean(&guarded.guard) {
                None => {}
                Some(true) => {
                    let range = self.source.range(&guarded.pat).end..self.source.range(&guarded.guard).end;
                    self.edits.push(Edit::removal(range));
                }
                Some(false) => is_gone = true,
            }
        } else {
            self.visit_pat(&arm.pat);
        }
        if is_gone {
            self.edits.truncate(kept.0);
            self.notes.truncate(kept.1);
            self.inner.left = kept.2;
            self.dropped(|scan| scan.visit_expr(&arm.body));
            let start =
                arm.attrs.first().map_or_else(|| self.source.range(&arm.pat), |first| self.source.range(first)).start;
            let end = match &arm.comma {
                Some(comma) => self.source.of_span(comma.span).end,
                None => self.source.range(&arm.body).end,
            };
            self.remove_with_comments(&(start..end));
            return;
        }
        gates.removed.iter().for_each(|gate| self.remove_attribute(gate));
        match &*arm.body {
            Expr::If(branch) => self.branch(branch, Place::Arm, &self.source.range(branch)),
            body => self.visit_expr(body),
        }
    }
}

/// Returns the type of the value of a block in this place.
fn tail_of(place: Place) -> Tail {
    match place {
        Place::Statement | Place::Last { is_unit: true, .. } => Tail::Unit,
        _ => Tail::Value,
    }
}

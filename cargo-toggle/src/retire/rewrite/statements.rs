//! `#[feature_toggle(..)]` on statements and `let`s, and statements that consist of a folded `if`.

use std::ops::Range;

use syn::{
    Attribute, Block, Expr, Local, Stmt, StmtMacro,
    spanned::Spanned,
    visit::{self, Visit},
};

use super::{
    blocks,
    branches::Place,
    edit::{Edit, Part},
    gates::Gates,
    lines,
    note::Level,
    scan::{Otherwise, Scan, Tail},
};

impl Scan<'_> {
    /// Walks over the statements of a block.
    pub(super) fn block(&mut self, block: &Block) {
        let tail = std::mem::replace(&mut self.tail, Tail::Value);
        let last = block.stmts.len().saturating_sub(1);
        for (index, statement) in block.stmts.iter().enumerate() {
            let place = match statement {
                Stmt::Expr(_, None) if index == last => {
                    Place::Last { is_only: block.stmts.len() == 1, is_unit: tail == Tail::Unit }
                }
                _ => Place::Statement,
            };
            self.statement(statement, place);
        }
    }

    fn statement(&mut self, statement: &Stmt, place: Place) {
        match statement {
            Stmt::Item(item) => self.visit_item(item),
            Stmt::Local(local) => self.visit_local(local),
            Stmt::Macro(call) => self.macro_statement(call, place),
            Stmt::Expr(expression, semicolon) => {
                let attributes = attributes_of(expression);
                let gates = self.gates_of_statement(attributes);
                let kept = (self.edits.len(), self.notes.len(), self.inner.left);
                // An attribute that stays is about the whole block.
                let inside = if attributes.len() > gates.removed.len() { Place::Else } else { place };
                let range = self.source.range(statement);
                match expression {
                    Expr::If(branch) => self.branch(branch, inside, &range),
                    Expr::While(repeat) => self.repeat(repeat, inside, &range),
                    Expr::Match(selection) => self.selection(selection, inside, &range),
                    Expr::Block(inner) => self.walk_block(&inner.block, place),
                    expression => self.expression(expression),
                }
                if gates.removed.is_empty() {
                    return;
                }
                let is_unit = blocks::has_unit_value(expression);
                if let Some(off) = &gates.off {
                    self.edits.truncate(kept.0);
                    self.notes.truncate(kept.1);
                    self.inner.left = kept.2;
                    self.other_statement(&gates, off.otherwise.as_ref(), &range, semicolon.is_some(), place, is_unit);
                    return;
                }
                gates.removed.iter().for_each(|gate| self.remove_attribute(gate));
                if let Expr::Block(inner) = expression
                    && inner.label.is_none()
                    && attributes.len() == gates.removed.len()
                    && self.loses_braces(&inner.block)
                {
                    self.lose_braces(&inner.block, &self.source.range(&inner.block));
                }
            }
        }
    }

    fn macro_statement(&mut self, call: &StmtMacro, place: Place) {
        let gates = self.gates_of_statement(&call.attrs);
        let kept = (self.edits.len(), self.notes.len(), self.inner.left);
        self.visit_macro(&call.mac);
        if let Some(off) = &gates.off {
            self.edits.truncate(kept.0);
            self.notes.truncate(kept.1);
            self.inner.left = kept.2;
            let range = self.source.range(call);
            let has_semicolon = call.semi_token.is_some();
            self.other_statement(&gates, off.otherwise.as_ref(), &range, has_semicolon, place, false);
        } else {
            gates.removed.iter().for_each(|gate| self.remove_attribute(gate));
        }
    }

    /// Walks over a `let`, also one without a gate.
    pub(super) fn local(&mut self, local: &Local) {
        let gates = self.gates_of_statement(&local.attrs);
        let kept = (self.edits.len(), self.notes.len(), self.inner.left);
        self.visit_pat(&local.pat);
        if let Some(init) = &local.init {
            match &*init.expr {
                Expr::If(branch) => self.branch(branch, Place::Binding, &self.source.range(branch)),
                Expr::Match(selection) => self.selection(selection, Place::Binding, &self.source.range(selection)),
                expression => self.visit_expr(expression),
            }
            if let Some((_, otherwise)) = &init.diverge {
                self.visit_expr(otherwise);
            }
        }
        let Some(off) = &gates.off else {
            gates.removed.iter().for_each(|gate| self.remove_attribute(gate));
            return;
        };
        self.edits.truncate(kept.0);
        self.notes.truncate(kept.1);
        self.inner.left = kept.2;
        let (Some(otherwise), Some(init)) = (&off.otherwise, &local.init) else {
            let at = self.source.range(local).start;
            self.note(Level::Person, at, "this `let` has no `else`; write the value that it has without the toggle");
            return;
        };
        let dedent = blocks::excess(
            lines::indentation(self.source.text, otherwise.range.start),
            lines::indentation(self.source.text, self.source.of_span(local.let_token.span()).start),
        );
        let value = Part::Kept { range: otherwise.range.clone(), dedent };
        // Before the `else` of a `let`, no expression may end in a brace.
        let ends_in_brace = self.source.text[otherwise.range.clone()].ends_with('}');
        let parts = if init.diverge.is_some() && ends_in_brace {
            vec![Part::Text("(".to_owned()), value, Part::Text(")".to_owned())]
        } else {
            vec![value]
        };
        self.edits.push(Edit { range: self.source.range(&init.expr), parts });
        gates.removed.iter().for_each(|gate| self.remove_attribute(gate));
    }

    /// Puts the `else` of a gate in place of a statement, or removes the statement if there is none.
    fn other_statement(
        &mut self,
        gates: &Gates<'_>,
        otherwise: Option<&Otherwise>,
        range: &Range<usize>,
        has_semicolon: bool,
        place: Place,
        is_unit: bool,
    ) {
        let Some(otherwise) = otherwise else {
            let can_go = match place {
                Place::Last { is_unit: of_block, .. } => of_block || is_unit,
                _ => true,
            };
            if can_go {
                self.remove_with_comments(range);
            } else {
                let text = "this last expression has no `else`; write the value that it has without the toggle";
                self.note(Level::Person, range.start, text);
            }
            return;
        };
        // Attributes and gates before the one that is off stay on what comes in place of the statement.
        let start = gates.removed.first().map_or(range.start, |gate| self.source.range(gate).start);
        let around = lines::indentation(self.source.text, start);
        let dedent = blocks::excess(lines::indentation(self.source.text, otherwise.range.start), around);
        let value = match (&otherwise.content, place) {
            (Some(content), Place::Statement) if !has_semicolon => content.clone(),
            _ => Part::Kept { range: otherwise.range.clone(), dedent },
        };
        let mut parts = match place {
            Place::Last { is_only, is_unit: false } if !is_unit && !otherwise.keeps_temporaries => {
                self.bound_value(value, &(start..range.end), is_only || start > range.start)
            }
            _ => vec![value],
        };
        let is_last_unit = matches!(place, Place::Last { is_unit: of_block, .. } if of_block || is_unit);
        if has_semicolon
            || (otherwise.inside.is_none() && place == Place::Statement)
            || (is_last_unit && !otherwise.keeps_temporaries)
        {
            parts.push(Part::Text(";".to_owned()));
        }
        self.edits.push(Edit { range: start..range.end, parts });
    }

    /// Takes the braces of a block away. A block without a statement goes as a whole.
    pub(super) fn lose_braces(&mut self, block: &Block, range: &Range<usize>) {
        match blocks::content(self.source, block) {
            Some(content) => self.edits.push(Edit { range: range.clone(), parts: vec![content] }),
            None => self.remove_with_comments(range),
        }
    }

    /// Folds the gates on a statement, and counts them for the mark of the function.
    pub(super) fn gates_of_statement<'ast>(&mut self, attributes: &'ast [Attribute]) -> Gates<'ast> {
        let gates = self.gates(attributes);
        self.inner.before += gates.left + gates.removed.len();
        self.inner.left += gates.left;
        gates
    }
}

/// Returns the attributes in front of an expression statement. The parser gives them to the leftmost operand.
fn attributes_of(expression: &Expr) -> &[Attribute] {
    macro_rules! attributes_of_any {
        ($($variant:ident)*) => {
            match expression {
                Expr::Assign(assign) => attributes_of(&assign.left),
                Expr::Binary(binary) => attributes_of(&binary.left),
                Expr::Cast(cast) => attributes_of(&cast.expr),
                $(Expr::$variant(expression) => &expression.attrs,)*
                _ => &[],
            }
        };
    }
    attributes_of_any! {
        Array Async Await Block Break Call Closure Const Continue Field ForLoop Group If Index Infer Let Lit Loop Macro
        Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple Unary Unsafe While
        Yield
    }
}

/// Walks over all children of an expression.
pub(super) fn children(scan: &mut Scan<'_>, expression: &Expr) {
    visit::visit_expr(scan, expression);
}

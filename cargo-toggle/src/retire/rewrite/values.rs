//! Checks of a variant, number or string: `X.get()`, `value!(X)`, and a `match` that selects by one.

use syn::{Expr, ExprMatch, Lit, Pat};
use toggle_syntax::grammar::ValueArgs;

use super::{
    branches::Place,
    checks::is_named,
    edit::{Edit, Part},
    scan::Scan,
    target::Keep,
};

impl Scan<'_> {
    /// Replaces the expression by the value of the toggle, if it checks the value. Returns whether it does.
    pub(super) fn value(&mut self, expression: &Expr) -> bool {
        if !self.is_value_check(expression) {
            return false;
        }
        let range = self.source.range(expression);
        match &self.target.keep {
            Keep::Variant { path, .. } => self.edits.push(Edit::text(range, path.clone())),
            Keep::Literal(text) => self.edits.push(Edit::text(range, text.clone())),
            Keep::On | Keep::Off => {}
        }
        true
    }

    /// Returns whether the expression is the value of this toggle, on or off included.
    pub(super) fn is_value_check(&self, expression: &Expr) -> bool {
        match expression {
            Expr::MethodCall(call) => {
                (call.method == "get" || call.method == "get_for")
                    && matches!(&*call.receiver, Expr::Path(path) if self.target.is_path(&path.path))
            }
            Expr::Macro(call) if is_named(&call.mac, "value") => {
                let (args, _) = ValueArgs::recover(call.mac.tokens.clone());
                args.toggle.is_some_and(|path| self.target.is_path(&path))
            }
            Expr::Paren(paren) => self.is_value_check(&paren.expr),
            _ => false,
        }
    }

    /// Leaves the one arm of a `match` that the value selects. Returns false if the selection is not certain.
    pub(super) fn select(&mut self, selection: &ExprMatch, place: Place, statement: &std::ops::Range<usize>) -> bool {
        if !self.is_value_check(&selection.expr) {
            return false;
        }
        let mut selected = None;
        for arm in &selection.arms {
            match self.target.keep.matches(&arm.pat) {
                // A gate on an arm is a guard, too.
                _ if !arm.attrs.is_empty() => return false,
                Some(false) => {}
                Some(true) => {
                    selected = Some(arm);
                    break;
                }
                None => return false,
            }
        }
        let Some(arm) = selected else { return false };
        for other in selection.arms.iter().filter(|other| !std::ptr::eq(*other, arm)) {
            self.dropped(|scan| scan.visit_value(&other.body));
        }
        let start = self.source.of_span(selection.match_token.span).start;
        let range = start..self.source.range(selection).end;
        if let Expr::Block(block) = &*arm.body
            && block.label.is_none()
            && block.attrs.is_empty()
        {
            self.walk_block(&block.block, place);
            self.leave(&block.block, range, place, statement);
            return true;
        }
        self.visit_value(&arm.body);
        self.leave_value(&arm.body, range, place, statement);
        true
    }

    /// Leaves an expression that is no block in place of the range.
    fn leave_value(
        &mut self,
        value: &Expr,
        range: std::ops::Range<usize>,
        place: Place,
        statement: &std::ops::Range<usize>,
    ) {
        let kept = Part::kept(self.source.range(value));
        let keeps_temporaries = self.may_be_last(value);
        let parts = match place {
            // The statement may have a semicolon.
            Place::Statement if statement.end > range.end => vec![kept],
            Place::Binding => vec![kept],
            Place::Last { .. } if keeps_temporaries => vec![kept],
            Place::Statement | Place::Last { is_unit: true, .. } => vec![kept, Part::Text(";".to_owned())],
            Place::Last { is_only, .. } => self.bound_value(kept, &range, is_only),
            Place::Arm | Place::Operand if super::purity::is_atom(value) => vec![kept],
            Place::Operand if !keeps_temporaries => self.bound_value(kept, &range, true),
            Place::Else | Place::Arm | Place::Operand => {
                vec![Part::Text("{ ".to_owned()), kept, Part::Text(" }".to_owned())]
            }
        };
        self.edits.push(Edit { range, parts });
    }
}

impl Keep {
    /// Returns whether the pattern matches this value, or nothing if that is not certain.
    fn matches(&self, pattern: &Pat) -> Option<bool> {
        match pattern {
            Pat::Wild(_) => Some(true),
            Pat::Paren(paren) => self.matches(&paren.pat),
            Pat::Or(or) => {
                let cases: Option<Vec<bool>> = or.cases.iter().map(|case| self.matches(case)).collect();
                cases.map(|cases| cases.contains(&true))
            }
            Pat::Path(path) => self.is_variant(&path.path.segments.last()?.ident.to_string()),
            // A name in lower case binds the value; others are variants that are imported.
            Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none() => {
                let ident = ident.ident.to_string();
                if ident.starts_with(char::is_uppercase) { self.is_variant(&ident) } else { None }
            }
            Pat::Lit(literal) => match (self, &literal.lit) {
                (Self::On | Self::Off, Lit::Bool(value)) => Some(self.is_on() == Some(value.value)),
                (Self::Literal(text), literal) => Some(quote::ToTokens::to_token_stream(literal).to_string() == *text),
                _ => None,
            },
            _ => None,
        }
    }

    fn is_variant(&self, ident: &str) -> Option<bool> {
        match self {
            Self::Variant { path, .. } => Some(path.rsplit("::").next() == Some(ident)),
            _ => None,
        }
    }
}

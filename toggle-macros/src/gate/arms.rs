//! Gated arms without which a `match` would not be complete while their toggles are off.

use syn::{Arm, Error, ExprLit, Ident, Lit, Pat, Path, ext::IdentExt};
use toggle_syntax::grammar::Errors;

use super::attribute::is_gate;

/// Refuses each gated arm whose values no later arm can match, and removes the gates of that arm. The compiler would
/// only report that the `match` is not complete.
pub(super) fn refuse_needed(arms: &mut [Arm], errors: &mut Errors) {
    for at in 0..arms.len() {
        let (before, rest) = arms.split_at_mut(at);
        let Some((arm, after)) = rest.split_first_mut() else { return };
        let Some(gate) = arm.attrs.iter().find(|attribute| is_gate(attribute)) else { continue };
        // No `match` needs an arm that has a guard already, and a `cfg` may remove an arm.
        let is_optional = matches!(arm.pat, Pat::Guard(_)) || has_cfg(arm);
        let is_covered = before.iter().any(matches_all);
        let pattern = Shape::of(&arm.pat);
        if is_optional || is_covered || after.iter().any(|other| pattern.may_overlap(&Shape::of(&other.pat))) {
            continue;
        }
        let message = "no arm below matches these values while the toggle is off; write one without a gate, such as \
                       `_ => ..`, or gate a block inside this arm";
        errors.push(Error::new_spanned(gate, message));
        arm.attrs.retain(|attribute| !is_gate(attribute));
    }
}

/// Returns whether the arm matches any value, and in any case.
fn matches_all(arm: &Arm) -> bool {
    let any_value = match &arm.pat {
        Pat::Wild(_) => true,
        Pat::Ident(binding) => binding.subpat.is_none() && !is_capital(&binding.ident),
        _ => false,
    };
    any_value && !has_cfg(arm) && !arm.attrs.iter().any(is_gate)
}

fn has_cfg(arm: &Arm) -> bool {
    arm.attrs.iter().any(|attribute| attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr"))
}

/// The values of a pattern, as far as the outermost part of the pattern shows them.
#[derive(PartialEq)]
enum Shape {
    /// The values of a variant, a struct or a constant with this name.
    Named(String),
    Bool(bool),
    /// Any values.
    Any,
}

impl Shape {
    fn of(pattern: &Pat) -> Self {
        let named =
            |path: &Path| path.segments.last().map_or(Self::Any, |last| Self::Named(last.ident.unraw().to_string()));
        match pattern {
            Pat::Path(path) => named(&path.path),
            Pat::TupleStruct(tuple) => named(&tuple.path),
            Pat::Struct(fields) => named(&fields.path),
            // A capitalized name is a variant or a constant. Any other name matches any value.
            Pat::Ident(binding) if binding.subpat.is_none() && is_capital(&binding.ident) => {
                Self::Named(binding.ident.unraw().to_string())
            }
            Pat::Ident(binding) => binding.subpat.as_ref().map_or(Self::Any, |(_, inner)| Self::of(inner)),
            Pat::Lit(ExprLit { lit: Lit::Bool(word), .. }) => Self::Bool(word.value),
            Pat::Paren(inner) => Self::of(&inner.pat),
            Pat::Guard(guarded) => Self::of(&guarded.pat),
            _ => Self::Any,
        }
    }

    fn may_overlap(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => true,
            (one, other) => one == other,
        }
    }
}

fn is_capital(name: &Ident) -> bool {
    name.unraw().to_string().starts_with(char::is_uppercase)
}

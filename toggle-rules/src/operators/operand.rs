//! The value of an operator, as a file writes it.

use std::sync::Arc;

use super::bound::{Order, Ordered};
use crate::{pattern::Pattern, scalars::Texts};

/// The value of an operator in a file. Each function reports the mistake of a value that it refuses.
pub(crate) trait Operand {
    /// Returns whether the operator stands within a `not`.
    fn is_in_not(&self) -> bool;
    fn refuse(&mut self, message: String);
    /// Refuses the operator itself, regardless of its value.
    fn refuse_word(&mut self, message: &str);
    fn boolean(&mut self) -> Option<bool>;
    fn text(&mut self, expected: &str) -> Option<String>;
    /// Reads a string, or a list of strings.
    fn texts(&mut self) -> Option<Texts>;
    /// Reads a number or a date, as the bound of this order.
    fn bound(&mut self, order: Order) -> Option<Ordered>;
    fn pattern(&mut self) -> Option<Arc<Pattern>>;
}

/// The function that reads the value of an operator, or reports its mistake.
pub(super) type Read<V> = fn(&mut dyn Operand) -> Option<V>;

//! Operators that must all hold for one attribute.

use std::fmt;

use super::{
    bound::Ordered,
    operator::{Matcher, Operator},
};
use crate::{
    attribute::{Attribute, AttributeRef},
    number::Number,
};

impl Matcher {
    // The attribute is passed by reference, because its type takes many instructions to copy.
    #[inline]
    pub(crate) fn holds(&self, attribute: Option<&AttributeRef<'_>>) -> bool {
        // The common conditions come first and need no further call.
        match (&*self.0, attribute) {
            ([Operator::IsOneOf(scalars)], Some(AttributeRef::Text(text))) => scalars.contain_text(text),
            ([Operator::Order(Ordered::Number(order, bound))], Some(AttributeRef::Integer(value))) => {
                Number::Integer(*value).compare(*bound).is_some_and(|found| order.is(found))
            }
            ([Operator::IsOneOf(scalars)], Some(AttributeRef::Texts(texts))) => {
                texts.iter().any(|text| scalars.contain_text(text))
            }
            ([Operator::IsOneOf(scalars)], Some(AttributeRef::List(values))) => {
                values.iter().any(|value| match value {
                    Attribute::Text(text) => scalars.contain_text(text),
                    other => scalars.contain(&other.into()),
                })
            }
            ([_], Some(AttributeRef::List(_) | AttributeRef::Texts(_))) => self.holds_for_any(attribute),
            ([operator], Some(one)) => operator.holds(one),
            ([operator], None) => operator.asks_for_absence(),
            _ => self.holds_for_any(attribute),
        }
    }

    #[inline(never)]
    fn holds_for_any(&self, attribute: Option<&AttributeRef<'_>>) -> bool {
        match attribute {
            None => self.asks_for_absence(),
            Some(list @ AttributeRef::List(elements)) => {
                let elements = elements.iter().filter(|element| !matches!(element, Attribute::List(_)));
                self.holds_for_list(list, elements.map(AttributeRef::from))
            }
            Some(list @ AttributeRef::Texts(elements)) => {
                self.holds_for_list(list, elements.iter().map(|element| AttributeRef::Text(element)))
            }
            Some(one) => self.0.iter().all(|operator| operator.holds(one)),
        }
    }

    fn holds_for_list<'a>(
        &self,
        list: &AttributeRef<'_>,
        mut elements: impl Iterator<Item = AttributeRef<'a>>,
    ) -> bool {
        // The common case of a single operator. Two of the three passes below would have nothing to do for it.
        if let [operator] = &*self.0
            && !operator.asks_whole()
        {
            return elements.any(|element| operator.holds(&element));
        }
        let of_whole = || self.0.iter().filter(|operator| operator.asks_whole());
        let fits = |element| self.0.iter().all(|operator| operator.asks_whole() || operator.holds(&element));
        of_whole().all(|operator| operator.holds(list)) && (of_whole().count() == self.0.len() || elements.any(fits))
    }

    /// Returns whether the attribute must be missing.
    pub(crate) fn asks_for_absence(&self) -> bool {
        self.0.iter().all(Operator::asks_for_absence)
    }

    /// Returns whether this is a list of values, of which the attribute must equal one.
    pub(crate) fn is_list(&self) -> bool {
        matches!(&*self.0, [Operator::IsOneOf(scalars)] if scalars.len() > 1)
    }

    /// Returns whether the condition compares the attribute with a date.
    pub(crate) fn compares_dates(&self) -> bool {
        self.0.iter().any(Operator::compares_dates)
    }
}

/// Formats the operators as a file writes them, shortened if they are long.
impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [Operator::IsOneOf(scalars)] = &*self.0 {
            return scalars.fmt(f);
        }
        for (position, operator) in self.0.iter().enumerate() {
            write!(f, "{}{operator}", if position == 0 { "{ " } else { ", " })?;
        }
        f.write_str(" }")
    }
}

//! Conditions: what attributes of a context must be.

use jiff::Timestamp;
use semver::VersionReq;

use super::{date, number::Number, pattern::Pattern, version};
use crate::{
    context::Attribute,
    targeting::{AttributeName, AttributeRef, Targeting},
};

/// A condition: one of these must hold.
#[derive(Debug, PartialEq)]
pub(crate) struct Condition {
    pub(super) any: Vec<Vec<Test>>,
}

/// What one attribute must be.
#[derive(Debug, PartialEq)]
pub(super) struct Test {
    pub(super) attribute: AttributeName,
    pub(super) matcher: Matcher,
}

/// Operators that must all hold.
#[derive(Debug, PartialEq)]
pub(super) struct Matcher(pub(super) Vec<Operator>);

#[derive(Debug, PartialEq)]
pub(super) enum Operator {
    IsOneOf(Scalars),
    Not(Matcher),
    Present(bool),
    Semver(VersionReq),
    StartsWith(Vec<String>),
    EndsWith(Vec<String>),
    Contains(Vec<String>),
    Order(Order, Bound),
    Matches(Box<Pattern>),
}

/// Which order an attribute must have to a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Above,
    AtLeast,
    AtMost,
    Below,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bound {
    Number(Number),
    Date(Timestamp),
}

/// Values of which an attribute must be one, by type, each in order.
#[derive(Debug, PartialEq, Default)]
pub(super) struct Scalars {
    pub(super) texts: Vec<String>,
    pub(super) numbers: Vec<Number>,
    pub(super) dates: Vec<Timestamp>,
    pub(super) booleans: Vec<bool>,
}

impl Condition {
    pub(super) fn holds(&self, context: &dyn Targeting) -> bool {
        self.any.iter().any(|all| all.iter().all(|test| test.holds(context)))
    }
}

impl Test {
    pub(super) fn holds(&self, context: &dyn Targeting) -> bool {
        self.matcher.holds(self.attribute.find(context))
    }
}

impl Matcher {
    fn holds(&self, attribute: Option<AttributeRef<'_>>) -> bool {
        let Some(attribute) = attribute else {
            return self.0.iter().all(|operator| *operator == Operator::Present(false));
        };
        match attribute {
            AttributeRef::List(elements) => {
                let elements = elements.iter().filter(|element| !matches!(element, Attribute::List(_)));
                self.holds_for_list(attribute, elements.map(AttributeRef::from))
            }
            AttributeRef::Texts(elements) => {
                self.holds_for_list(attribute, elements.iter().map(|element| AttributeRef::Text(element)))
            }
            one => self
                .0
                .iter()
                .all(|operator| operator.holds_for_whole(one).unwrap_or_else(|| operator.holds_for_one(one))),
        }
    }

    fn holds_for_list<'a>(&self, list: AttributeRef<'a>, mut elements: impl Iterator<Item = AttributeRef<'a>>) -> bool {
        let fits = |element| self.0.iter().all(|operator| operator.holds_for_one(element));
        self.0.iter().all(|operator| operator.holds_for_whole(list).unwrap_or(true))
            && (self.asks_whole_alone() || elements.any(fits))
    }

    fn asks_whole_alone(&self) -> bool {
        self.0.iter().all(|operator| matches!(operator, Operator::Not(_) | Operator::Present(_)))
    }
}

impl Operator {
    /// Whether it holds for the attribute as a whole, if that is what it asks.
    fn holds_for_whole(&self, attribute: AttributeRef<'_>) -> Option<bool> {
        match self {
            Self::Present(present) => Some(*present),
            Self::Not(matcher) => Some(!matcher.holds(Some(attribute))),
            _ => None,
        }
    }

    /// Whether it holds for a value that is no list, or does not ask for that.
    fn holds_for_one(&self, value: AttributeRef<'_>) -> bool {
        match (self, value) {
            (Self::Not(_) | Self::Present(_), _) => true,
            (Self::IsOneOf(scalars), value) => scalars.contain(value),
            (Self::Semver(requirement), AttributeRef::Text(text)) => version::satisfies(text, requirement),
            (Self::StartsWith(starts), AttributeRef::Text(text)) => starts.iter().any(|start| text.starts_with(start)),
            (Self::EndsWith(ends), AttributeRef::Text(text)) => ends.iter().any(|end| text.ends_with(end)),
            (Self::Contains(parts), AttributeRef::Text(text)) => parts.iter().any(|part| text.contains(part)),
            (Self::Matches(pattern), AttributeRef::Text(text)) => pattern.is_found_in(text),
            (Self::Order(order, bound), value) => order.holds(value, *bound),
            _ => false,
        }
    }
}

impl Order {
    fn holds(self, value: AttributeRef<'_>, bound: Bound) -> bool {
        let order = match bound {
            Bound::Number(bound) => number(value).and_then(|value| value.compare(bound)),
            Bound::Date(bound) => instant(value).map(|value| value.cmp(&bound)),
        };
        order.is_some_and(|order| match self {
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
            Self::AtMost => order.is_le(),
            Self::Below => order.is_lt(),
        })
    }
}

impl Scalars {
    /// Puts the values into the order in which [`contain`](Self::contain) looks for them.
    pub(super) fn sort(&mut self) {
        self.texts.sort_unstable();
        self.texts.dedup();
        self.numbers.sort_unstable_by(|one, other| one.compare(*other).unwrap_or(std::cmp::Ordering::Equal));
        self.numbers.dedup();
        self.dates.sort_unstable();
        self.dates.dedup();
        self.booleans.sort_unstable();
        self.booleans.dedup();
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len() + self.numbers.len() + self.dates.len() + self.booleans.len()
    }

    fn contain(&self, value: AttributeRef<'_>) -> bool {
        let has_date = |date: Timestamp| self.dates.binary_search(&date).is_ok();
        match value {
            AttributeRef::Text(text) => {
                self.has_text(text) || (!self.dates.is_empty() && date::in_text(text).is_some_and(has_date))
            }
            AttributeRef::Integer(value) => self.has_number(Number::Integer(value)),
            AttributeRef::Float(value) => self.has_number(Number::Float(value)),
            AttributeRef::Bool(value) => self.booleans.contains(&value),
            AttributeRef::Date(value) => has_date(value),
            AttributeRef::List(_) | AttributeRef::Texts(_) => false,
        }
    }

    fn has_text(&self, text: &str) -> bool {
        match self.texts.as_slice() {
            [] => false,
            [only] => only == text,
            texts => texts.binary_search_by(|other| other.as_str().cmp(text)).is_ok(),
        }
    }

    fn has_number(&self, number: Number) -> bool {
        let found = self.numbers.binary_search_by(|other| other.compare(number).unwrap_or(std::cmp::Ordering::Less));
        found.is_ok()
    }
}

fn number(value: AttributeRef<'_>) -> Option<Number> {
    match value {
        AttributeRef::Integer(value) => Some(Number::Integer(value)),
        AttributeRef::Float(value) => Some(Number::Float(value)),
        _ => None,
    }
}

fn instant(value: AttributeRef<'_>) -> Option<Timestamp> {
    match value {
        AttributeRef::Date(value) => Some(value),
        AttributeRef::Text(text) => date::in_text(text),
        _ => None,
    }
}

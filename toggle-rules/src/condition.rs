//! Conditions: what attributes of a context must be.

use std::{cmp::Ordering, sync::Arc};

use jiff::Timestamp;
use semver::VersionReq;

use crate::{
    attribute::{Attribute, AttributeRef},
    date,
    number::Number,
    pattern::Pattern,
    targeting::AttributeName,
    text, version,
};

/// A condition: one of these must hold.
#[derive(Debug, PartialEq)]
pub(crate) struct Condition {
    pub(super) any: Box<[Box<[Test]>]>,
}

/// What one attribute must be.
#[derive(Debug, PartialEq)]
pub(super) struct Test {
    pub(super) attribute: Arc<AttributeName>,
    pub(super) matcher: Matcher,
}

/// Operators that must all hold.
#[derive(Debug, PartialEq)]
pub(super) struct Matcher(pub(super) Box<[Operator]>);

// With a tag of its own, which is told apart faster than values of a field that are not otherwise in use.
#[derive(Debug, PartialEq)]
#[repr(u8)]
pub(super) enum Operator {
    IsOneOf(Scalars),
    Not(Matcher),
    Present(bool),
    Semver(VersionReq),
    StartsWith(Texts),
    EndsWith(Texts),
    Contains(Texts),
    Order(Order, Bound),
    Matches(Arc<Pattern>),
}

/// Texts, in little memory.
pub(super) type Texts = Box<[Box<str>]>;

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
    pub(super) texts: Texts,
    /// None for most.
    others: Option<Box<Others>>,
}

/// Values that are no texts.
#[derive(Debug, PartialEq, Default)]
struct Others {
    numbers: Box<[Number]>,
    dates: Box<[Timestamp]>,
    booleans: Box<[bool]>,
}

/// Values as they are read, of which [`Scalars`] are made.
#[derive(Default)]
pub(super) struct Values {
    pub(super) texts: Vec<Box<str>>,
    pub(super) numbers: Vec<Number>,
    pub(super) dates: Vec<Timestamp>,
    pub(super) booleans: Vec<bool>,
}

impl Condition {
    /// The tests of all alternatives, in turn.
    pub(super) fn tests(&self) -> impl Iterator<Item = &Test> {
        self.any.iter().flatten()
    }

    /// The number of attributes that it asks for.
    pub(super) fn len(&self) -> usize {
        self.any.iter().map(|tests| tests.len()).sum()
    }
}

impl Matcher {
    // Attributes are handed on by reference: their type takes many instructions to copy.
    #[inline]
    pub(super) fn holds(&self, attribute: Option<&AttributeRef<'_>>) -> bool {
        // What most conditions are, without a call.
        match (&*self.0, attribute) {
            ([Operator::IsOneOf(scalars)], Some(AttributeRef::Text(text))) => scalars.contain_text(text),
            ([Operator::Order(order, Bound::Number(bound))], Some(AttributeRef::Integer(value))) => {
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
            ([operator], None) => matches!(operator, Operator::Present(false)),
            _ => self.holds_for_any(attribute),
        }
    }

    #[inline(never)]
    fn holds_for_any(&self, attribute: Option<&AttributeRef<'_>>) -> bool {
        match attribute {
            None => self.0.iter().all(|operator| matches!(operator, Operator::Present(false))),
            Some(AttributeRef::List(elements)) => {
                let elements = elements.iter().filter(|element| !matches!(element, Attribute::List(_)));
                self.holds_for_list(attribute, elements.map(AttributeRef::from))
            }
            Some(AttributeRef::Texts(elements)) => {
                self.holds_for_list(attribute, elements.iter().map(|element| AttributeRef::Text(element)))
            }
            Some(one) => self.0.iter().all(|operator| operator.holds(one)),
        }
    }

    fn holds_for_list<'a>(
        &self,
        list: Option<&AttributeRef<'_>>,
        mut elements: impl Iterator<Item = AttributeRef<'a>>,
    ) -> bool {
        let fits = |element| self.0.iter().all(|operator| operator.holds_for_element(&element));
        // What most conditions are, where two of the three passes find nothing to do.
        if let [Operator::Contains(_) | Operator::StartsWith(_) | Operator::EndsWith(_) | Operator::Matches(_)] =
            *self.0
        {
            return elements.any(fits);
        }
        self.0.iter().all(|operator| operator.asks_whole(list).unwrap_or(true))
            && (self.asks_whole_alone() || elements.any(fits))
    }

    fn asks_whole_alone(&self) -> bool {
        self.0.iter().all(|operator| matches!(operator, Operator::Not(_) | Operator::Present(_)))
    }
}

impl Operator {
    /// Whether it holds for an attribute that is no list.
    fn holds(&self, attribute: &AttributeRef<'_>) -> bool {
        match self {
            Self::Present(present) => *present,
            Self::Not(matcher) => !matcher.holds(Some(attribute)),
            other => other.holds_for_element(attribute),
        }
    }

    /// Whether it holds for a list as a whole, if that is what it asks.
    fn asks_whole(&self, list: Option<&AttributeRef<'_>>) -> Option<bool> {
        match self {
            Self::Present(present) => Some(*present),
            Self::Not(matcher) => Some(!matcher.holds(list)),
            _ => None,
        }
    }

    /// Whether it holds for a text, or does not ask for that.
    pub(super) fn holds_for_text(&self, text: &str) -> bool {
        self.holds_for_element(&AttributeRef::Text(text))
    }

    /// Whether it holds for a value that is no list, or does not ask for that.
    fn holds_for_element(&self, value: &AttributeRef<'_>) -> bool {
        let text = match (self, value) {
            (Self::Not(_) | Self::Present(_), _) => return true,
            (Self::IsOneOf(scalars), value) => return scalars.contain(value),
            (Self::Order(order, bound), value) => return order.holds(value, bound),
            (_, AttributeRef::Text(text)) => *text,
            _ => return false,
        };
        match self {
            Self::Semver(requirement) => version::satisfies(text, requirement),
            Self::StartsWith(starts) => starts.iter().any(|start| text::starts(text, start)),
            Self::EndsWith(ends) => ends.iter().any(|end| text.ends_with(&**end)),
            Self::Contains(parts) => parts.iter().any(|part| text::contains(text, part)),
            Self::Matches(pattern) => pattern.is_found_in(text),
            Self::Not(_) | Self::Present(_) | Self::IsOneOf(_) | Self::Order(..) => false,
        }
    }
}

impl Order {
    fn holds(self, value: &AttributeRef<'_>, bound: &Bound) -> bool {
        let order = match *bound {
            Bound::Number(bound) => number(value).and_then(|value| value.compare(bound)),
            Bound::Date(bound) => instant(value).map(|value| value.cmp(&bound)),
        };
        order.is_some_and(|found| self.is(found))
    }

    #[inline]
    fn is(self, found: Ordering) -> bool {
        match self {
            Self::Above => found.is_gt(),
            Self::AtLeast => found.is_ge(),
            Self::AtMost => found.is_le(),
            Self::Below => found.is_lt(),
        }
    }
}

/// Up to how many texts looking at each is faster than searching by their order.
const FEW: usize = 8;

impl From<Values> for Scalars {
    /// Puts the values into the order in which [`contain`](Scalars::contain) looks for them.
    fn from(values: Values) -> Self {
        let Values { mut texts, mut numbers, mut dates, mut booleans } = values;
        texts.sort_unstable();
        texts.dedup();
        numbers.sort_unstable_by(|one, other| one.compare(*other).unwrap_or(Ordering::Equal));
        numbers.dedup();
        dates.sort_unstable();
        dates.dedup();
        booleans.sort_unstable();
        booleans.dedup();
        let has_others = !(numbers.is_empty() && dates.is_empty() && booleans.is_empty());
        let others = Others { numbers: numbers.into(), dates: dates.into(), booleans: booleans.into() };
        Self { texts: texts.into(), others: has_others.then(|| Box::new(others)) }
    }
}

impl Scalars {
    pub(super) fn len(&self) -> usize {
        self.texts.len() + self.numbers().len() + self.dates().len() + self.booleans().len()
    }

    pub(super) fn numbers(&self) -> &[Number] {
        self.others.as_ref().map_or(&[], |others| &others.numbers)
    }

    pub(super) fn dates(&self) -> &[Timestamp] {
        self.others.as_ref().map_or(&[], |others| &others.dates)
    }

    pub(super) fn booleans(&self) -> &[bool] {
        self.others.as_ref().map_or(&[], |others| &others.booleans)
    }

    fn contain(&self, value: &AttributeRef<'_>) -> bool {
        match *value {
            AttributeRef::Text(text) => self.contain_text(text),
            AttributeRef::Integer(value) => self.has_number(Number::Integer(value)),
            AttributeRef::Float(value) => self.has_number(Number::Float(value)),
            AttributeRef::Bool(value) => self.booleans().contains(&value),
            AttributeRef::Date(value) => self.has_date(value),
            AttributeRef::List(_) | AttributeRef::Texts(_) => false,
        }
    }

    #[inline]
    fn contain_text(&self, text: &str) -> bool {
        let has_text = match &*self.texts {
            few if few.len() <= FEW => few.iter().any(|other| text::same(other, text)),
            texts => has_text(texts, text),
        };
        has_text || (self.others.is_some() && self.has_date_in(text))
    }

    #[inline(never)]
    fn has_date_in(&self, text: &str) -> bool {
        !self.dates().is_empty() && date::in_text(text).is_some_and(|date| self.has_date(date))
    }

    fn has_date(&self, date: Timestamp) -> bool {
        self.dates().binary_search(&date).is_ok()
    }

    fn has_number(&self, number: Number) -> bool {
        let found = self.numbers().binary_search_by(|other| other.compare(number).unwrap_or(Ordering::Less));
        found.is_ok()
    }
}

#[inline(never)]
fn has_text(texts: &[Box<str>], text: &str) -> bool {
    texts.binary_search_by(|other| (**other).cmp(text)).is_ok()
}

fn number(value: &AttributeRef<'_>) -> Option<Number> {
    match *value {
        AttributeRef::Integer(value) => Some(Number::Integer(value)),
        AttributeRef::Float(value) => Some(Number::Float(value)),
        _ => None,
    }
}

fn instant(value: &AttributeRef<'_>) -> Option<Timestamp> {
    match *value {
        AttributeRef::Date(value) => Some(value),
        AttributeRef::Text(text) => date::in_text(text),
        _ => None,
    }
}

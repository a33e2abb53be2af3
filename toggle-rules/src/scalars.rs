//! The values of which an attribute must be one, sorted for searching.

use std::{cmp::Ordering, fmt};

use jiff::Timestamp;
use toggle_syntax::order;

use crate::{
    attribute::AttributeRef,
    date,
    number::Number,
    shown::{self, Shown},
    text,
};

/// Strings in a compact form.
pub(crate) type Texts = Box<[Box<str>]>;

/// Values of which an attribute must be one, sorted within each type.
#[derive(Debug, PartialEq, Hash, Default)]
pub(super) struct Scalars {
    pub(super) texts: Texts,
    /// The values of other types. Most conditions have none.
    others: Option<Box<Others>>,
}

/// Values that are no strings.
#[derive(Debug, PartialEq, Hash, Default)]
struct Others {
    numbers: Box<[Number]>,
    dates: Box<[Timestamp]>,
    booleans: Box<[bool]>,
}

/// Values in the order of the file, before they become [`Scalars`].
#[derive(Default)]
pub(super) struct Values {
    pub(super) texts: Vec<Box<str>>,
    pub(super) numbers: Vec<Number>,
    pub(super) dates: Vec<Timestamp>,
    pub(super) booleans: Vec<bool>,
}

/// The number of strings up to which a linear search is faster than a binary one.
const FEW: usize = 8;

impl From<Values> for Scalars {
    /// Sorts the values for [`contain`](Scalars::contain).
    fn from(values: Values) -> Self {
        let Values { mut texts, mut numbers, mut dates, mut booleans } = values;
        order::sort(&mut texts);
        texts.dedup();
        order::sort_by(&mut numbers, |one, other| one.compare(*other).unwrap_or(Ordering::Equal));
        numbers.dedup();
        order::sort(&mut dates);
        dates.dedup();
        order::sort(&mut booleans);
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

    pub(super) fn contain(&self, value: &AttributeRef<'_>) -> bool {
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
    pub(super) fn contain_text(&self, text: &str) -> bool {
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

/// Formats the values as a file writes them, shortened if they are long.
impl fmt::Display for Scalars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = self.texts.iter().map(|text| Shown(AttributeRef::Text(text)).to_string());
        let numbers = self.numbers().iter().map(Number::to_string);
        let dates = self.dates().iter().map(ToString::to_string);
        let booleans = self.booleans().iter().map(bool::to_string);
        let all: Vec<String> = texts.chain(numbers).chain(dates).chain(booleans).collect();
        match all.as_slice() {
            [only] => f.write_str(only),
            all => shown::list(all.iter(), f),
        }
    }
}

//! Conditions, as a file writes them.

use std::sync::Arc;

use semver::VersionReq;
use toml_spanner::{Item, Key, Table, Value as TomlValue};

use super::{
    declared::Asked,
    limits::{MAX_TESTS, MAX_VALUES},
    misplaced::{Owner, misplaced},
    reader::{Reader, in_order, kind},
    words::OPERATORS,
};
use crate::{
    condition::{Bound, Condition, Matcher, Operator, Order, Scalars, Test, Texts, Values},
    pattern::Pattern,
};

/// How deep a `not` may stand in another.
const MAX_DEPTH: usize = 8;

impl Reader<'_> {
    /// A table of attributes, or a list of such tables. None if something is wrong with it.
    pub(super) fn condition(&mut self, value: &Item<'_>, owner: Owner) -> Option<Arc<Condition>> {
        let alternatives = match value.value() {
            TomlValue::Array(values) if !values.is_empty() => values.as_slice(),
            TomlValue::Array(_) => return self.nothing(value),
            _ => std::slice::from_ref(value),
        };
        let tests: usize = alternatives.iter().map(|value| value.as_table().map_or(1, Table::len)).sum();
        if tests > MAX_TESTS {
            return self.too_many(value.span(), tests, MAX_TESTS, "attributes in a condition, with its alternatives");
        }
        self.tests += tests;
        let any: Vec<_> = alternatives.iter().filter_map(|value| self.tests(value, owner)).collect();
        (any.len() == alternatives.len()).then(|| Arc::new(Condition { any: any.into() }))
    }

    fn tests(&mut self, value: &Item<'_>, owner: Owner) -> Option<Box<[Test]>> {
        let table = self.table(value, "a table of attributes, such as `{ country = \"NL\" }`")?;
        if table.is_empty() {
            return self.nothing(value);
        }
        let tests: Vec<_> =
            in_order(table).into_iter().filter_map(|(name, value)| self.test(name, value, owner)).collect();
        (tests.len() == table.len()).then(|| tests.into())
    }

    fn test(&mut self, name: &Key<'_>, value: &Item<'_>, owner: Owner) -> Option<Test> {
        if let Some(advice) = misplaced(name.name, value, owner) {
            self.wrong(name.span, advice);
            return None;
        }
        let asked = self.asked(name.name, name.span)?;
        let matcher = self.matcher(&asked, value, 0)?;
        Some(Test { attribute: asked.attribute, matcher })
    }

    fn matcher(&mut self, asked: &Asked, value: &Item<'_>, depth: usize) -> Option<Matcher> {
        if let TomlValue::Table(table) = value.value() {
            return self.operators(asked, value, table, depth);
        }
        let scalars = self.scalars(value)?;
        self.check_values(asked, value)?;
        Some(Matcher(Box::new([Operator::IsOneOf(scalars)])))
    }

    fn operators(&mut self, asked: &Asked, value: &Item<'_>, table: &Table<'_>, depth: usize) -> Option<Matcher> {
        if table.is_empty() {
            return self.nothing(value);
        }
        if depth == MAX_DEPTH {
            self.wrong(value.span(), "this stands in too many others; make it simpler");
            return None;
        }
        let mut operators = Vec::new();
        self.keys(table, &OPERATORS, |reader, key, value| {
            let operator = reader.operator(asked, key, value, depth);
            operators.extend(operator.filter(|operator| reader.check_operator(asked, key, operator).is_some()));
        });
        (operators.len() == table.len()).then(|| Matcher(operators.into()))
    }

    fn operator(&mut self, asked: &Asked, key: &Key<'_>, value: &Item<'_>, depth: usize) -> Option<Operator> {
        let order = |order| move |bound| Operator::Order(order, bound);
        Some(match key.name {
            "not" => Operator::Not(self.matcher(asked, value, depth + 1)?),
            "present" if depth > 0 => {
                self.wrong(key.span, "`present` does not go into `not`; write `present = false` outside of it");
                return None;
            }
            "present" => Operator::Present(self.boolean(value)?),
            "semver" => Operator::Semver(self.requirement(value)?),
            "starts-with" => Operator::StartsWith(self.parts(value)?),
            "ends-with" => Operator::EndsWith(self.parts(value)?),
            "contains" => Operator::Contains(self.parts(value)?),
            "above" => order(Order::Above)(self.bound(value)?),
            "at-least" => order(Order::AtLeast)(self.bound(value)?),
            "at-most" => order(Order::AtMost)(self.bound(value)?),
            "below" => order(Order::Below)(self.bound(value)?),
            _ => Operator::Matches(self.pattern(value)?),
        })
    }

    fn requirement(&mut self, value: &Item<'_>) -> Option<VersionReq> {
        let text = self.text(value, "a requirement, such as `\">=2.3\"`")?;
        let requirement = VersionReq::parse(&text);
        requirement
            .map(|mut requirement| {
                requirement.comparators.shrink_to_fit();
                requirement
            })
            .map_err(|error| self.wrong(value.span(), format!("it is no requirement such as `>=2.3, <3`: {error}")))
            .ok()
    }

    fn parts(&mut self, value: &Item<'_>) -> Option<Texts> {
        let texts = self.texts(value, "a text, or a list of texts")?;
        Some(texts.into_iter().map(|text| text.value.into()).collect())
    }

    fn bound(&mut self, value: &Item<'_>) -> Option<Bound> {
        match value.value() {
            TomlValue::DateTime(_) => self.date(value).map(Bound::Date),
            TomlValue::Integer(_) | TomlValue::Float(_) => self.number(value).map(Bound::Number),
            _ => {
                self.wrong(value.span(), format!("expected a number or a date, without quotes, found {}", kind(value)));
                None
            }
        }
    }

    fn pattern(&mut self, value: &Item<'_>) -> Option<Arc<Pattern>> {
        let text = self.text(value, "a regular expression in single quotes")?;
        if text.contains('\u{8}') {
            self.wrong(value.span(), "`\\b` in double quotes is a backspace; use single quotes");
            return None;
        }
        let pattern = self.patterns.find(&text);
        pattern.map_err(|wrong| self.wrong(value.span(), wrong)).ok()
    }

    /// A text, number, boolean or date, or a list of these.
    fn scalars(&mut self, value: &Item<'_>) -> Option<Scalars> {
        let values = match value.value() {
            TomlValue::Array(values) if values.is_empty() => return self.nothing(value),
            TomlValue::Array(values) => values.as_slice(),
            _ => std::slice::from_ref(value),
        };
        if values.len() > MAX_VALUES {
            return self.too_many(value.span(), values.len(), MAX_VALUES, "values in a list");
        }
        let mut scalars = Values::default();
        let mut all = true;
        for value in values {
            all &= self.scalar(value, &mut scalars).is_some();
        }
        all.then(|| scalars.into())
    }

    fn scalar(&mut self, value: &Item<'_>, scalars: &mut Values) -> Option<()> {
        match value.value() {
            TomlValue::String(text) => scalars.texts.push((*text).into()),
            TomlValue::Boolean(boolean) => scalars.booleans.push(*boolean),
            TomlValue::Integer(_) | TomlValue::Float(_) => scalars.numbers.push(self.number(value)?),
            TomlValue::DateTime(_) => scalars.dates.push(self.date(value)?),
            TomlValue::Array(_) | TomlValue::Table(_) => {
                let message = format!("expected a text, number, boolean or date, found {}", kind(value));
                self.wrong(value.span(), message);
                return None;
            }
        }
        Some(())
    }
}

/// The texts of all regular expressions in a value, and of what looks like one.
pub(super) fn pattern_texts<'v>(value: &'v Item<'_>, found: &mut Vec<&'v str>) {
    match value.value() {
        TomlValue::Table(table) => {
            for (key, value) in table {
                match value.value() {
                    TomlValue::String(text) if key.name == "matches" => found.push(text),
                    _ => pattern_texts(value, found),
                }
            }
        }
        TomlValue::Array(values) => values.iter().for_each(|value| pattern_texts(value, found)),
        _ => {}
    }
}

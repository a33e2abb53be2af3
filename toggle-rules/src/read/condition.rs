//! Conditions, as a file writes them.

use std::sync::Arc;

use toml_spanner::{Item, Key, Table, Value as TomlValue};

use super::{
    attributes::Asked,
    limits::{MAX_TESTS, MAX_VALUES},
    misplaced::{Owner, misplaced},
    reader::{Reader, in_order, kind},
};
use crate::{
    condition::{Condition, Test},
    operators::{MATCHES, Matcher, Nesting, Operand, Operator, OperatorKey, Order, Ordered},
    pattern::Pattern,
    scalars::{Scalars, Texts, Values},
};

/// The deepest nesting of `not`.
const MAX_DEPTH: usize = 8;

impl Reader<'_> {
    /// Reads a table of attributes, or a list of such tables. Returns `None` if it has a mistake.
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
            self.wrong(value.span(), "this is nested too deep; make it simpler");
            return None;
        }
        let mut operators = Vec::new();
        self.keys(table, |reader, word: OperatorKey, key, value| {
            let operator = word.read(&mut Operation { reader, asked, key, value, depth });
            operators.extend(operator.filter(|operator| reader.check_operator(asked, key, operator).is_some()));
        });
        (operators.len() == table.len()).then(|| Matcher(operators.into()))
    }

    /// Reads a string, number, boolean or date, or a list of these.
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
                let message = format!("expected a string, number, boolean or date, found {}", kind(value));
                self.wrong(value.span(), message);
                return None;
            }
        }
        Some(())
    }
}

/// An operator with its value. `depth` is the number of `not` around it.
struct Operation<'r, 't, 'v, 'i> {
    reader: &'r mut Reader<'t>,
    asked: &'r Asked,
    key: &'v Key<'i>,
    value: &'v Item<'i>,
    depth: usize,
}

impl Operand for Operation<'_, '_, '_, '_> {
    fn is_in_not(&self) -> bool {
        self.depth > 0
    }

    fn refuse(&mut self, message: String) {
        self.reader.wrong(self.value.span(), message);
    }

    fn refuse_word(&mut self, message: &str) {
        self.reader.wrong(self.key.span, message);
    }

    fn boolean(&mut self) -> Option<bool> {
        self.reader.boolean(self.value)
    }

    fn text(&mut self, expected: &str) -> Option<String> {
        self.reader.text(self.value, expected)
    }

    fn texts(&mut self) -> Option<Texts> {
        let texts = self.reader.texts(self.value, "a string, or a list of strings")?;
        Some(texts.into_iter().map(|text| text.value.into()).collect())
    }

    fn bound(&mut self, order: Order) -> Option<Ordered> {
        let (reader, value) = (&mut *self.reader, self.value);
        match value.value() {
            TomlValue::DateTime(_) => reader.date(value).map(|bound| Ordered::Date(order, bound)),
            TomlValue::Integer(_) | TomlValue::Float(_) => {
                reader.number(value).map(|bound| Ordered::Number(order, bound))
            }
            TomlValue::String(_) | TomlValue::Boolean(_) | TomlValue::Array(_) | TomlValue::Table(_) => {
                reader.wrong_type(value, "a number or a date, without quotes")
            }
        }
    }

    fn pattern(&mut self) -> Option<Arc<Pattern>> {
        let (reader, span) = (&mut *self.reader, self.value.span());
        let text = reader.text(self.value, "a regular expression in single quotes")?;
        if text.contains('\u{8}') {
            return reader.refuse(span, "`\\b` in double quotes is a backspace; use single quotes");
        }
        let pattern = reader.patterns.find(&text);
        pattern.map_err(|wrong| reader.wrong(span, wrong)).ok()
    }
}

impl Nesting for Operation<'_, '_, '_, '_> {
    fn matcher(&mut self) -> Option<Matcher> {
        self.reader.matcher(self.asked, self.value, self.depth + 1)
    }
}

/// Collects all regular expressions in a value. It may collect strings that only look like one.
pub(super) fn pattern_texts<'v>(value: &'v Item<'_>, found: &mut Vec<&'v str>) {
    match value.value() {
        TomlValue::Table(table) => {
            for (key, value) in table {
                match value.value() {
                    TomlValue::String(text) if key.name == MATCHES.name => found.push(text),
                    _ => pattern_texts(value, found),
                }
            }
        }
        TomlValue::Array(values) => values.iter().for_each(|value| pattern_texts(value, found)),
        _ => {}
    }
}

//! Tables that are values of toggles, or may be.

use toml_spanner::{Item, Table, Value as TomlValue};

use super::{
    limits::{MAX_ALL_VALUES, MAX_VALUE_DEPTH},
    reader::Reader,
};
use crate::{
    spanned::Spanned,
    table::{Datum, EXACT, Entries},
};

impl Reader<'_> {
    /// Copies a table. The copy may be incomplete past a limit of the whole file, because the file is then refused.
    pub(super) fn entries(&mut self, table: &Table<'_>) -> Entries {
        self.entries_within(table, 1)
    }

    fn entries_within(&mut self, table: &Table<'_>, depth: usize) -> Entries {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let key = self.placed(key.name.into(), key.span);
            entries.extend(self.datum(value, depth).map(|value| (key, value)));
            if self.is_past_limit() {
                break;
            }
        }
        Entries::new(entries)
    }

    /// Copies a value, unless it is nested too deep.
    fn datum(&mut self, value: &Item<'_>, depth: usize) -> Option<Spanned<Datum>> {
        self.values += 1;
        self.limit(self.values, MAX_ALL_VALUES, "values in tables, those of all toggles together", value.span());
        if depth > MAX_VALUE_DEPTH {
            self.wrong(value.span(), "this is nested too deep; make it simpler");
            return None;
        }
        let datum = match value.value() {
            TomlValue::String(text) => Datum::Text((*text).into()),
            TomlValue::Boolean(boolean) => Datum::Boolean(*boolean),
            TomlValue::Integer(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Datum::Integer(number),
                (None, Some(number)) => Datum::Unsigned(number),
                (None, None) => return self.refuse(value.span(), EXACT),
            },
            // A float that is not finite is refused later, by the type. The table may be weights, which have another
            // message.
            TomlValue::Float(number) => Datum::Float(number.to_bits()),
            TomlValue::DateTime(_) => Datum::Date(self.written(value.span()).into()),
            TomlValue::Array(values) => {
                let mut list = Vec::with_capacity(values.len());
                for value in values {
                    list.extend(self.datum(value, depth + 1));
                    if self.is_past_limit() {
                        break;
                    }
                }
                Datum::List(list.into())
            }
            TomlValue::Table(table) => Datum::Table(self.entries_within(table, depth + 1)),
        };
        Some(self.placed(datum, value.span()))
    }
}

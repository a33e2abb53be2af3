//! Tables whose meaning depends on the toggle's type: the value of a structure, or rules and weights.

use toggle_syntax::Type;

use crate::{
    definition::{Definition, RawState, Serve, Weights},
    percentage::Percentage,
    short::short,
    spanned::{Mistake, Spanned},
    statement::Statement,
    structure::{Reading, Refused},
    table::{Datum, Entries, Table},
    value::Value,
};

impl Statement {
    /// Decides between the two meanings of the tables for a toggle of this type. Values are deserialized, which runs
    /// user code.
    pub fn resolve(&mut self, ty: &Type, reading: Option<Reading>) {
        let is_structure = match ty {
            Type::Structure => true,
            // Only the name of the toggle is known.
            Type::Any => self.must_be_of_structure(),
            _ => false,
        };
        if !is_structure {
            return;
        }
        let tables = std::mem::take(&mut self.tables);
        if let Some(value) = tables.value {
            let read = value.and_then(|Spanned { value: entries, at }| {
                read(entries, reading)
                    .map_err(|Refused { message, at: inside }| vec![Mistake { at: inside.or(at), message }])
            });
            *self = Self::of_state(read.map(RawState::Value));
            return;
        }
        match &mut self.state {
            Some(Ok(RawState::Rules(definition))) => definition.resolve(reading),
            Some(Ok(RawState::Value(value))) => {
                if let Err(Refused { message, .. }) = accept(value, reading) {
                    self.state = Some(Err(vec![message.into()]));
                }
            }
            Some(Err(mistakes)) => {
                if let (Some(mistake), Some(key)) = (mistakes.first_mut(), &tables.key) {
                    let key = short(key);
                    let advice = format!(
                        "; this is the table of a toggle, since it has `{key}`: for a value with such a field, write \
                         `otherwise = {{ {key} = .. }}`"
                    );
                    mistake.message += &advice;
                }
            }
            _ => {}
        }
    }

    /// Calls `show` for each table that is a value.
    pub fn each_table(&self, show: &mut dyn FnMut(&Table)) {
        let mut of_written = |written: &RawState| {
            if let RawState::Value(Value::Table(table)) = written {
                show(table);
            }
        };
        match &self.state {
            Some(Ok(RawState::Rules(rules))) => {
                rules.otherwise.iter().chain(&rules.without_key).for_each(|written| of_written(&written.value));
                for serve in rules.rules.iter().filter_map(|rule| rule.serve.as_deref()) {
                    if let Serve::State(written) = serve {
                        of_written(&written.value);
                    }
                }
            }
            Some(Ok(written)) => of_written(written),
            Some(Err(_)) | None => {}
        }
    }

    /// Returns whether the tables can only be values.
    fn must_be_of_structure(&self) -> bool {
        let has_value = self.tables.value.is_some() && !self.tables.is_misspelt;
        has_value || matches!(&self.state, Some(Ok(RawState::Rules(rules))) if rules.has_tables())
    }
}

impl Definition {
    fn resolve(&mut self, reading: Option<Reading>) {
        for written in [&mut self.otherwise, &mut self.without_key].into_iter().flatten() {
            resolve(written, reading);
        }
        for serve in self.rules.iter_mut().filter_map(|rule| rule.serve.as_deref_mut()) {
            if let Serve::Weights(Spanned { value: weights, at }, entries) = serve {
                let entries = entries.take().unwrap_or_else(|| written_as(weights));
                *serve = Serve::State(Spanned { value: RawState::Table(entries), at: *at });
            }
            if let Serve::State(written) = serve {
                resolve(written, reading);
            }
        }
    }

    /// Returns whether the definition has a table that can only be a value.
    fn has_tables(&self) -> bool {
        let is_table = |written: &Spanned<RawState>| matches!(written.value, RawState::Table(_));
        let mut serves = self.rules.iter().filter_map(|rule| rule.serve.as_deref());
        [&self.otherwise, &self.without_key].into_iter().flatten().any(is_table)
            || serves.any(|serve| match serve {
                Serve::State(written) => is_table(written),
                Serve::Weights(_, entries) => {
                    entries.as_ref().is_some_and(|entries| !entries.iter().all(|(_, value)| is_share(&value.value)))
                }
            })
    }
}

/// Returns the table form of these weights, all of which are numbers in their shortest spelling.
fn written_as(weights: &Weights) -> Entries {
    let entry = |(name, share): &(Spanned<String>, Percentage)| {
        let key = Spanned { value: name.value.as_str().into(), at: name.at };
        let number = share.number();
        #[expect(clippy::cast_possible_truncation, reason = "from 0 to 100")]
        let share = if number.fract() == 0.0 { Datum::Integer(number as i64) } else { Datum::Float(number.to_bits()) };
        (key, Spanned { value: share, at: name.at })
    };
    Entries::new(weights.iter().map(entry).collect())
}

/// Returns whether a value may be meant as a percentage.
fn is_share(value: &Datum) -> bool {
    match value {
        Datum::Integer(_) | Datum::Float(_) => true,
        Datum::Text(text) => text.ends_with('%'),
        _ => false,
    }
}

fn resolve(written: &mut Spanned<RawState>, reading: Option<Reading>) {
    let refused = match &mut written.value {
        RawState::Table(entries) => match read(std::mem::take(entries), reading) {
            Ok(value) => {
                written.value = RawState::Value(value);
                return;
            }
            Err(refused) => refused,
        },
        RawState::Value(value) => match accept(value, reading) {
            Ok(()) => return,
            Err(refused) => refused,
        },
        _ => return,
    };
    *written = Spanned { value: RawState::Refused(refused.message), at: refused.at.or(written.at) };
}

/// Reads a value from a table. Without a reading, as in a tool, the value is the table alone.
fn read(entries: Entries, reading: Option<Reading>) -> Result<Value, Refused> {
    let mut value = Value::Table(Table::of_entries(entries, None));
    accept(&mut value, reading)?;
    Ok(value)
}

/// Checks a value that is a table.
///
/// # Errors
///
/// If the table is no value of the type.
pub fn accept(value: &mut Value, reading: Option<Reading>) -> Result<(), Refused> {
    if let (Value::Table(table), Some(reading)) = (value, reading) {
        *table = reading.check(table.clone())?;
    }
    Ok(())
}
